/** Judges the project by every JSON file of a directory that it recognises. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { families } from './families/index.ts';
import type { Family } from './family.ts';
import { Item } from './item.ts';

export interface Failure {
  readonly name: string;
  readonly reason: string;
}

/** The outcome of one file. */
export type FileReport =
  | {
      readonly type: 'judged';
      readonly file: string;
      readonly passed: number;
      readonly failures: readonly Failure[];
      /** Skipped cases by reason. */
      readonly skipped: ReadonlyMap<string, readonly string[]>;
    }
  | { readonly type: 'unknown'; readonly file: string; readonly family: string };

/** Reports on all files, in the order of their names. */
export function judgeDirectory(directory: string): readonly FileReport[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => judgeText(name, readFileSync(join(directory, name), 'utf8')));
}

/** Reports on the content of one file. */
export function judgeText(file: string, text: string): FileReport {
  const found = parse(file, text);
  if (found instanceof Error) {
    const failures = [{ name: 'the file', reason: found.message }];
    return { type: 'judged', file, passed: 0, failures, skipped: new Map() };
  }
  const name = found.has('family') ? found.text('family') : 'none';
  const family = families.find((known) => known.name === name);
  return family === undefined ? { type: 'unknown', file, family: name } : judge(file, family, found);
}

function parse(file: string, text: string): Item | Error {
  try {
    const item = new Item(JSON.parse(text), file);
    item.keys();
    return item;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function judge(file: string, family: Family, content: Item): FileReport {
  let passed = 0;
  const failures: Failure[] = [];
  const skipped = new Map<string, string[]>();
  const fail = (name: string, error: unknown) =>
    failures.push({ name, reason: error instanceof Error ? error.message : String(error) });
  try {
    for (const found of family.cases(content)) {
      if ('skipped' in found) {
        skipped.set(found.skipped, [...(skipped.get(found.skipped) ?? []), found.name]);
        continue;
      }
      try {
        found.judge();
        passed++;
      } catch (error) {
        fail(found.name, error);
      }
    }
  } catch (error) {
    // The list of cases itself cannot be read.
    fail('the file', error);
  }
  return { type: 'judged', file, passed, failures, skipped };
}

/** Lines for a person, the sum last; skipped cases are named. */
export function format(reports: readonly FileReport[]): readonly string[] {
  const lines = reports.flatMap(formatFile);
  const judged = reports.filter((report) => report.type === 'judged');
  const passed = judged.reduce((sum, report) => sum + report.passed, 0);
  const failed = judged.reduce((sum, report) => sum + report.failures.length, 0);
  return [...lines, `${passed} passed, ${failed} failed`];
}

function formatFile(report: FileReport): readonly string[] {
  const label = report.file.replace(/\.json$/, '').padEnd(24);
  if (report.type === 'unknown') return [`? ${label} unknown family '${report.family}': not judged`];
  const { passed, failures, skipped } = report;
  const skippedCount = [...skipped.values()].reduce((sum, names) => sum + names.length, 0);
  const counts = [
    `${passed} passed`,
    `${failures.length} failed`,
    ...(skippedCount > 0 ? [`${skippedCount} skipped`] : []),
  ];
  return [
    `${failures.length === 0 ? '✔' : '✖'} ${label} ${counts.join(', ')}`,
    ...failures.map(({ name, reason }) => `    ✖ ${name}: ${reason.split('\n').slice(0, 6).join(' | ')}`),
    ...[...skipped].map(([reason, names]) => `    skipped, ${reason}: ${names.join('; ')}`),
  ];
}
