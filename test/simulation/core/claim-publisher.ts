/** Takes the claims of a closed channel to the chain, again for a higher fee as long as they wait. */
import {
  batchClaims,
  batchWeight,
  type Claim,
  type ClaimBatch,
  type ClosingState,
  formatOutPoint,
  formatTxid,
  REPLACEABLE_SEQUENCE,
  secondStageTransaction,
  sighashContext,
  signClaims,
  signP2wpkhInput,
  sweepTransaction,
  type Transaction,
  transactionId,
  withWitnesses,
} from '@sferic/channel';
import { bytesToHex, equalBytes } from '@sferic/crypto';
import type { Sat, SatPerKw } from '@sferic/wire';
import type { SimChain, WalletKey } from './sim-chain.ts';
import type { SimChannel } from './sim-channel.ts';

const MIN_FEERATE = 500;
/** Four units of weight are one virtual byte, and engines count by thousands of these. */
const WEIGHT_PER_VBYTE = 4;
/** A P2WPKH input with its witness, and the output for change. */
const COIN_WEIGHT = 164 + 108 + 124;
/** Blocks for which a transaction may wait before it is replaced. */
const PATIENCE = 2;
const GROWTH = 1.5;

interface Attempt {
  readonly txid: string;
  readonly since: number;
  readonly tries: number;
}

/** What one process remembers of its offers. */
export class ClaimPublisher {
  readonly #attempts = new Map<string, Attempt>();

  /** Offers what is due. */
  publish(channel: SimChannel, height: number, wallet: WalletKey): void {
    const { stored, host } = channel;
    if (stored?.type !== 'closing') return;
    const { chain, defect } = host;
    const wanted = channel.claims.filter(
      ({ path }) =>
        !(defect === 'no_penalty' && path.type === 'penalty') &&
        !(defect === 'no_timeout' && isTimeout(path)),
    );
    const due = wanted.filter((claim) => !this.#isWaiting(claim, chain, height));
    const feerate = feerateNow(chain);
    for (const batch of batchClaims(due, height, feerate as SatPerKw)) {
      const tries = Math.max(...batch.claims.map((claim) => this.#tries(claim)));
      const rate = Math.floor(feerate * GROWTH ** Math.min(tries, 8)) as SatPerKw;
      const transaction = make(channel, stored, batch, rate, wallet);
      if (transaction === undefined) continue;
      const refused = chain.offer(host.name, transaction);
      if (refused !== undefined) host.mark('claim refused');
      channel.claiming.set(
        bytesToHex(transactionId(transaction)),
        batch.claims.map((claim) => pathOf(stored, claim)),
      );
      const attempt = { txid: formatTxid(transactionId(transaction)), since: height, tries: tries + 1 };
      for (const { outPoint } of batch.claims) this.#attempts.set(formatOutPoint(outPoint), attempt);
    }
  }

  #isWaiting({ outPoint }: Claim, chain: SimChain, height: number): boolean {
    const attempt = this.#attempts.get(formatOutPoint(outPoint));
    return (
      attempt !== undefined &&
      attempt.since + PATIENCE > height &&
      chain.waitingSpender(outPoint) === attempt.txid
    );
  }

  #tries({ outPoint }: Claim): number {
    return this.#attempts.get(formatOutPoint(outPoint))?.tries ?? 0;
  }
}

/** For the marks: how a claim takes its output. */
function pathOf({ spend }: ClosingState, { path, outPoint }: Claim): string {
  if (path.type === 'second_stage')
    return path.preimage === undefined ? 'htlc timeout transaction' : 'htlc success transaction';
  if (path.type !== 'penalty') return path.type;
  return equalBytes(outPoint.txid, spend.txid) ? `penalty of ${path.of}` : 'penalty of second stage';
}

function isTimeout(path: Claim['path']): boolean {
  return path.type === 'htlc_timeout' || (path.type === 'second_stage' && path.preimage === undefined);
}

function feerateNow(chain: SimChain): number {
  const estimate = chain.engine.estimateFeerate(1) ?? 0;
  return Math.max(MIN_FEERATE, Math.ceil((estimate * 1.2) / WEIGHT_PER_VBYTE));
}

function make(
  channel: SimChannel,
  state: ClosingState,
  batch: ClaimBatch,
  feerate: SatPerKw,
  wallet: WalletKey,
): Transaction | undefined {
  if (!batch.secondStage) {
    const sweep = sweepTransaction(batch, wallet.scriptPubKey, feerate);
    return sweep && withWitnesses(sweep, signClaims(state, batch.claims, sweep, channel.signer));
  }
  const { chain } = channel.host;
  const fee = BigInt(Math.ceil((feerate * (batchWeight(batch) + COIN_WEIGHT)) / 1000));
  const coin = chain
    .coinsOf(wallet.scriptPubKey)
    .find(
      ({ outPoint, output }) => output.amount > fee + 1000n && chain.waitingSpender(outPoint) === undefined,
    );
  if (coin === undefined) return undefined;
  const change = { amount: (coin.output.amount - fee) as Sat, scriptPubKey: wallet.scriptPubKey };
  const unsigned = secondStageTransaction(batch, {
    inputs: [{ outPoint: coin.outPoint, sequence: REPLACEABLE_SEQUENCE }],
    outputs: [change],
  });
  const own = signP2wpkhInput(sighashContext(unsigned), batch.claims.length, coin.output, wallet);
  return withWitnesses(unsigned, [...signClaims(state, batch.claims, unsigned, channel.signer), own]);
}
