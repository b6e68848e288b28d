/**
 * Takes one revoked commitment's outputs to its client: batched, published, and replaced by transactions that pay more until
 * they confirm. What an output pays by itself comes first; coins of the tower are added when the chain asks for more.
 */
import {
  formatOutPoint,
  formatTxid,
  type JusticeClaim,
  justiceTransaction,
  REPLACEABLE_SEQUENCE,
  SECURITY_DELAY,
  type Transaction,
  type TxOutput,
  transactionId,
  transactionWeight,
  WITNESS_SCALE_FACTOR,
  withWitnesses,
} from '@sferic/channel';
import { type Sat, type SatPerKw, sat } from '@sferic/wire';
import type { FeeEstimates } from '../../chain/index.ts';
import {
  feerateFor,
  feerateOf,
  feerateToReplace,
  isWorthReplacing,
  type Waiting,
} from '../../enforcement/fee-schedule.ts';
import type { Published } from '../../enforcement/index.ts';
import type { Logger } from '../../log.ts';
import { COIN_WEIGHT, COMMON_WEIGHT, feeOf, type Wallet } from '../../wallet/index.ts';

export interface JusticePublisherModules {
  readonly wallet: Pick<Wallet, 'fund' | 'release' | 'sign' | 'waitingSpender' | 'transaction'>;
  /** Names the reservation of coins. */
  readonly owner: string;
  readonly published: Pick<Published, 'publish' | 'replace' | 'giveUp'>;
  readonly estimates: () => FeeEstimates;
  readonly height: () => number;
  /** The most that fees may take of the wallet, for all transactions of this commitment at once. */
  readonly addedFee: Sat;
  /** What has to stay in the wallet. */
  readonly keep: () => Sat;
  readonly log: Logger;
}

/** Inputs of one transaction: it stays far below what is relayed (400,000 weight units). */
const MAX_CLAIMS = 100;

/** Of one coin of the wallet, and of the P2WPKH output that takes what is left of it. */
const COIN_AND_CHANGE_WEIGHT = COIN_WEIGHT + 31 * WITNESS_SCALE_FACTOR;

/** Fees of two parts, each rounded up to a satoshi. */
const ROUNDING = 2n;

/** A transaction that waits for a block. */
interface Offer extends Waiting {
  readonly claims: readonly JusticeClaim[];
  readonly transaction: Transaction;
  /** Of the tower's coins. */
  readonly added: Sat;
}

export class JusticePublisher {
  readonly #modules: JusticePublisherModules;
  #claims: readonly JusticeClaim[] = [];
  #deadline = 0;
  #offers: readonly Offer[] = [];
  /** One of them was refused: what else it claimed must not wait for it. */
  #isApart = false;
  #work: Promise<void> = Promise.resolve();

  constructor(modules: JusticePublisherModules) {
    this.#modules = modules;
  }

  /** What is still to be taken, and the height by which it should be. */
  update(claims: readonly JusticeClaim[], deadline: number): void {
    this.#claims = claims;
    this.#deadline = deadline;
    this.newHeight();
  }

  newHeight(): void {
    this.#work = this.#work
      .then(() => this.#offerDue())
      .catch((error: Error) => this.#modules.log.error('a justice transaction could not be made', { error }));
  }

  /** Resolves when everything that is due was offered. */
  async idle(): Promise<void> {
    await this.#work;
  }

  async #offerDue(): Promise<void> {
    const open = new Set(this.#claims.map(keyOf));
    for (const offer of this.#offers)
      if (!offer.claims.every((claim) => open.has(keyOf(claim)))) await this.#withdraw(offer);
    for (const claim of this.#claims) if (!this.#isOffered(claim)) await this.#takeUp(claim);
    for (const offer of this.#offers) await this.#improve(offer);
    for (const batch of this.#batches(this.#claims.filter((claim) => !this.#isOffered(claim))))
      if (!(await this.#offer(batch))) break;
  }

  #isOffered(claim: JusticeClaim): boolean {
    return this.#offers.some(({ claims }) => claims.some((other) => keyOf(other) === keyOf(claim)));
  }

  /** It has confirmed, or lost an input to a transaction that has. */
  async #withdraw(offer: Offer): Promise<void> {
    const { wallet, published } = this.#modules;
    this.#offers = this.#offers.filter((other) => other !== offer);
    const entry = wallet.transaction(transactionId(offer.transaction));
    if (entry !== undefined && entry.height === undefined) await published.giveUp(offer.transaction);
  }

  /** Goes on with a transaction from before a restart. */
  async #takeUp(claim: JusticeClaim): Promise<void> {
    const { wallet, published } = this.#modules;
    const transaction = wallet.waitingSpender(claim.outPoint);
    if (transaction === undefined) return;
    const inputs = new Set(transaction.inputs.map(({ outPoint }) => formatOutPoint(outPoint)));
    const claims = this.#claims.filter((other) => inputs.has(keyOf(other)));
    const coins = transaction.inputs.slice(claims.length).map(({ outPoint }) => {
      return wallet.transaction(outPoint.txid)?.tx.outputs[outPoint.index];
    });
    if (coins.some((coin) => coin === undefined)) return;
    const spent = coins.flatMap((coin) => coin ?? []);
    this.#offers = [...this.#offers, offerOf(claims, transaction, spent)];
    await published.publish(transaction);
  }

  /** Near the deadline, or after a refusal, each goes alone; what waits is replaced once that is worth it. */
  async #improve(offer: Offer): Promise<void> {
    const [first, ...others] = this.#batches(offer.claims);
    if (first === undefined) return;
    if (others.length > 0) await this.#offer(first, offer);
    else if (isWorthReplacing(offer, this.#feerate(offer.claims))) await this.#offer(first, offer);
  }

  #batches(claims: readonly JusticeClaim[]): readonly (readonly JusticeClaim[])[] {
    const isNear = this.#deadline - this.#modules.height() <= SECURITY_DELAY;
    const size = isNear || this.#isApart ? 1 : MAX_CLAIMS;
    return Array.from({ length: Math.ceil(claims.length / size) }, (_, part) =>
      claims.slice(part * size, (part + 1) * size),
    );
  }

  /** False where the chain has refused it and its parts shall be tried for themselves. */
  async #offer(claims: readonly JusticeClaim[], instead?: Offer): Promise<boolean> {
    const { published, log } = this.#modules;
    const offer = await this.#make(claims, instead);
    if (offer === undefined) return true;
    const { transaction, fee, added, weight } = offer;
    const txid = formatTxid(transactionId(transaction));
    log.warn('punishing a revoked commitment for a client', {
      txid,
      outputs: claims.length,
      fee,
      added,
      weight,
    });
    if (instead !== undefined) {
      if (await published.replace([instead.transaction], transaction))
        this.#offers = [...this.#offers.filter((other) => other !== instead), offer];
      return true;
    }
    const outcome = await published.publish(transaction);
    if (outcome?.type === 'rejected' && claims.length > 1) {
      await published.giveUp(transaction);
      this.#isApart = true;
      this.newHeight();
      return false;
    }
    this.#offers = [...this.#offers, offer];
    return true;
  }

  /** Undefined where it would not take the place of what is there. */
  async #make(claims: readonly JusticeClaim[], instead: Offer | undefined): Promise<Offer | undefined> {
    const alone = offerOf(claims, signed(claims), []);
    const least = instead === undefined ? 0 : feerateToReplace(instead.fee, alone.weight + COIN_WEIGHT);
    const wanted = Math.max(this.#feerate(claims), least) as SatPerKw;
    const already = this.#offers.reduce((sum, offer) => (offer === instead ? sum : sum + offer.added), 0n);
    const room = (this.#modules.addedFee - already) as Sat;
    // A coin pays for its own place too: what the tower adds in all is bounded, not what it adds to the rest.
    const most = feerateOf((alone.fee + room - ROUNDING) as Sat, alone.weight + COIN_AND_CHANGE_WEIGHT);
    const feerate = Math.floor(Math.min(wanted, most)) as SatPerKw;
    const amount = (feeOf(alone.weight, feerate) - alone.fee) as Sat;
    if (amount > 0n) {
      const funded = await this.#fund(claims, amount, feerate, instead);
      if (funded !== undefined && funded.added <= room) return funded;
      await this.#modules.wallet.release(this.#modules.owner);
    }
    return instead === undefined || alone.fee > instead.fee ? alone : undefined;
  }

  async #fund(
    claims: readonly JusticeClaim[],
    amount: Sat,
    feerate: SatPerKw,
    instead: Offer | undefined,
  ): Promise<Offer | undefined> {
    const { wallet, owner, keep, log } = this.#modules;
    const funded = await wallet.fund({
      owner,
      amount,
      feerate,
      initiator: false,
      confirmedOnly: true,
      keep: keep(),
      replacing: instead === undefined ? [] : [transactionId(instead.transaction)],
    });
    if (!funded.ok) {
      log.warn('no coins to add to the fee of a justice transaction', { reason: funded.error.message });
      return undefined;
    }
    const { inputs, outputs } = funded.value;
    const coins = inputs.map(({ previousTransaction, outputIndex: index }) => ({
      outPoint: { txid: transactionId(previousTransaction), index },
      sequence: REPLACEABLE_SEQUENCE,
      spent: previousTransaction.outputs[index] as TxOutput,
    }));
    const transaction = justiceTransaction(claims, { inputs: coins, outputs });
    const spent = [...claims, ...coins].map((input) => input.spent);
    const ours = coins.map((_, index) => claims.length + index);
    const witnesses = [...claims.map(({ witness }) => witness), ...wallet.sign(transaction, spent, ours)];
    const complete = withWitnesses(transaction, witnesses);
    return offerOf(
      claims,
      complete,
      coins.map((coin) => coin.spent),
    );
  }

  #feerate(claims: readonly JusticeClaim[]): SatPerKw {
    const { height, estimates } = this.#modules;
    const worth = sumOf(claims.map(({ payment }) => payment));
    const weight = COMMON_WEIGHT + claims.reduce((sum, claim) => sum + claim.weight, 0);
    const blocksLeft = this.#deadline - height();
    return feerateFor({ weight, worth, atRisk: worth, blocksLeft }, estimates());
  }
}

function keyOf({ outPoint }: JusticeClaim): string {
  return formatOutPoint(outPoint);
}

/** Without any coin of the tower. */
function signed(claims: readonly JusticeClaim[]): Transaction {
  const transaction = justiceTransaction(claims, { inputs: [], outputs: [] });
  return withWitnesses(
    transaction,
    claims.map(({ witness }) => witness),
  );
}

/** `coins`: what the inputs behind the claims spend. */
function offerOf(
  claims: readonly JusticeClaim[],
  transaction: Transaction,
  coins: readonly TxOutput[],
): Offer {
  const built = sumOf(claims.map(({ spent }) => spent)) - sumOf(claims.map(({ payment }) => payment));
  const change = sumOf(transaction.outputs.slice(claims.length));
  const added = coins.length === 0 ? sat(0n) : ((sumOf(coins) - change) as Sat);
  const fee = (built + added) as Sat;
  return { claims, transaction, weight: transactionWeight(transaction), fee, added };
}

function sumOf(outputs: readonly TxOutput[]): Sat {
  return outputs.reduce((sum, { amount }) => sum + amount, 0n) as Sat;
}
