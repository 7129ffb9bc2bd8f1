/** The end of the last page: the value of the field it is sorted by, and the id. */
export interface PageStart {
  readonly value: number;
  readonly id: string;
}

/** A document that can't be finished, with the name of its group. */
export interface NeedingAttention<Document> {
  readonly document: Document;
  readonly groupName: string;
}
