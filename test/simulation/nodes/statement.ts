/** What a node tells its user, as the auditor wants it. */
import { p2wpkh } from '@sferic/channel';
import { bytesToHex } from '@sferic/crypto';
import type { NodeKeys, WalletBranch } from '../../../packages/node/src/wallet/index.ts';
import type { Statement } from './auditor.ts';
import type { NodeProcess } from './node-process.ts';
import type { SimNode } from './sim-node.ts';

/** More than a node ever tells: everything. */
const ALL = 1_000_000;

/** `channels`: their ids as hex, in the auditor's order. */
export function statementOf(node: SimNode, channels: readonly string[]): Statement {
  const { process, index } = node;
  if (process === undefined) throw new Error(`${node.name} is down`);
  const { wallet } = process.chain;
  const scripts = walletScripts(node.keys, process);
  const channelOf = (id: Uint8Array) => channels.indexOf(bytesToHex(id));
  return {
    node: index,
    coins: wallet
      .coins()
      .filter(({ height }) => height !== undefined)
      .map(({ outPoint, amount }) => ({ ...outPoint, amount, script: new Uint8Array() })),
    owns: (script) => scripts.has(bytesToHex(script)),
    sent: new Map(
      process.sender
        .payments(ALL)
        .map(({ paymentHash, amount, state }) => [
          bytesToHex(paymentHash),
          { state: state.type, spent: state.type === 'succeeded' ? amount + state.fee : 0n },
        ]),
    ),
    received: new Map(
      process.invoices
        .invoices(ALL)
        .flatMap(({ paymentHash, paid }) => (paid ? [[bytesToHex(paymentHash), paid.amount]] : [])),
    ),
    forwards: process.switch.forwards(ALL).flatMap(({ incoming, outgoing, state }) => {
      const { htlcId } = outgoing;
      if (htlcId === undefined || state === 'pending') return [];
      return {
        incoming: { channel: channelOf(incoming.channelId), id: incoming.htlcId },
        outgoing: { channel: channelOf(outgoing.channelId), id: htlcId },
        amount: outgoing.amount,
        succeeded: state === 'succeeded',
      };
    }),
  };
}

/** All that it has handed out. */
function walletScripts(keys: NodeKeys, { store }: NodeProcess): ReadonlySet<string> {
  const branches = store.all('SELECT branch, next_index FROM wallet_branch');
  return new Set(
    branches.flatMap((row) =>
      Array.from({ length: row.number('next_index') }, (_, index) =>
        bytesToHex(p2wpkh(keys.walletPublicKey(row.text('branch') as WalletBranch, index))),
      ),
    ),
  );
}
