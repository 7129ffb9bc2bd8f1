/** Answers scripted for the next calls, by the name of the called api. */
export class QueuedAnswers<Answer> {
  #queue: { readonly name: string; readonly answer: Answer; count: number }[] = [];

  /** The next `count` calls of `name` get `answer`. */
  add(name: string, answer: Answer, count: number): void {
    this.#queue.push({ name, answer, count });
  }

  take(name: string): Answer | undefined {
    const found = this.#queue.find((queued) => queued.name === name);
    if (!found) return undefined;
    found.count -= 1;
    if (found.count <= 0) this.#queue = this.#queue.filter((queued) => queued !== found);
    return found.answer;
  }

  clear(): void {
    this.#queue = [];
  }
}
