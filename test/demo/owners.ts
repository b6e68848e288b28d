/** Whose the outputs on the chain are, by the addresses that wallets have told. */
import { MINER_ADDRESS } from './chain.ts';
import { type ChainLedger, type LedgerOutput, total } from './chain-ledger.ts';
import { MINER } from './conservation.ts';
import type { NetworkNode } from './network-node.ts';

export class Owners {
  readonly #byAddress = new Map<string, string>([[MINER_ADDRESS, MINER]]);

  get byAddress(): ReadonlyMap<string, string> {
    return this.#byAddress;
  }

  /** Takes down whose the outputs are that wallets hold now. To be called before what is spent next. */
  async noteWallets(nodes: readonly NetworkNode[]): Promise<void> {
    for (const { name, api } of nodes)
      for (const { address } of await api.walletCoins()) this.#byAddress.set(address, name);
  }

  /** The part of some outputs that is `name`'s, in satoshis. */
  holdings(name: string, outputs: readonly LedgerOutput[]): bigint {
    return total(outputs.filter(({ address = '' }) => this.#byAddress.get(address) === name));
  }

  /** Each wallet must say of itself what the chain says of it. */
  async checkWallets(nodes: readonly NetworkNode[], { unspent }: ChainLedger): Promise<void> {
    for (const { name, api } of nodes) {
      const { confirmedSat, unconfirmedSat, reservedSat } = await api.walletBalance();
      const onChain = this.holdings(name, unspent);
      if (BigInt(confirmedSat) !== onChain || unconfirmedSat !== '0' || reservedSat !== '0')
        throw new Error(
          `${name}'s wallet says ${confirmedSat} sat, ${unconfirmedSat} unconfirmed and ${reservedSat} reserved; the chain ${onChain}`,
        );
    }
  }
}
