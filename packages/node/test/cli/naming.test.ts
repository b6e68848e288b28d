import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ServiceError } from '../../src/api/index.ts';
import { NETWORK_NODE } from '../api/fake-network.ts';
import { INVOICE, NODE_ID, PEER, PEER_ID } from '../api/fake-service.ts';
import { type Terminal, terminal } from './harness.ts';

/** Commands that take a payee, by the call that they end in. */
const PAYEE_COMMANDS: Readonly<Record<string, (node: string) => readonly string[]>> = {
  send: (node) => ['send', node, '100sat'],
  probe: (node) => ['probe', node, '100sat'],
  route: (node) => ['route', node, '100sat'],
  startStream: (node) => ['stream', node, '--rate', '1sat/s', '--detach'],
};

/** The node that the last call is about. */
function namedIn({ service }: Terminal): unknown {
  const [, request] = service.calls.at(-1) ?? [];
  const { nodeId, target } = request as { nodeId?: string; target?: string };
  return nodeId ?? target;
}

describe('a payee', () => {
  for (const [operation, words] of Object.entries(PAYEE_COMMANDS)) {
    const called = ({ service }: Terminal) => service.calls.map(([name]) => name);

    it(`${operation}: a whole id, or an address with it, asks nobody`, async (t) => {
      for (const name of [NODE_ID, NODE_ID.toUpperCase(), `${NODE_ID}@203.0.113.7:9735`]) {
        const shell = await terminal(t);
        assert.equal((await shell.run(...words(name))).err, '');
        assert.equal(namedIn(shell), NODE_ID);
        assert.deepEqual(called(shell), [operation]);
      }
    });

    it(`${operation}: the beginning of the id of a peer`, async (t) => {
      for (const name of [PEER_ID.slice(0, 4), PEER_ID.slice(0, 9).toUpperCase()]) {
        const shell = await terminal(t);
        assert.equal((await shell.run(...words(name))).err, '');
        assert.equal(namedIn(shell), PEER_ID);
        assert.deepEqual(called(shell), ['peers', operation]);
      }
    });

    it(`${operation}: the beginning of the id of a node that is no peer`, async (t) => {
      const shell = await terminal(t);
      const { service } = shell;
      service.networkNode = async (nodeId) => {
        service.calls.push(['networkNode', nodeId]);
        return { ...NETWORK_NODE, nodeId: NODE_ID };
      };
      assert.equal((await shell.run(...words('0279BE66'))).err, '');
      assert.equal(namedIn(shell), NODE_ID);
      assert.deepEqual(service.calls.slice(0, 2), [['peers'], ['networkNode', '0279be66']]);
    });

    it(`${operation}: what fits several peers, several nodes, or none is refused`, async (t) => {
      const shell = await terminal(t);
      const { service, run } = shell;
      service.peers = async () => [PEER, { ...PEER, nodeId: `02c6${NODE_ID.slice(4)}` }];
      const twins = await run(...words('02c6'));
      assert.equal(twins.code, 1);
      assert.match(twins.err, /^sferic: 2 peers begin with 02c6\n/);
      for (const [code, message] of [
        ['invalid_argument', 'several nodes have ids that begin with 0279be66'],
        ['not_found', 'no node of the network has an id that begins with 0279be66'],
      ] as const) {
        service.networkNode = () => Promise.reject(new ServiceError(code, message));
        const refused = await run(...words('0279be66'));
        assert.equal(refused.code, 1);
        assert.ok(refused.err.startsWith(`sferic: ${message}\n`), refused.err);
      }
      const short = await run(...words('0279be6'));
      assert.match(short.err, /^sferic: there is no peer 0279be6\n.* by 8 or more digits/);
      for (const name of ['027', 'ffff', `${PEER_ID}00`]) {
        const { err } = await run(...words(name));
        assert.match(
          err,
          new RegExp(`^sferic: there is no node ${name}\n {2}a node is named by its id, or by 4`),
        );
      }
      assert.deepEqual(called(shell), []);
    });
  }
});

describe('what a way leads to', () => {
  it('begins like an invoice: it goes to the node as it is', async (t) => {
    for (const invoice of [INVOICE, INVOICE.toUpperCase(), `lightning:${INVOICE}`, `LIGHTNING:${INVOICE}`]) {
      const { service, run } = await terminal(t);
      assert.equal((await run('route', invoice)).code, 0);
      assert.deepEqual(service.calls, [['route', { target: invoice }]]);
    }
  });

  it('neither a node nor an invoice: says so, and asks nobody', async (t) => {
    const { service, run } = await terminal(t);
    for (const target of ['bob', 'bob@127.0.0.1:9735', '0279be66…', '']) {
      const { code, err } = await run('route', target, '100sat');
      assert.equal(code, 1);
      assert.ok(err.startsWith(`sferic: "${target}" is neither the id of a node nor an invoice\n`), err);
    }
    assert.deepEqual(service.calls, []);
  });
});
