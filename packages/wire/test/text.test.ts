import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  aliasOf,
  describeAlias,
  describeReason,
  isUtf8,
  MAX_REASON_LENGTH,
  reasonData,
} from '../src/index.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('a reason is shown without controls and marks that reverse text', () => {
  assert.equal(describeReason(bytes('bad fee')), 'bad fee');
  assert.equal(describeReason(bytes('a\u001b[31mb\u202ec\nd')), 'a\ufffd[31mb\ufffdc\ufffdd');
});

test('a reason that is not UTF-8 is shown as hex', () => {
  assert.equal(describeReason(Uint8Array.of(0xff, 0x00)), 'ff00');
});

test('a reason that is longer than any of ours is shown in part', () => {
  assert.equal(describeReason(bytes('x'.repeat(MAX_REASON_LENGTH))), 'x'.repeat(MAX_REASON_LENGTH));
  for (const text of ['x'.repeat(65_000), `x${'\u{1f600}'.repeat(16_000)}`]) {
    const shown = describeReason(bytes(text));
    assert.equal(shown.length, MAX_REASON_LENGTH + 1);
    assert.ok(shown.isWellFormed() && shown.endsWith('…'));
  }
  assert.equal(describeReason(new Uint8Array(65_000).fill(0xff)).length, MAX_REASON_LENGTH + 1);
});

test('a reason is cut at a whole character', () => {
  const data = reasonData('ä'.repeat(MAX_REASON_LENGTH));
  assert.equal(data.length, MAX_REASON_LENGTH);
  assert.ok(isUtf8(data));
  assert.ok(isUtf8(reasonData(`x${'€'.repeat(MAX_REASON_LENGTH)}`)));
  assert.deepEqual(reasonData('no'), bytes('no'));
});

test('an alias has 32 bytes and is shown without what fills it up', () => {
  const alias = aliasOf('Zürich');
  assert.equal(alias?.length, 32);
  assert.equal(alias && describeAlias(alias), 'Zürich');
  assert.equal(aliasOf('x'.repeat(33)), undefined);
  assert.equal(describeAlias(new Uint8Array(32)), '');
});
