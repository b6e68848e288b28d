/** Tables on a terminal. */

const NAME_WIDTH = 42;
const COLUMN_WIDTH = 14;

export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** A line of the table: a number shows three figures, as more would pretend. */
export function row(name: string, columns: readonly (string | number)[]): void {
  const cells = columns.map((cell) => (typeof cell === 'number' ? round(cell) : cell).padStart(COLUMN_WIDTH));
  print(`${name.padEnd(NAME_WIDTH)}${cells.join('')}`);
}

export function round(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 6 });
}
