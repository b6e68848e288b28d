import type { Network } from '@sferic/channel';
import { equalBytes, hexToBytes } from '@sferic/crypto';
import type { ChainHash } from '@sferic/wire';
import type { ChainBackend } from './backend.ts';

export type ChainName = 'mainnet' | 'testnet' | 'testnet4' | 'signet' | 'regtest';

/** A Bitcoin chain, named by its genesis block. */
export interface Chain {
  readonly name: ChainName;
  /** Hash of the genesis block, in internal byte order. */
  readonly chainHash: ChainHash;
  /** How its addresses are written. */
  readonly network: Network;
  /** BIP 44's coin type in key paths. */
  readonly coinType: 0 | 1;
}

function chain(name: ChainName, network: Network, coinType: Chain['coinType'], genesis: string): Chain {
  return { name, network, coinType, chainHash: hexToBytes(genesis).reverse() as ChainHash };
}

/** Genesis hashes in display order, from Bitcoin Core's `src/kernel/chainparams.cpp`. */
export const CHAINS: Readonly<Record<ChainName, Chain>> = {
  mainnet: chain('mainnet', 'mainnet', 0, '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f'),
  testnet: chain('testnet', 'testnet', 1, '000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943'),
  testnet4: chain(
    'testnet4',
    'testnet',
    1,
    '00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043',
  ),
  signet: chain('signet', 'signet', 1, '00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6'),
  regtest: chain('regtest', 'regtest', 1, '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206'),
};

/** The node must not run on this chain; the message is for a person. */
export class ChainRefused extends Error {
  readonly code: 'unknown_chain' | 'wrong_chain' | 'mainnet_refused';

  constructor(code: ChainRefused['code'], message: string) {
    super(message);
    this.name = 'ChainRefused';
    this.code = code;
  }
}

/**
 * Asks the server which chain it follows and accepts it only if it is the `expected` one.
 * Rejects with ChainRefused, RpcError or TransportError.
 */
export async function guardChain(backend: ChainBackend, expected: ChainName): Promise<Chain> {
  if (expected === 'mainnet')
    throw new ChainRefused(
      'mainnet_refused',
      'mainnet is refused while enforcement on chain is young: use regtest, signet or testnet',
    );
  const genesis = await backend.blockHash(0);
  const found = Object.values(CHAINS).find(
    ({ chainHash }) => genesis !== undefined && equalBytes(chainHash, genesis),
  );
  if (found === undefined)
    throw new ChainRefused('unknown_chain', 'the server follows a chain with an unknown genesis block');
  if (found.name !== expected)
    throw new ChainRefused('wrong_chain', `the server follows ${found.name}, not ${expected}`);
  return found;
}
