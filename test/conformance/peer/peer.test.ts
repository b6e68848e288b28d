import { describe, it } from 'node:test';
import { LocalNetwork } from '../../network/local-network.ts';
import type { Case } from './case.ts';
import { ACCEPTING_CASES } from './cases-accepting.ts';
import { CLOSING_CASES } from './cases-closing.ts';
import { COMMITMENT_CASES } from './cases-commitments.ts';
import { CONNECTION_CASES } from './cases-connection.ts';
import { FLOOD_CASES } from './cases-floods.ts';
import { ONION_CASES } from './cases-onions.ts';
import { OPENING_CASES } from './cases-opening.ts';
import { RECONNECTION_CASES } from './cases-reconnection.ts';
import { UPDATE_CASES } from './cases-updates.ts';
import { daemonSubject } from './daemon-subject.ts';
import { Suite } from './suite.ts';

const GROUPS: Readonly<Record<string, readonly Case[]>> = {
  'on a connection': CONNECTION_CASES,
  'of changes': UPDATE_CASES,
  'of commitments': COMMITMENT_CASES,
  'in onions': ONION_CASES,
  'of openings': OPENING_CASES,
  'of openings by the subject': ACCEPTING_CASES,
  'of reconnections': RECONNECTION_CASES,
  'of closes': CLOSING_CASES,
  'of measure': FLOOD_CASES,
};
/** Only cases whose name holds this text. */
const ONLY = process.env['SFERIC_CASE'] ?? '';

/** Where the rules leave a choice, this node is held to the first; against floods it may do what it can. */
function held(one: Case): Case {
  return FLOOD_CASES.includes(one) ? one : { ...one, expect: [one.expect[0]] };
}

for (const [group, all] of Object.entries(GROUPS)) {
  const cases = all.filter(({ name }) => name.includes(ONLY)).map(held);
  describe(`a peer that breaks the rules ${group}`, { timeout: 120_000, skip: cases.length === 0 }, () => {
    it('gets the answer that the rules have for it, and harms nobody else', async (t) => {
      const network = await LocalNetwork.start(t);
      const node = await network.addNode({ name: 'subject' });
      const suite = await Suite.prepare(await daemonSubject(network, node), cases);
      t.after(() => suite.stop());
      for (const one of cases) await t.test(one.name, () => suite.run(one));
      await suite.finish();
    });
  });
}
