/** Answers that were asked for ahead of the calls that will get them, by the name of what is called. */
export class Upcoming<Answer> {
  #waiting: { readonly name: string; readonly answer: Answer; count: number }[] = [];

  /** The next `count` calls of `name` get `answer`. */
  add(name: string, answer: Answer, count: number): void {
    this.#waiting.push({ name, answer, count });
  }

  take(name: string): Answer | undefined {
    const found = this.#waiting.find((one) => one.name === name);
    if (!found) return undefined;
    found.count -= 1;
    if (found.count <= 0) this.#waiting = this.#waiting.filter((other) => other !== found);
    return found.answer;
  }

  clear(): void {
    this.#waiting = [];
  }
}
