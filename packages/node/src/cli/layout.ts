/** Aligned text for people. Values may come from strangers (an invoice, a peer): what moves a cursor is taken out. */
import type { Style } from './style.ts';

/** A value, and how it is painted. */
export type Cell = string | { readonly text: string; readonly paint: (text: string) => string };

export interface Column {
  readonly title: string;
  /** Numbers stand at the right. */
  readonly align?: 'left' | 'right';
}

const GAP = '  ';

/** Replaces control characters, so that a stranger's text can't disturb a terminal or fake a line. */
export function printable(text: string): string {
  // Cc holds escape sequences; Cf holds what turns the direction of text around.
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�');
}

/** A table with titles; `whenEmpty` in place of one without rows. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  style: Style,
  whenEmpty: string,
): string {
  if (rows.length === 0) return `${whenEmpty}\n`;
  const titles: readonly Cell[] = columns.map(({ title }) => ({ text: title, paint: style.dim }));
  const lines = [titles, ...rows];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => widthOf(line[index] ?? ''))));
  return lines
    .map((line) => {
      const cells = line.map((cell, index) => pad(cell, widths[index] ?? 0, columns[index]?.align));
      return `${cells.join(GAP).trimEnd()}\n`;
    })
    .join('');
}

/** Names and values, one a line; what is undefined is left out. */
export function fields(entries: readonly (readonly [string, Cell | undefined])[], style: Style): string {
  const given = entries.filter((entry): entry is [string, Cell] => entry[1] !== undefined);
  const width = Math.max(0, ...given.map(([name]) => name.length));
  return given.map(([name, value]) => `${style.dim(name.padEnd(width))}${GAP}${painted(value)}\n`).join('');
}

function widthOf(cell: Cell): number {
  return [...textOf(cell)].length;
}

function pad(cell: Cell, width: number, align: Column['align']): string {
  const fill = ' '.repeat(Math.max(0, width - widthOf(cell)));
  return align === 'right' ? fill + painted(cell) : painted(cell) + fill;
}

function textOf(cell: Cell): string {
  return printable(typeof cell === 'string' ? cell : cell.text);
}

function painted(cell: Cell): string {
  return typeof cell === 'string' ? textOf(cell) : cell.paint(textOf(cell));
}
