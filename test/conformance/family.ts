import type { Item } from './item.ts';

/** One case of a vector file. */
export interface Case {
  readonly name: string;
  /** Throws when the code under judgement is wrong. */
  readonly judge: () => void;
}

/** A case that this project does not take, with the reason. */
export interface SkippedCase {
  readonly name: string;
  readonly skipped: string;
}

/** Judges the project by the files of one kind, which say so in their field `family`. */
export interface Family {
  readonly name: string;
  cases(file: Item): Iterable<Case | SkippedCase>;
}

/** Names a case by its own name, comment or number. */
export function nameOf(item: Item): string {
  if (item.has('name')) return item.text('name');
  if (item.has('comment')) return item.text('comment');
  return item.path;
}

/** A case for each item of a list. */
export function each(items: readonly Item[], judge: (item: Item) => void, prefix = ''): readonly Case[] {
  return items.map((item) => ({ name: prefix + nameOf(item), judge: () => judge(item) }));
}

/** Skips every item of a list. */
export function skipEach(items: readonly Item[], reason: string): readonly SkippedCase[] {
  return items.map((item) => ({ name: nameOf(item), skipped: reason }));
}
