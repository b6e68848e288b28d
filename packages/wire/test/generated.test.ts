import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { GENERATED, generate } from '../scripts/generate.ts';
import { codecs } from '../src/codec/registry.ts';
import { messageFields } from '../src/generated/schema.ts';
import { messageOf } from './arbitraries.ts';

test('the generated files are what proto/ gives', async () => {
  for (const [name, content] of await generate()) {
    assert.equal(await readFile(join(GENERATED, name), 'utf8'), content, `${name}: run npm run generate`);
  }
});

test('every message of the envelope has a codec with its number, and every codec an arbitrary', () => {
  assert.deepEqual(
    codecs.map((codec) => codec.number).sort((a, b) => a - b),
    messageFields.Envelope.map((field) => field.number),
  );
  assert.deepEqual(codecs.map((codec) => codec.type).sort(), Object.keys(messageOf).sort());
});

test('a codec has the fields of its proto in the same order, and record t at number 1000 + t', () => {
  for (const codec of codecs) {
    assert.deepEqual(
      codec.fields.map(({ proto, record }) => [proto, record]),
      messageFields[codec.protoName].map(({ name, number }) => [
        name,
        number < 1000 ? undefined : number - 1000,
      ]),
      codec.type,
    );
  }
});
