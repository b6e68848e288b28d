/** Colors for a terminal, or nothing. */
import { styleText } from 'node:util';

type Paint = (text: string) => string;

export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly pending: Paint;
}

export function createStyle(colors: boolean): Style {
  const paint =
    (format: 'bold' | 'dim' | 'green' | 'red' | 'yellow'): Paint =>
    (text) =>
      colors && text !== '' ? styleText(format, text, { validateStream: false }) : text;
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    good: paint('green'),
    bad: paint('red'),
    pending: paint('yellow'),
  };
}
