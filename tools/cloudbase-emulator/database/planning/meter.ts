import type { DatabaseCost } from '../contract';

/** Counts the documents one access examined. All lookups of a `$lookup` stage share one. */
export interface AccessMeter {
  readonly collection: string;
  readonly index: string | null;
  documentsExamined: number;
}

/** Starts counting an access once its index is known; `null` stands for a full scan. */
export type OpenAccess = (index: string | null) => AccessMeter;

/** Counts the cost of one call while the call runs. */
export class Meter {
  private readonly collections = new Set<string>();
  private readonly accesses: AccessMeter[] = [];
  documentsReturned = 0;
  documentsWritten = 0;

  recordCollection(collection: string): void {
    this.collections.add(collection);
  }

  /** Starts counting a new access. */
  openAccess(collection: string, index: string | null): AccessMeter {
    this.recordCollection(collection);
    const access = { collection, index, documentsExamined: 0 };
    this.accesses.push(access);
    return access;
  }

  computeCost(): DatabaseCost {
    return {
      collections: [...this.collections],
      accesses: this.accesses.map((access) => ({ ...access })),
      documentsExamined: this.accesses.reduce((sum, access) => sum + access.documentsExamined, 0),
      documentsReturned: this.documentsReturned,
      documentsWritten: this.documentsWritten,
    };
  }
}
