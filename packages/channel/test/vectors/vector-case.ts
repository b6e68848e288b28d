/** One known answer: `check` throws an assertion error when the code under test gives another. */
export interface VectorCase {
  readonly name: string;
  readonly check: () => void;
}
