/** Takes to the chain what a closed channel has to claim: one channel's claims, batched, funded, signed and published. */
import {
  batchClaims,
  batchWeight,
  type ChannelSigner,
  type Claim,
  type ClaimBatch,
  type ClosingState,
  formatOutPoint,
  formatTxid,
  REPLACEABLE_SEQUENCE,
  secondStageTransaction,
  signClaims,
  sweepTransaction,
  type Transaction,
  type TxOutput,
  transactionId,
  withWitnesses,
} from '@sferic/channel';
import { type SatPerKw, sat } from '@sferic/wire';
import type { Logger } from '../log.ts';
import { feeOf, type Wallet } from '../wallet/index.ts';

export interface ClaimPublisherModules {
  readonly wallet: Pick<Wallet, 'fund' | 'sign'>;
  /** Names the reservation of coins. */
  readonly owner: string;
  readonly signer: ChannelSigner;
  /** An output script of the wallet. */
  readonly scriptPubKey: Uint8Array;
  readonly height: () => number;
  /** What a transaction pays that should confirm within so many blocks; undefined if nothing is in a hurry. */
  readonly feerate: (blocks: number | undefined) => SatPerKw;
  /** Records the transaction with the wallet and offers it to the chain. */
  readonly publish: (transaction: Transaction) => Promise<void>;
  readonly log: Logger;
}

/** Claims on offer, which are not put into another transaction. */
interface Offer {
  readonly outPoints: readonly string[];
  readonly txid: string;
}

export class ClaimPublisher {
  readonly #modules: ClaimPublisherModules;
  #state: ClosingState | undefined;
  #claims: readonly Claim[] = [];
  #offers: readonly Offer[] = [];
  /** By outpoints: a reorganisation that brings claims back is answered by the same transactions. */
  readonly #made = new Map<string, Transaction>();
  #work: Promise<void> = Promise.resolve();

  constructor(modules: ClaimPublisherModules) {
    this.#modules = modules;
  }

  /** All that is to be claimed from now on; `state` is the durable one that the claims follow from. */
  update(state: ClosingState, claims: readonly Claim[]): void {
    this.#state = state;
    this.#claims = claims;
    this.newHeight();
  }

  /** What waited for a height may be due. */
  newHeight(): void {
    if (this.#claims.length > 0) this.#work = this.#work.then(() => this.#offerDue());
  }

  /** Resolves when everything that is due was offered. */
  async idle(): Promise<void> {
    await this.#work;
  }

  async #offerDue(): Promise<void> {
    const { height, feerate, log } = this.#modules;
    const wanted = new Set(this.#claims.map(({ outPoint }) => formatOutPoint(outPoint)));
    // Of a transaction that lost an input to another, nothing can confirm any more.
    this.#offers = this.#offers.filter(({ outPoints }) =>
      outPoints.every((outPoint) => wanted.has(outPoint)),
    );
    const offered = new Set(this.#offers.flatMap(({ outPoints }) => outPoints));
    const open = this.#claims.filter(({ outPoint }) => !offered.has(formatOutPoint(outPoint)));
    for (const batch of batchClaims(open, height(), feerate(undefined))) {
      try {
        await this.#offer(batch);
      } catch (error) {
        log.error('a claim could not be made', { error: error as Error });
      }
    }
  }

  async #offer(batch: ClaimBatch): Promise<void> {
    const { publish, log } = this.#modules;
    const outPoints = batch.claims.map(({ outPoint }) => formatOutPoint(outPoint));
    const key = outPoints.toSorted().join();
    const transaction = this.#made.get(key) ?? (await this.#make(batch));
    if (transaction === undefined) return;
    this.#made.set(key, transaction);
    const txid = formatTxid(transactionId(transaction));
    this.#offers = [...this.#offers, { outPoints, txid }];
    log.info('claiming', { txid, outputs: outPoints.length, paths: pathsOf(batch) });
    await publish(transaction);
  }

  async #make(batch: ClaimBatch): Promise<Transaction | undefined> {
    const { scriptPubKey, feerate } = this.#modules;
    const rate = feerate(this.#blocksLeft(batch));
    if (batch.secondStage) return this.#makeSecondStage(batch, rate);
    const sweep = sweepTransaction(batch, scriptPubKey, rate);
    return sweep && withWitnesses(sweep, this.#sign(batch, sweep));
  }

  /** The peer has signed it without a fee: the wallet adds coins that pay one. */
  async #makeSecondStage(batch: ClaimBatch, rate: SatPerKw): Promise<Transaction | undefined> {
    const { wallet, owner, log } = this.#modules;
    const amount = sat(feeOf(batchWeight(batch), rate));
    const funded = await wallet.fund({ owner, amount, feerate: rate, initiator: false, confirmedOnly: true });
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
    return withWitnesses(transaction, [...this.#sign(batch, transaction), ...walletWitnesses]);
  }

  #sign({ claims }: ClaimBatch, transaction: Transaction): readonly (readonly Uint8Array[])[] {
    if (this.#state === undefined) throw new Error('claims without a state');
    return signClaims(this.#state, claims, transaction, this.#modules.signer);
  }

  #blocksLeft({ claims }: ClaimBatch): number | undefined {
    const deadlines = claims.flatMap(({ deadline }) => deadline ?? []);
    return deadlines.length === 0 ? undefined : Math.min(...deadlines) - this.#modules.height();
  }
}

function pathsOf({ claims }: ClaimBatch): string {
  return [...new Set(claims.map(({ path }) => path.type))].join();
}
