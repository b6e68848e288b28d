/** What the documents say of the repository is true: links, commands, options, the index of decisions. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { OPTIONS, type OptionSpec } from '../../packages/node/src/config/index.ts';
import { root } from '../../scripts/workspace.ts';

const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/**/*.md'];
const OPERATIONS = 'docs/operations.md';
const DECISIONS = 'docs/decisions';

const documents = globSync(DOCUMENTS, { cwd: root }).map((path) => ({
  path: path.replaceAll('\\', '/'),
  text: read(path),
}));

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The names that GitHub gives to the headings of a document. */
function anchors(text: string): readonly string[] {
  return [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The row of an option in the table of options. */
function optionRow({ key, placeholder, defaultText, help }: OptionSpec<unknown>): string {
  return `| \`${key}\` | ${placeholder} | ${defaultText ?? ''} | ${help} |`;
}

describe('the documents', () => {
  for (const { path, text } of documents) {
    it(`${path}: links lead somewhere`, () => {
      for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^https?:/.test(target)) continue;
        const [file = '', anchor] = target.split('#');
        const full = file === '' ? join(root, path) : join(root, dirname(path), file);
        assert.ok(existsSync(full), `there is no ${target}`);
        if (anchor === undefined) continue;
        assert.ok(anchors(readFileSync(full, 'utf8')).includes(anchor), `there is no heading ${target}`);
      }
    });

    it(`${path}: commands are there`, () => {
      const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };
      const named = text.matchAll(/\bnpm (?:run (?:(?:-s|--silent) )?([\w:-]+)|(start|test)\b)/g);
      for (const [line, script, short] of named) {
        const command = scripts[script ?? short ?? ''];
        assert.ok(command !== undefined, `package.json has no script for "${line}"`);
        const [, file] = /run\.mjs (\S+\.ts)/.exec(command) ?? [];
        if (file !== undefined) assert.ok(existsSync(join(root, file)), `"${line}" runs ${file}`);
      }
    });
  }

  it('the table of options has every option, as it is, and no other', () => {
    const rows = [...read(OPERATIONS).matchAll(/^\| `[a-z_.0-9]+` \|(?:[^|\n]*\|){3}$/gm)].map(
      ([row]) => row,
    );
    assert.deepEqual(rows, Object.values(OPTIONS).map(optionRow));
  });

  it('the index of decisions has every page, by its title', () => {
    const index = read(`${DECISIONS}/README.md`);
    for (const file of readdirSync(join(root, DECISIONS))) {
      if (file === 'README.md') continue;
      const [, number, title] = /^# (\d{4}): (.+)$/m.exec(read(`${DECISIONS}/${file}`)) ?? [];
      assert.ok(file.startsWith(`${number}-`), `${file} is numbered ${number}`);
      assert.ok(index.includes(`- [${number}](${file}): ${title}\n`), `${file} is missing in the index`);
    }
  });
});
