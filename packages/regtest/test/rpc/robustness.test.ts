import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Dispatcher } from '../../src/rpc/dispatch.ts';
import { methodGroups } from '../../src/rpc/methods/index.ts';
import { displayId, txid } from '../../src/transaction.ts';
import { pay, TestChain } from '../support/chain.ts';
import { hexOf } from '../support/rpc.ts';

const methods = methodGroups.flatMap(({ methods }) => methods);
/** These end the server, wait, or work as long as they are told to. */
const EXCEPT = /^(stop|wait|generatetoaddress|setmocktime)/;

describe('any JSON', () => {
  it('as arguments of any method yields a result or an error of JSON-RPC', async (t) => {
    const chain = TestChain.start(t, { coins: 2 });
    const tx = pay([chain.coin()], 1000n);
    chain.send(tx);
    const dispatcher = new Dispatcher(chain.node, methods);
    const { signal } = new AbortController();
    const hash = displayId(chain.node.chain.tip.hash);
    const argument = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(
        hash,
        displayId(txid(tx)),
        hexOf(pay([chain.coin()], 1000n)),
        'start',
        'raw(51)',
        0,
        1,
        2,
        true,
      ),
    );
    const request = fc.record({
      method: fc.constantFrom(...methods.map(({ name }) => name).filter((name) => !EXCEPT.test(name))),
      params: fc.oneof(
        fc.array(argument, { maxLength: 4 }),
        fc.dictionary(fc.string(), argument, { maxKeys: 3 }),
      ),
      id: fc.constant(1),
    });
    await fc.assert(
      fc.asyncProperty(request, async (body) => {
        const { body: text = '' } = await dispatcher.handle(JSON.stringify(body), signal);
        const { result, error } = JSON.parse(text) as { result: unknown; error: { code: number } | null };
        assert.ok(error === null || (result === null && Number.isInteger(error.code)));
      }),
      { numRuns: 400 },
    );
  });

  it('as a body gets an answer', async (t) => {
    const chain = TestChain.start(t);
    const dispatcher = new Dispatcher(chain.node, methods);
    const { signal } = new AbortController();
    const body = fc.oneof(
      fc.json(),
      fc.string(),
      fc.array(fc.jsonValue()).map((batch) => JSON.stringify(batch)),
    );
    await fc.assert(
      fc.asyncProperty(body, async (text) => {
        const { status } = await dispatcher.handle(text, signal);
        assert.ok([200, 204, 400, 404, 500].includes(status));
      }),
      { numRuns: 300 },
    );
  });
});
