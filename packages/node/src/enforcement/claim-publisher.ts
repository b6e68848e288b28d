/**
 * Takes to the chain what a closed channel has to claim: one channel's claims, batched, funded, signed, published, and replaced
 * by ones that pay more until they confirm. What is on offer is read back from the wallet after a restart.
 */
import {
  batchClaims,
  batchWeight,
  type ChannelSigner,
  type Claim,
  type ClaimBatch,
  type ClosingState,
  formatOutPoint,
  formatTxid,
  outputWeight,
  REPLACEABLE_SEQUENCE,
  secondStageTransaction,
  signClaims,
  sweepTransaction,
  type Transaction,
  type TxOutput,
  transactionId,
  transactionWeight,
  withWitnesses,
} from '@sferic/channel';
import { equalBytes } from '@sferic/crypto';
import { type Sat, type SatPerKw, sat } from '@sferic/wire';
import type { BroadcastOutcome, FeeEstimates } from '../chain/index.ts';
import type { Logger } from '../log.ts';
import { COIN_WEIGHT, feeOf, type Wallet } from '../wallet/index.ts';
import { feerateFor, feerateToReplace, isWorthReplacing, type Waiting } from './fee-schedule.ts';
import type { Published } from './published.ts';

export interface ClaimPublisherModules {
  readonly wallet: Pick<Wallet, 'fund' | 'sign' | 'release' | 'waitingSpender' | 'transaction'>;
  /** Names the reservation of coins. */
  readonly owner: string;
  readonly signer: ChannelSigner;
  /** An output script of the wallet. */
  readonly scriptPubKey: Uint8Array;
  readonly height: () => number;
  readonly estimates: () => FeeEstimates;
  readonly published: Pick<Published, 'publish' | 'replace' | 'giveUp'>;
  readonly log: Logger;
}

/** The server rounds sizes up to virtual bytes of four weight units, and fees are whole satoshis. */
const ROUNDING_WEIGHT = 4;

/** A transaction that waits for a block; its claims are put into no other. */
interface Offer extends Waiting {
  readonly batch: ClaimBatch;
  readonly outPoints: readonly string[];
  readonly transaction: Transaction;
}

export class ClaimPublisher {
  readonly #modules: ClaimPublisherModules;
  #state: ClosingState | undefined;
  #claims: readonly Claim[] = [];
  #offers: readonly Offer[] = [];
  #work: Promise<void> = Promise.resolve();

  constructor(modules: ClaimPublisherModules) {
    this.#modules = modules;
  }

  /** All that is to be claimed from now on; `state` is the durable one that the claims follow from. */
  update(state: ClosingState, claims: readonly Claim[]): void {
    this.#state = state;
    this.#claims = claims;
    this.#work = this.#work.then(() => this.#giveUpOvertaken());
    this.newHeight();
  }

  /** What waited for a height may be due, and what waits for a block may have to pay more. */
  newHeight(): void {
    if (this.#claims.length > 0) this.#work = this.#work.then(() => this.#offerDue());
  }

  /** Resolves when everything that is due was offered. */
  async idle(): Promise<void> {
    await this.#work;
  }

  /**
   * What lost an output to a transaction in a block can't confirm any more: its coins are free. The wallet sees that by itself only
   * of what was recorded before the block came.
   */
  async #giveUpOvertaken(): Promise<void> {
    const { wallet, published, log } = this.#modules;
    for (const { outPoint, spend } of this.#state?.outputs.values() ?? []) {
      if (spend === undefined) continue;
      const waiting = wallet.waitingSpender(outPoint);
      if (waiting === undefined || equalBytes(transactionId(waiting), spend.txid)) continue;
      await published.giveUp(waiting).catch((error: Error) => {
        log.error('a claim that is void could not be given up', { error });
      });
    }
  }

  async #offerDue(): Promise<void> {
    const { height, estimates } = this.#modules;
    const claims = new Map(this.#claims.map((claim) => [formatOutPoint(claim.outPoint), claim]));
    // Of a transaction that lost an input to another, nothing can confirm any more: what is left of it is claimed anew.
    this.#offers = this.#offers.filter(({ outPoints }) => outPoints.every((key) => claims.has(key)));
    for (const claim of claims.values()) if (!this.#isOffered(claim)) await this.#takeUp(claim, claims);
    for (const offer of this.#offers) await this.#improve(offer);
    const open = this.#claims.filter((claim) => !this.#isOffered(claim));
    for (const batch of batchClaims(open, height(), estimates().slow)) await this.#offer(batch);
  }

  #isOffered({ outPoint }: Claim): boolean {
    const key = formatOutPoint(outPoint);
    return this.#offers.some(({ outPoints }) => outPoints.includes(key));
  }

  /** Goes on with the transaction that claims it already, from before a restart or a reorganisation. */
  async #takeUp(claim: Claim, claims: ReadonlyMap<string, Claim>): Promise<void> {
    const { wallet, published } = this.#modules;
    const transaction = wallet.waitingSpender(claim.outPoint);
    if (transaction === undefined) return;
    const spent = transaction.inputs.map(({ outPoint }) => {
      const claimed = claims.get(formatOutPoint(outPoint));
      const coin = wallet.transaction(outPoint.txid)?.tx.outputs[outPoint.index];
      return { claimed, output: claimed?.spent ?? coin };
    });
    if (spent.some(({ output }) => output === undefined)) return;
    const part = spent.flatMap(({ claimed }) => claimed ?? []);
    const batch = { claims: part, secondStage: claim.path.type === 'second_stage' };
    this.#offers = [
      ...this.#offers,
      offerOf(
        batch,
        transaction,
        spent.flatMap(({ output }) => output ?? []),
      ),
    ];
    await published.publish(transaction);
  }

  /** Near a deadline, and where one is contested, claims are parted; otherwise what waits is replaced once that is worth it. */
  async #improve(offer: Offer): Promise<void> {
    const { height, estimates, published } = this.#modules;
    const { claims } = offer.batch;
    if (claims.length > 1 && isContested(await published.publish(offer.transaction)))
      return this.#part(offer);
    const parts = batchClaims(claims, height(), estimates().slow);
    if (parts.length < 2) {
      if (isWorthReplacing(offer, this.#feerate(offer.batch))) await this.#offer(offer.batch, offer);
      return;
    }
    // The first that the chain takes in its place makes room for the others.
    for (const part of parts) if (await this.#offer(part, offer)) return;
  }

  /** Another spends one of its inputs and pays more: the rest must not wait for that (BOLT 5, "Revoked Transaction Close Handling"). */
  async #part(offer: Offer): Promise<void> {
    await this.#modules.published.giveUp(offer.transaction);
    this.#offers = this.#offers.filter((other) => other !== offer);
    for (const claim of offer.batch.claims) await this.#offer({ ...offer.batch, claims: [claim] });
  }

  /** Tells whether it is on offer now. */
  async #offer(batch: ClaimBatch, instead?: Offer): Promise<boolean> {
    const { published, log } = this.#modules;
    try {
      const offer = await this.#make(batch, instead);
      if (offer === undefined) return false;
      const { transaction, weight, fee } = offer;
      const txid = formatTxid(transactionId(transaction));
      log.info('claiming', { txid, outputs: batch.claims.length, paths: pathsOf(batch), weight, fee });
      const outcome = instead === undefined ? await published.publish(transaction) : undefined;
      const isReplaced =
        instead !== undefined && (await published.replace([instead.transaction], transaction));
      if (outcome === undefined && !isReplaced) {
        await this.#releaseCoins();
        return false;
      }
      this.#offers = [...this.#offers.filter((other) => other !== instead), offer];
      if (batch.claims.length > 1 && isContested(outcome)) await this.#part(offer);
      return true;
    } catch (error) {
      log.error('a claim could not be made', { error: error as Error });
      await this.#releaseCoins().catch(() => undefined);
      return false;
    }
  }

  /** What was reserved for a transaction that came to nothing. */
  #releaseCoins(): Promise<void> {
    const { wallet, owner } = this.#modules;
    return wallet.release(owner);
  }

  /** Undefined where it would bring less than it costs, or where there are no coins to pay for it. */
  async #make(batch: ClaimBatch, instead: Offer | undefined): Promise<Offer | undefined> {
    const weight = this.#weight(batch);
    const least = feerateToReplace(instead?.fee ?? sat(0n), weight);
    const asked = Math.max(this.#feerate(batch), least);
    const feerate = Math.ceil((asked * (weight + ROUNDING_WEIGHT)) / weight) as SatPerKw;
    if (feeOf(weight, feerate) >= worthOf(batch.claims)) return undefined;
    if (batch.secondStage) return this.#makeSecondStage(batch, feerate, instead);
    const sweep = sweepTransaction(batch, this.#modules.scriptPubKey, feerate);
    const spent = batch.claims.map((claim) => claim.spent);
    return sweep && offerOf(batch, withWitnesses(sweep, this.#sign(batch, sweep)), spent);
  }

  /** The peer has signed it without a fee: the wallet adds coins that pay one. */
  async #makeSecondStage(
    batch: ClaimBatch,
    feerate: SatPerKw,
    instead: Offer | undefined,
  ): Promise<Offer | undefined> {
    const { wallet, owner, log } = this.#modules;
    const funded = await wallet.fund({
      owner,
      amount: feeOf(batchWeight(batch), feerate),
      feerate,
      initiator: false,
      confirmedOnly: true,
      replacing: instead === undefined ? [] : [transactionId(instead.transaction)],
    });
    if (!funded.ok) {
      log.error('no coins to pay for claiming HTLCs: they are at risk', { reason: funded.error.message });
      return undefined;
    }
    const { inputs, outputs } = funded.value;
    const coins = inputs.map(({ previousTransaction, outputIndex: index }) => ({
      outPoint: { txid: transactionId(previousTransaction), index },
      sequence: REPLACEABLE_SEQUENCE,
      spent: previousTransaction.outputs[index] as TxOutput,
    }));
    const transaction = secondStageTransaction(batch, { inputs: coins, outputs });
    const spent = [...batch.claims, ...coins].map((input) => input.spent);
    const ours = coins.map((_, index) => batch.claims.length + index);
    const walletWitnesses = wallet.sign(transaction, spent, ours);
    const witnesses = [...this.#sign(batch, transaction), ...walletWitnesses];
    return offerOf(batch, withWitnesses(transaction, witnesses), spent);
  }

  #sign({ claims }: ClaimBatch, transaction: Transaction): readonly (readonly Uint8Array[])[] {
    if (this.#state === undefined) throw new Error('claims without a state');
    return signClaims(this.#state, claims, transaction, this.#modules.signer);
  }

  #feerate(batch: ClaimBatch): SatPerKw {
    const { height, estimates } = this.#modules;
    const urgent = batch.claims.filter(({ deadline }) => deadline !== undefined);
    const deadline = Math.min(...urgent.map((claim) => claim.deadline ?? Number.POSITIVE_INFINITY));
    const later = batch.claims.reduce((sum, { laterWeight }) => sum + laterWeight, 0);
    const need = {
      weight: this.#weight(batch) + later,
      worth: worthOf(batch.claims),
      atRisk: worthOf(urgent),
      blocksLeft: urgent.length === 0 ? undefined : deadline - height(),
    };
    return feerateFor(need, estimates());
  }

  /** Of the transaction, about: with one coin of the wallet and change where it needs them. */
  #weight(batch: ClaimBatch): number {
    const output = outputWeight(this.#modules.scriptPubKey);
    return batchWeight(batch) + output + (batch.secondStage ? COIN_WEIGHT : 0);
  }
}

/** Whether something in the mempool spends the same and pays more (Bitcoin Core, "Mempool Replacements"). */
function isContested(outcome: BroadcastOutcome | undefined): boolean {
  return outcome?.type === 'rejected' && CONTESTED.test(outcome.reason);
}

const CONTESTED = /insufficient fee|replacement|conflict/;

function offerOf(batch: ClaimBatch, transaction: Transaction, spent: readonly TxOutput[]): Offer {
  const total = (outputs: readonly TxOutput[]) => outputs.reduce((sum, { amount }) => sum + amount, 0n);
  return {
    batch,
    outPoints: batch.claims.map(({ outPoint }) => formatOutPoint(outPoint)),
    transaction,
    weight: transactionWeight(transaction),
    fee: (total(spent) - total(transaction.outputs)) as Sat,
  };
}

function worthOf(claims: readonly Claim[]): Sat {
  return claims.reduce((sum, { spent }) => sum + spent.amount, 0n) as Sat;
}

function pathsOf({ claims }: ClaimBatch): string {
  return [...new Set(claims.map(({ path }) => path.type))].join();
}
