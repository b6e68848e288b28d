import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  type Conduct,
  PATIENCE_MILLISECONDS,
  settlesFast,
  unknownConduct,
  withSettled,
} from '../../src/switch/conduct.ts';

const DAY = 86_400_000;

function after(count: number, heldMilliseconds: number, from: Conduct = unknownConduct(0)): Conduct {
  let conduct = from;
  for (let index = 0; index < count; index++) conduct = withSettled(conduct, heldMilliseconds, from.at);
  return conduct;
}

it('a peer whose HTLCs are over in time is known to settle fast after twenty of them', () => {
  assert.equal(settlesFast(after(19, 200), [], 0), false);
  assert.equal(settlesFast(after(20, PATIENCE_MILLISECONDS), [], 0), true);
});

it('one HTLC that was held for a minute takes forty others that were not', () => {
  const held = after(1, 2 * PATIENCE_MILLISECONDS);
  assert.equal(settlesFast(after(38, 200, held), [], 0), false);
  assert.equal(settlesFast(after(39, 200, held), [], 0), true);
});

it('what is held now counts already', () => {
  const conduct = after(100, 200);
  assert.equal(settlesFast(conduct, [200, 100], 0), true);
  assert.equal(settlesFast(conduct, [4 * PATIENCE_MILLISECONDS, 100], 0), true);
  assert.equal(settlesFast(conduct, [4 * PATIENCE_MILLISECONDS, 2 * PATIENCE_MILLISECONDS], 0), false);
});

it('a single HTLC that hung for weeks is made good by a thousand', () => {
  const conduct = after(1, 14 * DAY);
  assert.equal(settlesFast(after(900, 200, conduct), [], 0), false);
  assert.equal(settlesFast(after(1000, 200, conduct), [], 0), true);
});

it('what was earned fades when the peer sends nothing more', () => {
  const conduct = after(79, 200);
  assert.equal(settlesFast(conduct, [], DAY), true);
  assert.equal(settlesFast(conduct, [], 2 * DAY), false);
});
