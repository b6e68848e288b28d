/** Proof that the writes before an effect are on disk: only the store's commit issues one. */
export class CommitToken {
  readonly #issued = true;

  private constructor() {}

  static issue(): CommitToken {
    return new CommitToken();
  }

  toString(): string {
    return `CommitToken(${this.#issued})`;
  }
}
