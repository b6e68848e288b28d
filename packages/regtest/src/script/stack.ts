import { failScript, type ScriptError } from './errors.ts';

const TRUE = Uint8Array.of(1);
const FALSE = new Uint8Array();

/** A stack of byte strings, top last. Reaching below the bottom fails the script with the error given. */
export class Stack {
  readonly #items: Uint8Array[];
  readonly #underflow: ScriptError;

  constructor(items: readonly Uint8Array[] = [], underflow: ScriptError = 'INVALID_STACK_OPERATION') {
    this.#items = [...items];
    this.#underflow = underflow;
  }

  get size(): number {
    return this.#items.length;
  }

  /** A copy of the contents, bottom first. */
  items(): Uint8Array[] {
    return [...this.#items];
  }

  /** Fails unless there are `count` items: called before any operand is looked at, as the error depends on it. */
  need(count: number): void {
    if (this.#items.length < count) failScript(this.#underflow);
  }

  push(...items: readonly Uint8Array[]): void {
    this.#items.push(...items);
  }

  pushBoolean(value: boolean): void {
    this.#items.push(value ? TRUE : FALSE);
  }

  pop(): Uint8Array {
    return this.#items.pop() ?? failScript(this.#underflow);
  }

  /** The item that lies `depth` below the top. */
  peek(depth = 0): Uint8Array {
    return this.#items.at(-1 - depth) ?? failScript(this.#underflow);
  }

  /** Takes out the item that lies `depth` below the top. */
  remove(depth: number): Uint8Array {
    this.need(depth + 1);
    return this.#items.splice(this.#items.length - 1 - depth, 1)[0] ?? failScript(this.#underflow);
  }

  /** Puts `item` so that `depth` items lie above it. */
  insert(depth: number, item: Uint8Array): void {
    this.need(depth);
    this.#items.splice(this.#items.length - depth, 0, item);
  }

  /** Drops `count` items from the top. */
  drop(count: number): void {
    this.need(count);
    this.#items.length -= count;
  }
}
