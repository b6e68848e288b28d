import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Transaction, TxOutput } from '@sferic/channel';
import { unwrap } from '@sferic/codec';
import { Secret } from '@sferic/crypto';
import type { Sat } from '@sferic/wire';
import { Store } from '../../src/store/index.ts';
import { BLOCK_JOURNAL_SCHEMA } from '../../src/wallet/block-journal.ts';
import { NodeKeys } from '../../src/wallet/keys.ts';
import { WALLET_SCHEMA } from '../../src/wallet/ledger-store.ts';
import { transaction } from '../chain/fake-chain.ts';

export const keys = new NodeKeys(new Secret(new Uint8Array(64).fill(7)), 1);

export function temporaryDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'sferic-wallet-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export function openStore(t: TestContext, directory: string): Store {
  const store = unwrap(Store.open({ directory, schemas: [BLOCK_JOURNAL_SCHEMA, WALLET_SCHEMA] }));
  t.after(() => store.close());
  return store;
}

/** A transaction of somebody else that pays to the given scripts. */
export function paying(...outputs: readonly (readonly [script: Uint8Array, amount: number])[]): Transaction {
  return {
    ...transaction(),
    outputs: outputs.map(
      ([scriptPubKey, amount]): TxOutput => ({ scriptPubKey, amount: BigInt(amount) as Sat }),
    ),
  };
}

/** A transaction that mines coins. */
export function coinbase(
  ...outputs: readonly (readonly [script: Uint8Array, amount: number])[]
): Transaction {
  const outPoint = { txid: new Uint8Array(32) as never, index: 0xff_ff_ff_ff };
  const { locktime } = transaction();
  return {
    ...paying(...outputs),
    inputs: [{ outPoint, scriptSig: Uint8Array.of(1, 2), sequence: locktime, witness: [] }],
  };
}
