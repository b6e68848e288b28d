import type { PendingClaim } from '@sferic/node';
import { formatSat } from '../amounts.ts';
import { type ChainLedger, readLedger, spenderOf, total } from '../chain-ledger.ts';
import { mine } from '../network-launch.ts';
import type { NetworkNode } from '../network-node.ts';
import { until } from '../until.ts';
import type { Cast } from './cast.ts';

/** Waits until Bob has seen the breach, and mines until he has claimed everything. What he claims, as planned at first. */
export async function punish(cast: Cast, channelId: string): Promise<readonly PendingClaim[]> {
  const { network, bob, report } = cast;
  const kind = await until('bob has seen what was published', () => kindOfClose(bob, channelId));
  if (kind !== 'revoked_commitment') throw new Error(`bob takes it for a ${kind}`);
  const planned = await claimsOf(bob, channelId);
  report.done(
    "bob finds the commitment in the block, knows its number, and derives the key to mallory's part",
  );
  await until('bob has claimed everything', async () => {
    const claims = await claimsOf(bob, channelId);
    if (claims.every(({ state }) => state === 'confirmed')) return true;
    if ((await network.chain.mempool()).length > 0) await mine(network, 1);
    return false;
  });
  return planned;
}

async function kindOfClose({ api }: NetworkNode, channelId: string): Promise<string | undefined> {
  const pending = (await api.pending()).find((one) => one.channelId === channelId);
  return pending?.closing?.confirmedHeight === undefined ? undefined : pending.closing.kind;
}

async function claimsOf({ api }: NetworkNode, channelId: string): Promise<readonly PendingClaim[]> {
  const pending = (await api.pending()).find((one) => one.channelId === channelId);
  if (pending === undefined) throw new Error('bob has forgotten the channel before its time');
  return pending.claims;
}

/** Tells from the chain alone where each output of the commitment went, with the words of Bob's claims. */
export async function tellWhoGotWhat(
  { network, bob, mallory, owners, report }: Cast,
  txid: string,
  claims: readonly PendingClaim[],
): Promise<ChainLedger> {
  await owners.noteWallets(network.nodes);
  const ledger = await readLedger(network.chain);
  const commitment = ledger.transactions.find((transaction) => transaction.txid === txid);
  if (commitment === undefined) throw new Error(`there is no ${txid} on the chain`);
  const spenders = new Set<string>();
  for (const { outpoint, sat } of commitment.outputs) {
    const claim = claims.find((one) => one.outpoint === outpoint);
    const spender = spenderOf(ledger.transactions, outpoint);
    const what = claim === undefined ? 'an anchor, worth less than its fee' : WORDS[claim.what];
    report.chain(
      `${formatSat(sat).padStart(13)}  ${what}${claim?.path === undefined ? '' : `: ${claim.path}`}`,
    );
    if (spender !== undefined) spenders.add(spender.txid);
  }
  for (const { txid: claimTxid, height, inputs, outputs } of ledger.transactions) {
    if (!spenders.has(claimTxid)) continue;
    const fee = total(inputs) - total(outputs);
    report.done(`bob's ${claimTxid}`);
    report.done(
      `takes ${inputs.length} output${inputs.length === 1 ? '' : 's'} in block ${height}: ${formatSat(owners.holdings(bob.name, outputs))} to bob, ${formatSat(owners.holdings(mallory.name, outputs))} to mallory, fee ${formatSat(fee)}`,
    );
  }
  return ledger;
}

const WORDS: Readonly<Record<PendingClaim['what'], string>> = {
  balance: "bob's balance",
  peer_balance: "mallory's balance",
  htlc_incoming: 'an HTLC for bob',
  htlc_outgoing: 'an HTLC of bob',
  htlc_second_stage: 'an HTLC of the second stage',
  unknown: 'unknown',
};
