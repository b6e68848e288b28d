import assert from 'node:assert/strict';
import { it } from 'node:test';
import { HtlcOpener } from '../../src/switch/open-htlc.ts';
import { makeHtlc, OUR_SECRET } from './switch-bench.ts';

it('an HTLC is opened once, and again only when it was forgotten', () => {
  const opener = new HtlcOpener(OUR_SECRET);
  const { htlc } = makeHtlc(0n);
  const opened = opener.open(htlc);
  assert.equal(opened.type, 'forward');
  assert.equal(opener.open(htlc), opened);
  assert.notEqual(opener.open({ ...htlc }), opened, 'another, if it looks the same');
  opener.forget(htlc);
  assert.notEqual(opener.open(htlc), opened);
  assert.deepEqual(opener.open(htlc), opened);
});
