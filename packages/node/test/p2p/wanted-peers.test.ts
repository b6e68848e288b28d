import assert from 'node:assert/strict';
import { it } from 'node:test';
import { bytesToHex, GENERATOR } from '@sferic/crypto';
import { createLogger } from '../../src/log.ts';
import { MAX_DIALS, WantedPeers } from '../../src/p2p/wanted-peers.ts';

const SILENT = createLogger({ level: 'error', format: 'json', write: () => true, now: () => new Date(0) });
/** Of whom does not matter here. */
const ADDRESS = `${bytesToHex(GENERATOR)}@127.0.0.1:9735`;

it('of a thousand peers so many are dialled at once, each as soon as an earlier dial is over, and one that is not wanted any more never', {
  timeout: 20_000,
}, async () => {
  const connected = new Set<string>();
  const dials: { readonly nodeId: string; readonly end: () => void }[] = [];
  let begun: PromiseWithResolvers<void> = Promise.withResolvers();
  const peers = new WantedPeers({
    isConnected: (nodeId) => connected.has(nodeId),
    dial: (nodeId) =>
      new Promise((resolve) => {
        const end = () => {
          connected.add(nodeId);
          resolve(undefined);
        };
        dials.push({ nodeId, end });
        begun.resolve();
      }),
    random: () => 0,
    log: SILENT,
  });
  const ids = Array.from({ length: 1000 }, (_, index) => `02${index.toString(16).padStart(64, '0')}`);
  for (const nodeId of ids) peers.add(nodeId, [ADDRESS]);
  const last = ids.at(-1) ?? '';
  const reached: string[] = [];
  await begun.promise;
  // All timers of one moment run in one turn.
  await new Promise((resolve) => setImmediate(resolve));
  peers.delete(last);
  while (reached.length < ids.length - 1) {
    if (dials.length === 0) await begun.promise;
    assert(dials.length <= MAX_DIALS, `${dials.length} dials at once`);
    begun = Promise.withResolvers();
    for (const { nodeId, end } of dials.splice(0)) {
      reached.push(nodeId);
      end();
    }
  }
  assert.deepEqual(reached, ids.slice(0, -1));
  peers.stop();
});
