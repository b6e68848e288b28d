import type { PendingClaim } from '@sferic/node';
import { formatSat } from '../amounts.ts';
import { type LedgerTransaction, readLedger, total } from '../chain-ledger.ts';
import { mine } from '../network-launch.ts';
import type { NetworkNode } from '../network-node.ts';
import { until } from '../until.ts';
import type { Cast } from './cast.ts';

/** Waits until Bob has seen the breach, and mines until all of it is claimed. What he claims, as planned at first. */
export async function punish(cast: Cast, channelId: string): Promise<readonly PendingClaim[]> {
  const { network, bob, report } = cast;
  const kind = await until('bob has seen what was published', () => kindOfClose(bob, channelId));
  if (kind !== 'revoked_commitment') throw new Error(`bob takes it for a ${kind}`);
  const planned = await claimsOf(bob, channelId);
  report.done(
    "bob finds the commitment in the block, knows its number, and derives the key to mallory's part",
  );
  await until('everything is claimed', async () => {
    const claims = await claimsOf(bob, channelId);
    if (claims.every(({ confirmedHeight }) => confirmedHeight !== undefined)) return true;
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

/** Tells of each output of the commitment what it is worth on the chain, and what it is, with the words of Bob's claims. */
export async function tellOutputs(
  { network, report }: Cast,
  txid: string,
  claims: readonly PendingClaim[],
): Promise<void> {
  const { transactions } = await readLedger(network.chain);
  const commitment = transactions.find((transaction) => transaction.txid === txid);
  if (commitment === undefined) throw new Error(`there is no ${txid} on the chain`);
  for (const { outpoint, sat } of commitment.outputs) {
    const claim = claims.find((one) => one.outpoint === outpoint);
    const what = claim === undefined ? 'an anchor, worth less than its fee' : WORDS[claim.what];
    const path = claim?.path === undefined ? '' : `: ${claim.path}`;
    report.chain(`${formatSat(sat).padStart(13)}  ${what}${path}`);
  }
}

/** The transactions that have taken outputs of the commitment. */
export async function claimsOn({ network }: Cast, txid: string): Promise<readonly LedgerTransaction[]> {
  const { transactions } = await readLedger(network.chain);
  return transactions.filter(({ inputs }) => inputs.some(({ outpoint }) => outpoint.startsWith(`${txid}:`)));
}

/** Tells from the chain alone what a claim has taken and for whom. Both wallets must be there to say what is theirs. */
export async function tellClaim(
  { bob, mallory, owners, report }: Cast,
  claimant: string,
  { txid, height, inputs, outputs }: LedgerTransaction,
): Promise<void> {
  await owners.noteWallets([bob, mallory]);
  const [toBob, toMallory] = [bob, mallory].map(({ name }) => formatSat(owners.holdings(name, outputs)));
  const fee = formatSat(total(inputs) - total(outputs));
  const what = `${inputs.length} output${inputs.length === 1 ? '' : 's'}`;
  report.done(`${claimant}'s ${txid}`);
  report.done(`takes ${what} in block ${height}: ${toBob} to bob, ${toMallory} to mallory, fee ${fee}`);
}

const WORDS: Readonly<Record<PendingClaim['what'], string>> = {
  balance: "bob's balance",
  peer_balance: "mallory's balance",
  htlc_incoming: 'an HTLC for bob',
  htlc_outgoing: 'an HTLC of bob',
  htlc_second_stage: 'an HTLC of the second stage',
  unknown: 'unknown',
};
