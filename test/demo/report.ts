/** What a run prints: numbered steps with their lines, coloured where a terminal shows it. */
import { stripVTControlCharacters, styleText } from 'node:util';
import { formatMilliseconds } from './amounts.ts';

type Style = Parameters<typeof styleText>[0];

/** Texts are cut by no terminal: longer ones push the time to the right. */
const TEXT_WIDTH = 88;
const INDENT = '   ';

/** `styleText` leaves colours out when standard output is no terminal, or NO_COLOR asks for it. */
export function style(format: Style, text: string): string {
  return styleText(format, text, { stream: process.stdout });
}

export class Report {
  readonly #write: (text: string) => void;
  #step = 0;

  constructor(write: (text: string) => void = (text) => process.stdout.write(text)) {
    this.#write = write;
  }

  title(text: string): void {
    this.line(style('bold', text));
  }

  /** Runs a numbered step of the story. */
  async step<T>(title: string, work: () => Promise<T>): Promise<T> {
    this.#step += 1;
    this.line('');
    this.line(`${style(['bold', 'cyan'], `${this.#step}`.padStart(2))} ${style('bold', title)}`);
    const started = performance.now();
    const result = await work();
    this.line(style('dim', `${INDENT}(${formatMilliseconds(performance.now() - started)})`));
    return result;
  }

  /** Something that was done and holds; on the right how long it took, where that is of interest. */
  done(text: string, milliseconds?: number): void {
    this.#marked(style('green', '✔'), text, milliseconds);
  }

  /** Something that happens, with nothing to check. */
  note(text: string): void {
    this.#marked(style('yellow', '•'), text);
  }

  /** Something on the chain. */
  chain(text: string): void {
    this.#marked(style('magenta', '▣'), text);
  }

  failed(text: string): void {
    this.#marked(style('red', '✖'), text);
  }

  /** The first cell of a row is to the left, the others to the right. Emphasized rows are bold. */
  table(rows: readonly TableRow[]): void {
    const columns = Math.max(...rows.map(({ cells }) => cells.length));
    const widths = Array.from({ length: columns }, (_, column) =>
      Math.max(...rows.map(({ cells }) => visibleLength(cells[column] ?? ''))),
    );
    for (const { cells, emphasized } of rows) {
      const texts = cells.map((cell, column) => {
        const padding = ' '.repeat((widths[column] ?? 0) - visibleLength(cell));
        return column === 0 ? cell + padding : padding + cell;
      });
      const text = texts.join('  ');
      this.line(INDENT + (emphasized === true ? style('bold', text) : text));
    }
  }

  line(text: string): void {
    this.#write(`${text}\n`);
  }

  #marked(mark: string, text: string, milliseconds?: number): void {
    const time = milliseconds === undefined ? '' : formatMilliseconds(milliseconds);
    const padding = ' '.repeat(Math.max(1, TEXT_WIDTH - visibleLength(text) - time.length));
    this.line(`${INDENT}${mark} ${text}${time && padding + style('dim', time)}`);
  }
}

export interface TableRow {
  readonly cells: readonly string[];
  readonly emphasized?: boolean;
}

function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length;
}
