export interface Case {
  readonly args: readonly string[];
  /** The last thing that the node must have been asked. */
  readonly call: readonly unknown[];
  readonly json: unknown;
  /** What a person must find in the text. */
  readonly text: readonly RegExp[];
}
