/** A wallet on a chain in memory. */
import type { TestContext } from 'node:test';
import { p2wpkh, type Transaction } from '@sferic/channel';
import type { SatPerKw, TxId } from '@sferic/wire';
import type { BroadcastOutcome } from '../../src/chain/index.ts';
import type { Store } from '../../src/store/index.ts';
import { Wallet } from '../../src/wallet/wallet.ts';
import { FakeChain } from '../chain/fake-chain.ts';
import { keys, openStore, temporaryDirectory } from './fixture.ts';

export const FEERATE = 1000 as SatPerKw;
export const ELSEWHERE = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';
export const script = (branch: 'receive' | 'change', index: number) =>
  p2wpkh(keys.walletPublicKey(branch, index));

export class Publisher {
  readonly published: Transaction[] = [];
  readonly forgotten: TxId[] = [];
  outcome: BroadcastOutcome = { type: 'accepted' };

  async publish(tx: Transaction): Promise<BroadcastOutcome> {
    this.published.push(tx);
    return this.outcome;
  }

  forget(txid: TxId): void {
    this.forgotten.push(txid);
  }
}

export interface Setup {
  readonly chain: FakeChain;
  readonly wallet: Wallet;
  readonly publisher: Publisher;
  /** Mines a block and hands it to the wallet. */
  readonly mine: (...transactions: readonly Transaction[]) => Promise<void>;
  /** Takes away the newest block. */
  readonly unmine: () => Promise<void>;
  /** Closes the store, opens it again and gives the wallet that it holds. */
  readonly restart: () => Setup;
}

export function setup(t: TestContext): Setup {
  const directory = temporaryDirectory(t);
  const chain = new FakeChain(100);
  const open = (store: Store): Setup => {
    const publisher = new Publisher();
    const wallet = Wallet.open({
      store,
      keys,
      network: 'regtest',
      broadcaster: publisher,
      height: chain.height,
    });
    return {
      chain,
      wallet,
      publisher,
      mine: (...transactions) => wallet.blockConnected(chain.mine(...transactions)),
      unmine: () => {
        const newest = chain.blocks.at(-1);
        if (newest === undefined) throw new Error('no block');
        chain.drop(1);
        return wallet.blockDisconnected({ height: newest.height, hash: newest.hash });
      },
      restart: () => {
        store.close();
        return open(openStore(t, directory));
      },
    };
  };
  return open(openStore(t, directory));
}

export function balance(wallet: Wallet): readonly number[] {
  const { confirmed, unconfirmed, reserved } = wallet.balance;
  return [confirmed, unconfirmed, reserved].map(Number);
}
