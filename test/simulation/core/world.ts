/** The beginning of a run: three nodes in a line, a channel between neighbours, coins in every wallet. */
import { type ChannelPolicy, fundingScript, p2wsh, type TxOutput } from '@sferic/channel';
import type { Sat } from '@sferic/wire';
import { rowWrites } from '../../../packages/channel/src/persistence/writes.ts';
import { normalStates, POLICY, TestSigner } from '../../../packages/channel/test/harness/index.ts';
import type { AuditedChannel } from '../audit.ts';
import type { Random } from '../random.ts';
import type { AuditedNode } from './auditor.ts';
import type { Defect } from './defects.ts';
import type { Ledger } from './ledger.ts';
import { SimChain, walletKey } from './sim-chain.ts';
import { SimChannel } from './sim-channel.ts';
import { type NodeModules, SimNode, signerName } from './sim-node.ts';
import { Wire } from './wire.ts';

export const NODES = 3;
const COINS = 12;
const COIN = 100_000n as Sat;
const BALANCE = 3_000_000n;
const CONFIRMATIONS = 10;

/** As a node has it, with shorter delays so that a close is over sooner. */
const SIMULATED_POLICY: ChannelPolicy = { ...POLICY, toSelfDelay: 40, irrevocableDepth: 20, closingDepth: 8 };

export interface World {
  readonly chain: SimChain;
  readonly nodes: readonly SimNode[];
  readonly wires: readonly Wire[];
  readonly audited: { readonly nodes: readonly AuditedNode[]; readonly channels: readonly AuditedChannel[] };
}

export interface WorldOptions extends Pick<NodeModules, 'mark' | 'send' | 'hangUp'> {
  readonly ledger: Ledger;
  readonly random: Random;
  readonly defect: Defect | undefined;
  /** Index of the node that is not honest. */
  readonly adversary: number | undefined;
}

export function makeWorld(options: WorldOptions): World {
  const miner = walletKey('miner');
  const chain = new SimChain(miner);
  const wallets = Array.from({ length: NODES }, (_, index) => walletKey(`node ${index}`));
  const signers = Array.from({ length: NODES - 1 }, (_, channel) => ({
    alice: new TestSigner(signerName(channel, channel)),
    bob: new TestSigner(signerName(channel, channel + 1)),
  }));
  const fundings = signers.map(
    ({ alice, bob }): TxOutput => ({
      amount: (2n * BALANCE) as Sat,
      scriptPubKey: p2wsh(fundingScript(alice.fundingPubkey(), bob.fundingPubkey())),
    }),
  );
  const coins = wallets.flatMap(({ scriptPubKey }) =>
    Array.from({ length: COINS }, (): TxOutput => ({ amount: COIN, scriptPubKey })),
  );
  const txid = chain.setUp(miner, [...fundings, ...coins], CONFIRMATIONS);
  const height = chain.height - CONFIRMATIONS + 1;
  const nodes = wallets.map((wallet, index) => {
    const defect = index === options.adversary ? undefined : options.defect;
    return new SimNode(index, wallet, { ...options, chain, defect, policy: SIMULATED_POLICY });
  });
  const wires = signers.map(({ alice, bob }, index) => {
    const states = normalStates(alice, bob, {
      amounts: { alice: BALANCE, bob: BALANCE },
      policy: SIMULATED_POLICY,
      announce: false,
      confirmed: { txid, outputIndex: index, height },
    });
    const end = (node: SimNode | undefined, signer: TestSigner, state: typeof states.alice) => {
      if (node === undefined) throw new Error('a channel without its node');
      const channel = new SimChannel(
        index,
        node,
        signer,
        { type: 'offline', state },
        rowWrites(undefined, state),
      );
      node.channels.push(channel);
      return channel;
    };
    return new Wire([end(nodes[index], alice, states.alice), end(nodes[index + 1], bob, states.bob)]);
  });
  for (const node of nodes) node.restart();
  return { chain, nodes, wires, audited: audited(nodes, signers, txid, options.adversary) };
}

function audited(
  nodes: readonly SimNode[],
  signers: readonly { readonly alice: TestSigner; readonly bob: TestSigner }[],
  txid: Uint8Array,
  adversary: number | undefined,
): World['audited'] {
  return {
    nodes: nodes.map(({ index, name, wallet, channels }) => ({
      index,
      name,
      honest: index !== adversary,
      script: wallet.scriptPubKey,
      start: BigInt(COINS) * COIN + BigInt(channels.length) * BALANCE,
    })),
    channels: signers.map(({ alice, bob }, index) => ({
      outPoint: { txid, index },
      ends: [index, index + 1],
      paymentBasepoints: [alice.basepoints.payment, bob.basepoints.payment],
    })),
  };
}
