/** How help stands on a terminal: terms at the left, what they mean at the right, broken between words. */
import { Help } from 'commander';

/** Leaves the meanings half of 80 columns. A longer term has a line of its own, and its meaning below. */
const MAX_TERM_WIDTH = 32;
const INDENT = 2;
const GAP = 2;
/** Where there is no terminal. */
export const DEFAULT_WIDTH = 80;

const standard = new Help();

/** As `Help.formatItem`, which gives the meanings what the longest of all terms leaves them. */
export function formatItem(term: string, termWidth: number, description: string, helper: Help): string {
  const width = helper.helpWidth ?? DEFAULT_WIDTH;
  const room = Math.max(0, width - INDENT - GAP - helper.minWidthToWrap);
  const column = Math.min(termWidth, MAX_TERM_WIDTH, room);
  if (helper.displayWidth(term) <= column || description === '')
    return standard.formatItem.call(helper, term, column, description, helper);
  const start = INDENT + column + GAP;
  const wrapped = helper.boxWrap(description, width - start);
  const meaning = wrapped.replaceAll(/^/gm, ' '.repeat(start));
  return `${' '.repeat(INDENT)}${term}\n${meaning}`;
}
