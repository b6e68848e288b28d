import { formatMsat, formatSat } from '../amounts.ts';
import { readLedger, spenderOf, total } from '../chain-ledger.ts';
import { until } from '../until.ts';
import type { Cast, History } from './cast.ts';

/** Mallory starts on her old data and closes by force: her node believes in what it finds. The txid of her commitment. */
export async function publishOldState(
  { network: { chain }, mallory, report }: Cast,
  { channel, oldMsat, bringBackOldState }: History,
): Promise<string> {
  const { channelId, fundingOutpoint } = channel;
  await mallory.stop();
  await bringBackOldState();
  await mallory.startAgain();
  const { localMsat } = await mallory.api.channel(channelId);
  if (BigInt(localMsat) !== oldMsat) throw new Error(`the old copy knows of ${localMsat} msat`);
  report.note(`mallory starts on her old data: her node believes in ${formatMsat(oldMsat)}`);
  const { txid, delayBlocks } = await mallory.api.close({ channelId, force: true });
  await until('the old commitment is in the mempool', async () => (await chain.mempool()).includes(txid));
  const height = await chain.mine(1);
  const { transactions } = await readLedger(chain);
  const commitment = spenderOf(transactions, fundingOutpoint);
  if (commitment?.txid !== txid) throw new Error(`${commitment?.txid} was confirmed instead of ${txid}`);
  const fee = total(commitment.inputs) - total(commitment.outputs);
  report.chain(`she closes by force: revoked commitment ${txid}`);
  report.chain(
    `confirmed in block ${height}, fee ${formatSat(fee)}; her part would be hers after ${delayBlocks} blocks`,
  );
  return txid;
}
