/** Finds what each option is set to: flags before variables before the file before defaults. */
import { dirname } from 'node:path';
import { err, ok, type Result } from '@sferic/codec';
import { parse as parseToml, TomlError } from 'smol-toml';
import { type Environment, expandPath, nonEmpty } from './data-directory.ts';
import {
  flagOf,
  OPTIONS,
  type OptionName,
  type OptionSpec,
  type OptionValues,
  variableOf,
} from './options.ts';

/** Why a configuration can't be used. `option` is the flag, variable, or key that is at fault, as a person wrote it. */
export interface ConfigError {
  readonly code:
    | 'unreadable_file'
    | 'invalid_toml'
    | 'unknown_key'
    | 'invalid_value'
    | 'conflict'
    | 'mainnet_refused';
  readonly option?: string;
  /** Whole sentence, with file and option in it. */
  readonly message: string;
}

export interface ConfigSources {
  /** Text of each flag that was given, by the option's name; lists hold every time it was. */
  readonly flags: Readonly<Partial<Record<OptionName, string | readonly string[]>>>;
  readonly environment: Environment;
  /** Absent when there is no file. */
  readonly file?: { readonly path: string; readonly text: string };
  /** Where relative paths of flags and variables start. */
  readonly workingDirectory: string;
}

/** Where a value stands, for error messages and relative paths. */
interface Given {
  readonly texts: readonly string[];
  readonly option: string;
  readonly directory: string;
}

type FileValues = ReadonlyMap<string, unknown>;

export function resolveOptions(sources: ConfigSources): Result<OptionValues, ConfigError> {
  const file = readFileValues(sources.file);
  if (!file.ok) return file;
  const values: [string, unknown][] = [];
  for (const [name, spec] of Object.entries(OPTIONS) as [OptionName, OptionSpec<unknown>][]) {
    const given = find(name, spec, sources, file.value);
    if (!given.ok) return given;
    if (given.value === undefined) {
      values.push([name, spec.fallback]);
      continue;
    }
    const value = readValue(spec, given.value);
    if (!value.ok) return value;
    values.push([name, value.value]);
  }
  return ok(Object.fromEntries(values) as OptionValues);
}

function find(
  name: OptionName,
  spec: OptionSpec<unknown>,
  { flags, environment, file, workingDirectory }: ConfigSources,
  fileValues: FileValues,
): Result<Given | undefined, ConfigError> {
  const flag = flags[name];
  if (flag !== undefined)
    return ok({
      texts: typeof flag === 'string' ? [flag] : flag,
      option: flagOf(spec),
      directory: workingDirectory,
    });
  const variable = nonEmpty(environment[variableOf(spec)]);
  if (variable !== undefined) {
    const texts = spec.kind === 'list' ? variable.split(',').map((item) => item.trim()) : [variable];
    return ok({ texts, option: variableOf(spec), directory: workingDirectory });
  }
  const raw = fileValues.get(spec.key);
  if (raw === undefined || file === undefined) return ok(undefined);
  const option = `${file.path}: ${spec.key}`;
  const texts = textsOf(spec, raw);
  return texts.ok
    ? ok({ texts: texts.value, option, directory: dirname(file.path) })
    : invalid(option, texts.error);
}

/** The texts of a value in the file, whose type must fit the option. */
function textsOf({ kind }: OptionSpec<unknown>, raw: unknown): Result<readonly string[], string> {
  if (kind === 'list') {
    const items: readonly unknown[] = Array.isArray(raw) ? raw : [undefined];
    const texts = items.filter((item) => typeof item === 'string');
    return texts.length === items.length ? ok(texts) : err('must be a list of texts: ["…", "…"]');
  }
  if (kind === 'number') return typeof raw === 'number' ? ok([String(raw)]) : err('must be a number');
  return typeof raw === 'string' ? ok([raw]) : err('must be a text in quotes');
}

function readValue(
  spec: OptionSpec<unknown>,
  { texts, option, directory }: Given,
): Result<unknown, ConfigError> {
  const items: unknown[] = [];
  for (const text of texts) {
    const item = spec.parse(text);
    if (!item.ok) return invalid(option, item.error);
    items.push(spec.kind === 'path' ? expandPath(text, directory) : item.value);
  }
  if (spec.kind === 'list') return ok(items);
  return items.length === 1 ? ok(items[0]) : invalid(option, 'may be given once');
}

/** The file's values by their keys, each of which must be an option's. */
function readFileValues(file: ConfigSources['file']): Result<FileValues, ConfigError> {
  if (file === undefined) return ok(new Map());
  let content: Record<string, unknown>;
  try {
    content = parseToml(file.text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason = ''] = error.message.split('\n');
    const where = `${file.path}:${error.line}:${error.column}`;
    return err({ code: 'invalid_toml', option: where, message: `${where}: ${reason}` });
  }
  const values = new Map<string, unknown>();
  const tables = new Set(keys().flatMap((key) => (key.includes('.') ? [key.split('.')[0]] : [])));
  for (const [name, value] of Object.entries(content)) {
    if (!tables.has(name)) values.set(name, value);
    else if (typeof value === 'object' && value !== null && !Array.isArray(value))
      for (const [key, inner] of Object.entries(value)) values.set(`${name}.${key}`, inner);
    else return invalid(`${file.path}: ${name}`, `must be a table: [${name}]`);
  }
  const unknown = [...values.keys()].find((key) => !keys().includes(key));
  if (unknown === undefined) return ok(values);
  const option = `${file.path}: ${unknown}`;
  const nearest = keys().find((key) => sameLetters(key, unknown));
  const hint = nearest === undefined ? `known are ${keys().join(', ')}` : `did you mean ${nearest}?`;
  return err({ code: 'unknown_key', option, message: `${option} is no option: ${hint}` });
}

function keys(): readonly string[] {
  return Object.values(OPTIONS).map(({ key }) => key);
}

/** Whether two keys differ only in dashes, underscores, tables or letter case. */
function sameLetters(key: string, other: string): boolean {
  const letters = (text: string) => text.toLowerCase().replaceAll(/[^a-z]/g, '');
  return (
    letters(key) === letters(other) ||
    letters(key.split('.').at(-1) ?? '') === letters(other.split('.').at(-1) ?? '')
  );
}

function invalid(option: string, problem: string): Result<never, ConfigError> {
  return err({ code: 'invalid_value', option, message: `${option} ${problem}` });
}
