/**
 * Sees that our published commitment confirms in time: a child spends its anchor and coins of the wallet, pays for both, and is
 * replaced by one that pays more (BOLT 3, "`to_local_anchor` and `to_remote_anchor` Output").
 */
import {
  ANCHOR_CHILD_WEIGHT,
  anchorChild,
  type ChannelSigner,
  commitmentStake,
  dustThreshold,
  type EstablishedState,
  formatTxid,
  type OurAnchor,
  ourAnchor,
  outputWeight,
  signAnchor,
  type Transaction,
  type TxOutput,
  transactionId,
  transactionWeight,
  withWitnesses,
} from '@sferic/channel';
import { equalBytes } from '@sferic/crypto';
import { type Sat, type SatPerKw, sat, type TxId } from '@sferic/wire';
import type { FeeEstimates } from '../chain/index.ts';
import type { Logger } from '../log.ts';
import { COIN_WEIGHT, feeOf, type Wallet } from '../wallet/index.ts';
import { feerateFor, feerateOf, feerateToReplace, isWorthReplacing, type Waiting } from './fee-schedule.ts';
import type { Published } from './published.ts';

export interface CommitmentPublisherModules {
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

/** The server rounds the size of each transaction up to virtual bytes of four weight units. */
const ROUNDING_WEIGHT = 2 * 3;

/** A child with what it and its commitment pay and weigh together. */
interface Child extends Waiting {
  readonly transaction: Transaction;
}

/** A commitment of ours that waits for a block. */
interface Commitment {
  readonly transaction: Transaction;
  readonly anchor: OurAnchor;
  child: Child | undefined;
}

export class CommitmentPublisher {
  readonly #modules: CommitmentPublisherModules;
  /** By txid as it is displayed; one for each funding that is alive. */
  readonly #waiting = new Map<string, Commitment>();
  #state: EstablishedState | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(modules: CommitmentPublisherModules) {
    this.#modules = modules;
  }

  /** A transaction was published that spends the funding: nothing to do unless it is a commitment of ours with an anchor. */
  add(state: EstablishedState, transaction: Transaction): void {
    const anchor = ourAnchor(state, transaction);
    const key = formatTxid(transactionId(transaction));
    if (anchor === undefined || this.#waiting.has(key)) return;
    this.#waiting.set(key, { transaction, anchor, child: undefined });
    this.update(state);
  }

  /** `state` is durable. */
  update(state: EstablishedState): void {
    this.#state = state;
    this.newHeight();
  }

  /** Time has passed, and feerates may have changed. */
  newHeight(): void {
    this.#work = this.#work
      .then(() => this.#advance())
      .catch((error: Error) => {
        this.#modules.log.error('a commitment could not be paid for', { error });
      });
  }

  /** Resolves when everything that is due was offered. */
  async idle(): Promise<void> {
    await this.#work;
  }

  async #advance(): Promise<void> {
    const state = this.#state;
    if (state === undefined) return;
    if (state.type === 'closing' && state.spend.height !== undefined)
      return this.#settle(state, state.spend.txid);
    for (const commitment of this.#waiting.values()) await this.#pay(state, commitment);
  }

  /** A block holds what spends the funding: other commitments are void, and so are their children. */
  async #settle({ commitments }: EstablishedState, spender: TxId): Promise<void> {
    const { wallet, published } = this.#modules;
    for (const { txid, outputIndex: index } of commitments.active) {
      const waiting = wallet.waitingSpender({ txid, index });
      if (waiting !== undefined && !equalBytes(transactionId(waiting), spender))
        await published.giveUp(waiting);
    }
    for (const { anchor, child } of this.#waiting.values())
      if (child !== undefined && !equalBytes(anchor.outPoint.txid, spender))
        await published.giveUp(child.transaction);
    this.#waiting.clear();
  }

  async #pay(state: EstablishedState, commitment: Commitment): Promise<void> {
    const { anchor } = commitment;
    const { parent } = anchor;
    commitment.child ??= await this.#earlierChild(commitment);
    const wanted = this.#feerate(state, anchor);
    const { child } = commitment;
    if (
      child === undefined ? wanted <= feerateOf(parent.fee, parent.weight) : !isWorthReplacing(child, wanted)
    )
      return;
    const least = child === undefined ? 0 : feerateToReplace(child.fee, child.weight);
    const next = await this.#make(anchor, Math.max(wanted, least) as SatPerKw, child);
    if (next === undefined) return;
    const { published, wallet, owner, log } = this.#modules;
    log.info('paying for a commitment through its anchor', {
      commitment: formatTxid(anchor.outPoint.txid),
      txid: formatTxid(transactionId(next.transaction)),
      fee: next.fee - parent.fee,
    });
    const before = child === undefined ? [] : [child.transaction];
    if (await published.replace(before, next.transaction, commitment.transaction)) commitment.child = next;
    else await wallet.release(owner);
  }

  #feerate(state: EstablishedState, { parent }: OurAnchor): SatPerKw {
    const { height, estimates, scriptPubKey } = this.#modules;
    const { worth, atRisk, deadline } = commitmentStake(state);
    const weight = parent.weight + ANCHOR_CHILD_WEIGHT + COIN_WEIGHT + outputWeight(scriptPubKey);
    const blocksLeft = deadline === undefined ? undefined : deadline - height();
    return feerateFor({ weight, worth, atRisk, blocksLeft }, estimates());
  }

  /** What was published before a restart. */
  async #earlierChild({ anchor, transaction: parent }: Commitment): Promise<Child | undefined> {
    const { wallet, published } = this.#modules;
    const child = wallet.waitingSpender(anchor.outPoint);
    if (child === undefined) return undefined;
    const coins = child.inputs
      .slice(1)
      .flatMap(({ outPoint }) => wallet.transaction(outPoint.txid)?.tx.outputs[outPoint.index] ?? []);
    await published.publish(child, parent);
    return childOf(anchor, child, coins);
  }

  async #make(anchor: OurAnchor, feerate: SatPerKw, before: Child | undefined): Promise<Child | undefined> {
    const { wallet, owner, scriptPubKey, signer, log } = this.#modules;
    const { parent, spent } = anchor;
    const output = outputWeight(scriptPubKey);
    const weight = parent.weight + ANCHOR_CHILD_WEIGHT + output + ROUNDING_WEIGHT;
    const fixed = feeOf(weight, feerate) - parent.fee;
    // Enough for an output of its own, without which there is no transaction.
    const amount = fixed - spent.amount + dustThreshold(scriptPubKey);
    const funded = await wallet.fund({
      owner,
      amount: sat(amount > 0n ? amount : 1n),
      feerate,
      initiator: false,
      confirmedOnly: true,
      replacing: before === undefined ? [] : [transactionId(before.transaction)],
    });
    if (!funded.ok) {
      log.error('no coins to pay for a commitment: it may not confirm in time', {
        commitment: formatTxid(anchor.outPoint.txid),
        reason: funded.error.message,
      });
      return undefined;
    }
    const { inputs, outputs } = funded.value;
    const coins = inputs.map(({ previousTransaction, outputIndex: index }) => ({
      outPoint: { txid: transactionId(previousTransaction), index },
      spent: previousTransaction.outputs[index] as TxOutput,
    }));
    const script = outputs[0]?.scriptPubKey ?? scriptPubKey;
    const fee = fixed + feeOf(coins.length * COIN_WEIGHT, feerate);
    const all = [spent, ...coins.map((coin) => coin.spent)];
    const change = { amount: (total(all) - fee) as Sat, scriptPubKey: script };
    const child = anchorChild(
      anchor,
      coins.map(({ outPoint }) => outPoint),
      [change],
    );
    const ours = coins.map((_, index) => 1 + index);
    const witnesses = [signAnchor(anchor, child, signer), ...wallet.sign(child, all, ours)];
    return childOf(anchor, withWitnesses(child, witnesses), all.slice(1));
  }
}

function childOf({ parent, spent }: OurAnchor, transaction: Transaction, coins: readonly TxOutput[]): Child {
  const fee = total([spent, ...coins]) - total(transaction.outputs);
  return {
    transaction,
    weight: parent.weight + transactionWeight(transaction),
    fee: (parent.fee + fee) as Sat,
  };
}

function total(outputs: readonly TxOutput[]): bigint {
  return outputs.reduce((sum, { amount }) => sum + amount, 0n);
}
