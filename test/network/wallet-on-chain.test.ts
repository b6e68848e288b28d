/** The chain and wallet shells of a node against a server that enforces consensus and policy. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { formatTxid, parseTxid, type Transaction, transactionId } from '@sferic/channel';
import { unwrap } from '@sferic/codec';
import { Secret } from '@sferic/crypto';
import type { Sat, SatPerKw } from '@sferic/wire';
import {
  BitcoindClient,
  BlockFollower,
  Broadcaster,
  FeeEstimator,
  FundingOutputs,
  formatBlockHash,
  guardChain,
  TransactionWatcher,
} from '../../packages/node/src/chain/index.ts';
import { silentLogger } from '../../packages/node/src/log.ts';
import { Store } from '../../packages/node/src/store/index.ts';
import {
  BLOCK_JOURNAL_SCHEMA,
  NodeKeys,
  StoredBlockJournal,
  WALLET_SCHEMA,
  Wallet,
} from '../../packages/node/src/wallet/index.ts';
import { CHAIN_SERVERS, type ChainServer } from './chain-server.ts';

const FEERATE = 2500 as SatPerKw;
const ELSEWHERE = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';

/** What a node has of chain and wallet, wired as the daemon does it. */
async function openNode(t: TestContext, directory: string, server: ChainServer) {
  const backend = new BitcoindClient({
    url: server.url,
    credentials: { type: 'cookie', file: server.cookiePath },
  });
  const chain = await guardChain(backend, 'regtest');
  const store = unwrap(Store.open({ directory, schemas: [BLOCK_JOURNAL_SCHEMA, WALLET_SCHEMA] }));
  const keys = new NodeKeys(new Secret(new Uint8Array(64).fill(42)), chain.coinType);
  const follower = await BlockFollower.open({
    backend,
    journal: new StoredBlockJournal(store),
    log: silentLogger,
    birthday: 0,
    onFailure: (error) => assert.fail(error),
  });
  const broadcaster = new Broadcaster(backend, silentLogger);
  const wallet = Wallet.open({
    store,
    keys,
    network: chain.network,
    broadcaster,
    height: follower.tip.height,
  });
  const watcher = new TransactionWatcher(follower, silentLogger);
  for (const listener of [wallet, watcher, broadcaster]) follower.listen(listener);
  const close = async (): Promise<void> => {
    await follower.stop();
    await broadcaster.close();
    store.close();
    backend.close();
  };
  t.after(close);
  return { backend, follower, broadcaster, wallet, watcher, close };
}

function temporaryDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'sferic-on-chain-'));
  t.after(() => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }));
  return directory;
}

function balance({ balance: { confirmed, unconfirmed, immature } }: Wallet): readonly bigint[] {
  return [confirmed, unconfirmed, immature];
}

for (const { name, skip, start } of CHAIN_SERVERS)
  describe(`chain and wallet of a node on ${name}`, { skip }, () => {
    it('earn, send, follow reorganisations, and take up again after restarts of either side', async (t) => {
      const [datadir, directory] = [temporaryDirectory(t), temporaryDirectory(t)];
      const server = await start(t, datadir);
      const node = await openNode(t, directory, server);
      const { address } = await node.wallet.newAddress();
      await server.call('generatetoaddress', 101, address);
      await node.follower.poll();
      assert.equal(node.follower.tip.height, 101);
      assert.equal(formatBlockHash(node.follower.tip.hash), await server.call('getbestblockhash'));
      const subsidy = 5_000_000_000n;
      assert.deepEqual(balance(node.wallet), [2n * subsidy, 0n, 99n * subsidy]);

      // Three payments in a chain of unconfirmed change, all of which the mempool accepts.
      const send = async (amount: bigint | 'all') =>
        unwrap(
          await node.wallet.send({ address: ELSEWHERE, amount: amount as Sat | 'all', feerate: FEERATE }),
        );
      const payments = [await send(6_000_000_000n), await send(1_000_000_000n), await send(1_000_000_000n)];
      const inMempool = (await server.call('getrawmempool')) as readonly string[];
      assert.deepEqual([...inMempool].sort(), payments.map(({ txid }) => formatTxid(txid)).sort());

      const sightings: string[] = [];
      const first = payments[0]?.tx as Transaction;
      node.watcher.add(
        { type: 'confirmed', txid: transactionId(first) },
        {
          found: async ({ height, txIndex }) => void sightings.push(`${height}x${txIndex}`),
          lost: async () => void sightings.push('lost'),
        },
      );
      const [block] = (await server.call('generatetoaddress', 1, ELSEWHERE)) as readonly string[];
      await node.follower.poll();
      const fees = payments.reduce((sum, { fee }) => sum + fee, 0n);
      assert.deepEqual(balance(node.wallet), [3n * subsidy - 8_000_000_000n - fees, 0n, 98n * subsidy]);
      const { tx: inBlock } = (await server.call('getblock', block, 1)) as { readonly tx: readonly string[] };
      const txIndex = inBlock.indexOf(formatTxid(transactionId(first)));
      assert.deepEqual(sightings, [`102x${txIndex}`]);

      const output = await new FundingOutputs(node.backend).find(102, txIndex, 0);
      assert.ok(output.type === 'unspent' || output.type === 'spent');
      assert.deepEqual(await new FundingOutputs(node.backend).find(102, 99, 0), { type: 'no_transaction' });

      // Another branch of two blocks, the first of them without the payments.
      await server.call('invalidateblock', block);
      await server.call('generateblock', ELSEWHERE, []);
      await node.follower.poll();
      assert.deepEqual(sightings, [`102x${txIndex}`, 'lost']);
      await node.close();
      await server.call('generatetoaddress', 1, ELSEWHERE);

      const port = Number(new URL(server.url).port);
      await server.stop();
      const restarted = await start(t, datadir, port);
      const again = await openNode(t, directory, restarted);
      assert.equal(again.follower.tip.height, 102);
      await again.follower.poll();
      assert.equal(again.follower.tip.height, 103);
      assert.deepEqual(balance(again.wallet), [4n * subsidy - 8_000_000_000n - fees, 0n, 97n * subsidy]);
    });

    it('a payment that the mempool refuses leaves the wallet as it was', async (t) => {
      const server = await start(t, temporaryDirectory(t));
      const node = await openNode(t, temporaryDirectory(t), server);
      const { address } = await node.wallet.newAddress();
      await server.call('generatetoaddress', 101, address);
      await node.follower.poll();
      const before = balance(node.wallet);
      const sent = await node.wallet.send({
        address: ELSEWHERE,
        amount: 10_000n as Sat,
        feerate: 1 as SatPerKw,
      });
      assert.match(sent.ok ? '' : sent.error.message, /min relay fee not met/);
      assert.deepEqual(balance(node.wallet), before);
      const all = unwrap(await node.wallet.send({ address: ELSEWHERE, amount: 'all', feerate: FEERATE }));
      await server.call('generatetoaddress', 1, ELSEWHERE);
      const txout = (await server.call('gettxout', formatTxid(all.txid), 0)) as { readonly value: number };
      assert.equal(BigInt(Math.round(txout.value * 1e8)), 2n * 5_000_000_000n - all.fee);
    });

    it('follows by itself, and hears of a block at once', async (t) => {
      const server = await start(t, temporaryDirectory(t));
      const node = await openNode(t, temporaryDirectory(t), server);
      const { promise, resolve } = Promise.withResolvers<number>();
      node.follower.listen({
        name: 'test',
        blockConnected: async ({ height }) => resolve(height),
        blockDisconnected: async () => undefined,
      });
      node.follower.start();
      await server.call('generatetoaddress', 1, ELSEWHERE);
      assert.equal(await promise, 1);
    });

    it('gives the fallback feerate where the chain has no estimate', async (t) => {
      const server = await start(t, temporaryDirectory(t));
      const backend = new BitcoindClient({
        url: server.url,
        credentials: { type: 'cookie', file: server.cookiePath },
      });
      t.after(() => backend.close());
      const fees = new FeeEstimator({ backend, log: silentLogger, fallback: FEERATE });
      assert.equal((await fees.refresh()).normal, FEERATE);
      assert.equal(
        await backend.unspentOutput({ txid: parseTxid('00'.repeat(32)), index: 0 }, true),
        undefined,
      );
    });
  });
