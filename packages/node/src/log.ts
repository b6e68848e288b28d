/**
 * Structured logs: one JSON object a line, or aligned text where a person watches. Channel and peer ids are fields.
 * Secrets can't appear: values that are kept as `Secret` (packages/crypto) print as `[secret]`.
 */
import { styleText } from 'node:util';
import { bytesToHex } from '@sferic/crypto';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

export type LogValue = string | number | bigint | boolean | null | undefined | Uint8Array | Error;
export type LogFields = Readonly<Record<string, LogValue>>;

export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The same sink, with `fields` on every line. */
  with(fields: LogFields): Logger;
}

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly format: 'json' | 'text';
  /** Whether text shows levels in colors. */
  readonly colors?: boolean;
  readonly write: (line: string) => void;
  readonly now: () => Date;
}

/** A logger that drops what is below `level`. */
export function createLogger(options: LoggerOptions, bound: LogFields = {}): Logger {
  const threshold = LOG_LEVELS.indexOf(options.level);
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      if (LOG_LEVELS.indexOf(level) < threshold) return;
      const all = { ...bound, ...fields };
      const line =
        options.format === 'json'
          ? formatJson(options.now(), level, message, all)
          : formatText(options.now(), level, message, all, options.colors === true);
      options.write(line);
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (fields) => createLogger(options, { ...bound, ...fields }),
  };
}

/** For tests and tools that want no logs. */
export const silentLogger: Logger = createLogger({
  level: 'error',
  format: 'json',
  write: () => undefined,
  now: () => new Date(0),
});

function printable(value: LogValue): string | number | boolean | null | undefined {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return bytesToHex(value);
  if (value instanceof Error) return value.message;
  return value;
}

function formatJson(time: Date, level: LogLevel, message: string, fields: LogFields): string {
  const line: Record<string, unknown> = { time: time.toISOString(), level, message };
  for (const [name, value] of Object.entries(fields)) line[name] = printable(value);
  return `${JSON.stringify(line)}\n`;
}

function formatText(
  time: Date,
  level: LogLevel,
  message: string,
  fields: LogFields,
  colors: boolean,
): string {
  const paint = (format: keyof typeof COLORS | 'dim', text: string): string => {
    const color = format === 'dim' ? 'dim' : COLORS[format];
    return colors ? styleText(color, text, { validateStream: false }) : text;
  };
  const pairs = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${paint('dim', `${name}=`)}${quoted(String(printable(value)))}`);
  const head = `${paint('dim', time.toISOString().slice(11, 23))} ${paint(level, level.padEnd(5))}`;
  return `${[head, oneLine(message), ...pairs].join(' ')}\n`;
}

const COLORS = { debug: 'dim', info: 'green', warn: 'yellow', error: 'red' } as const;

/** A value that would not read as one word is put in quotes. */
function quoted(text: string): string {
  return /^[^\s"=\p{C}]+$/u.test(text) ? text : oneLine(JSON.stringify(text));
}

/** Text of a peer must not fake a line or move the cursor. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�');
}
