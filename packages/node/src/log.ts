/**
 * Structured logs: one JSON object a line, or aligned text where a person watches. Channel and peer ids are fields.
 * Secrets can't appear: values that are kept as `Secret` (packages/crypto) print as `[secret]`.
 */
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
      const format = options.format === 'json' ? formatJson : formatText;
      options.write(format(options.now(), level, message, { ...bound, ...fields }));
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

function formatText(time: Date, level: LogLevel, message: string, fields: LogFields): string {
  const pairs = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${printable(value)}`);
  return `${time.toISOString().slice(11, 23)} ${level.padEnd(5)} ${[message, ...pairs].join(' ')}\n`;
}
