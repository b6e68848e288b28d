import {
  addressToScript,
  type ContributedCoin,
  dustThreshold,
  type FundingContribution,
  formatOutPoint,
  type Network,
  type OutPoint,
  outputWeight,
  scriptToAddress,
  type Transaction,
  type TxOutput,
  transactionId,
  withWitnesses,
} from '@sferic/channel';
import { err, ok, type Result } from '@sferic/codec';
import type { Sat, SatPerKw, TxId } from '@sferic/wire';
import type { Block, BlockListener, BlockRef, Broadcaster } from '../chain/index.ts';
import type { Store } from '../store/index.ts';
import { COMMON_WEIGHT, selectAll, selectCoins } from './coin-selection.ts';
import type { Keyring } from './keyring.ts';
import type { NodeKeys, WalletBranch } from './keys.ts';
import type { Coin, Ledger, LedgerChange, WalletEntry } from './ledger.ts';
import { readLedger, writeChanges } from './ledger-store.ts';
import { paymentTransaction } from './payment-transaction.ts';
import { signWalletInputs } from './sign-inputs.ts';

/** Why the wallet refuses; the message is for a person. */
export interface WalletError {
  readonly code: 'insufficient_funds' | 'invalid_address' | 'amount_too_small' | 'rejected';
  readonly message: string;
}

export interface Balance {
  /** In blocks, and mature where mined. */
  readonly confirmed: Sat;
  readonly unconfirmed: Sat;
  /** Mined, and not yet old enough to be spent. */
  readonly immature: Sat;
  /** The part of all that is reserved for transactions in the making. */
  readonly reserved: Sat;
}

export interface Address {
  readonly address: string;
  readonly scriptPubKey: Uint8Array;
}

export interface Payment {
  readonly txid: TxId;
  readonly tx: Transaction;
  readonly fee: Sat;
}

export interface SendRequest {
  readonly address: string;
  /** 'all': every coin that can be spent and is worth its fee. */
  readonly amount: Sat | 'all';
  readonly feerate: SatPerKw;
}

export interface FundingRequest {
  /** Names the reservation: it holds until the transaction is recorded, or `release(owner)`. */
  readonly owner: string;
  /** Our part of the funding output, without fees. */
  readonly amount: Sat;
  readonly feerate: SatPerKw;
  /** The initiator pays for the common fields and for the funding output too (BOLT 2, "Fee Responsibility"). */
  readonly initiator: boolean;
  readonly confirmedOnly: boolean;
  /** What the wallet has to have left. */
  readonly keep?: Sat;
  /** Transactions without a block that it shall take the place of: their coins can be used. */
  readonly replacing?: readonly TxId[];
  /** Coins that it spends in any case. */
  readonly spending?: readonly OutPoint[];
}

export interface WalletOptions {
  readonly store: Store;
  readonly keys: NodeKeys;
  readonly network: Network;
  readonly broadcaster: Pick<Broadcaster, 'publish' | 'forget'>;
  /** Height of the newest block that the wallet was told of: the follower's. */
  readonly height: number;
}

/** A funding output is P2WSH: all scripts of that length weigh the same (BOLT 3, "Funding Transaction Output"). */
const FUNDING_OUTPUT_WEIGHT = outputWeight(new Uint8Array(34));

/** The node's coins on chain. Follows blocks; every change is on disk before it counts. */
export class Wallet implements BlockListener {
  readonly name = 'wallet';
  readonly #options: WalletOptions;
  readonly #ledger: Ledger;
  readonly #keyring: Keyring;
  #height: number;
  #keep: () => Sat = () => 0n as Sat;
  /** Changes are planned on the ledger and applied after their commit: one plan at a time. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(options: WalletOptions, ledger: Ledger, keyring: Keyring) {
    this.#options = options;
    this.#ledger = ledger;
    this.#keyring = keyring;
    this.#height = options.height;
  }

  /** Reads what the store has of the wallet. */
  static open(options: WalletOptions): Wallet {
    const { ledger, keyring } = readLedger(options.store, options.keys);
    return new Wallet(options, ledger, keyring);
  }

  /** Sends leave at least so much in the wallet: what its channels may need. */
  keepBack(keep: () => Sat): void {
    this.#keep = keep;
  }

  /** What sends leave in the wallet. */
  get kept(): Sat {
    return this.#keep();
  }

  /** Publishes again what waits for a block: to be called after a restart. */
  async republish(): Promise<void> {
    for (const { tx } of this.#ledger.unconfirmed()) await this.#options.broadcaster.publish(tx);
  }

  get balance(): Balance {
    let [confirmed, unconfirmed, immature, reserved] = [0n, 0n, 0n, 0n];
    for (const coin of this.coins()) {
      if (coin.height === undefined) unconfirmed += coin.amount;
      else if (coin.spendable) confirmed += coin.amount;
      else immature += coin.amount;
      if (coin.owner !== undefined) reserved += coin.amount;
    }
    return {
      confirmed: confirmed as Sat,
      unconfirmed: unconfirmed as Sat,
      immature: immature as Sat,
      reserved: reserved as Sat,
    };
  }

  coins(): readonly Coin[] {
    return this.#ledger.coins(this.#height);
  }

  /** The recorded transaction without a block that spends `outPoint`, which need not be the wallet's. */
  waitingSpender(outPoint: OutPoint): Transaction | undefined {
    return this.#ledger.unconfirmedSpender(outPoint)?.tx;
  }

  /** Gives up a transaction without a block, which can't confirm any more: its coins are free again. Idempotent. */
  drop(txid: TxId): Promise<void> {
    return this.#exclusively(async () => {
      if (this.#ledger.entry(txid)?.height === undefined) await this.#commit(this.#ledger.drop(txid));
    });
  }

  /** A transaction of the wallet, as it was recorded or found in a block. */
  transaction(txid: TxId): WalletEntry | undefined {
    return this.#ledger.entry(txid);
  }

  /** An address that was not given out before. */
  newAddress(branch: WalletBranch = 'receive'): Promise<Address> {
    return this.#exclusively(async () => {
      const key = this.#keyring.next(branch);
      await this.#commit([{ type: 'key_used', key }]);
      const scriptPubKey = this.#keyring.script(key);
      return { scriptPubKey, address: this.#address(scriptPubKey) };
    });
  }

  /** Pays on chain: resolves when the transaction is stored and the server has accepted it, or cannot be reached now. */
  async send(request: SendRequest): Promise<Result<Payment, WalletError>> {
    const stored = await this.#exclusively(() => this.#storePayment(request));
    if (!stored.ok) return stored;
    const { tx, txid } = stored.value;
    // Outside of the exclusive part: a server that hangs must not hold up blocks.
    const outcome = await this.#options.broadcaster.publish(tx);
    if (outcome.type !== 'rejected') return stored;
    this.#options.broadcaster.forget(txid);
    await this.#exclusively(() => this.#commit(this.#ledger.drop(txid)));
    return err({ code: 'rejected', message: `the transaction was not accepted: ${outcome.reason}` });
  }

  /** Chooses coins for our part of a shared transaction and reserves them for `owner`, on disk. */
  fund(request: FundingRequest): Promise<Result<FundingContribution, WalletError>> {
    return this.#exclusively(async () => {
      const { amount, feerate, initiator, owner, confirmedOnly } = request;
      if (amount === 0n && !initiator) return ok({ amount, inputs: [], outputs: [] });
      const changeKey = this.#keyring.next('change');
      const changeScript = this.#keyring.script(changeKey);
      const required = this.#required(request);
      if (!required.ok) return required;
      const isRequired = new Set(required.value.map(({ outPoint }) => formatOutPoint(outPoint)));
      const selected = selectCoins({
        candidates: this.#candidates(request.replacing)
          .filter((coin) => coin.confirmed || !confirmedOnly)
          .filter(({ outPoint }) => !isRequired.has(formatOutPoint(outPoint))),
        required: required.value,
        amount,
        feerate,
        fixedWeight: initiator ? COMMON_WEIGHT + FUNDING_OUTPUT_WEIGHT : 0,
        changeScript,
      });
      if (!selected.ok) return selected;
      const { coins, change, fee } = selected.value;
      const refused = this.#keeps(request.keep, (amount + fee) as Sat, request.replacing);
      if (refused !== undefined) return refused;
      const used: LedgerChange[] = change > 0n ? [{ type: 'key_used', key: changeKey }] : [];
      const reserved = coins.map(({ outPoint }): LedgerChange => ({ type: 'reserved', outPoint, owner }));
      await this.#commit([...reserved, ...used]);
      const outputs = change > 0n ? [{ amount: change, scriptPubKey: changeScript }] : [];
      return ok({ amount, inputs: coins.map((coin) => this.#contribution(coin)), outputs });
    });
  }

  /** The owner's coins are free again, but for those to `keep`. Idempotent. */
  release(owner: string, keep: readonly OutPoint[] = []): Promise<void> {
    return this.#exclusively(() => this.#commit(this.#ledger.release(owner, keep)));
  }

  /** Frees what a crash left reserved: all but the coins of the owners that are alive. */
  async releaseAllBut(owners: ReadonlySet<string>): Promise<void> {
    for (const owner of this.#ledger.owners()) if (!owners.has(owner)) await this.release(owner);
  }

  /**
   * Takes in a transaction that waits for a block and concerns the wallet, such as a funding transaction or a close;
   * publishing it is its owner's business. False when a confirmed transaction spends the same.
   */
  record(tx: Transaction): Promise<boolean> {
    return this.#exclusively(async () => {
      const changes = this.#ledger.record(transactionId(tx), tx);
      if (changes !== undefined) await this.#commit(changes);
      return changes !== undefined;
    });
  }

  /**
   * Witnesses for inputs of the wallet. `spent` are the outputs that all inputs of `tx` spend, `ours` the inputs to
   * sign. Throws when one of these is not the wallet's.
   */
  sign(
    tx: Transaction,
    spent: readonly TxOutput[],
    ours: readonly number[],
  ): readonly (readonly Uint8Array[])[] {
    return signWalletInputs({ tx, spent, ours, keyring: this.#keyring, keys: this.#options.keys });
  }

  blockConnected(block: Block): Promise<void> {
    return this.#exclusively(async () => {
      await this.#commit(this.#ledger.connect(block));
      this.#height = block.height;
    });
  }

  blockDisconnected(block: BlockRef): Promise<void> {
    return this.#exclusively(async () => {
      await this.#commit(this.#ledger.disconnect(block.height));
      this.#height = block.height - 1;
    });
  }

  async #storePayment(request: SendRequest): Promise<Result<Payment, WalletError>> {
    const script = addressToScript(request.address, this.#options.network);
    if (!script.ok) return err({ code: 'invalid_address', message: script.error.message });
    const scriptPubKey = script.value;
    const changeKey = this.#keyring.next('change');
    const selected = this.#selectForPayment(request, scriptPubKey, this.#keyring.script(changeKey));
    if (!selected.ok) return selected;
    const { coins, amount, change, fee } = selected.value;
    if (amount < dustThreshold(scriptPubKey))
      return err({ code: 'amount_too_small', message: `${amount} sat is less than what is relayed: dust` });
    const changeOutput = { amount: change, scriptPubKey: this.#keyring.script(changeKey) };
    const outputs = [{ amount, scriptPubKey }, ...(change > 0n ? [changeOutput] : [])];
    const { tx, spent } = paymentTransaction(coins, outputs, this.#height);
    const signed = withWitnesses(tx, this.sign(tx, spent, [...spent.keys()]));
    const txid = transactionId(signed);
    const used: LedgerChange[] = change > 0n ? [{ type: 'key_used', key: changeKey }] : [];
    await this.#commit([...(this.#ledger.record(txid, signed) ?? []), ...used]);
    return ok({ txid, tx: signed, fee });
  }

  #selectForPayment(
    { amount, feerate }: SendRequest,
    scriptPubKey: Uint8Array,
    changeScript: Uint8Array,
  ): Result<{ coins: readonly Coin[]; amount: Sat; change: Sat; fee: Sat }, WalletError> {
    const keep = this.#keep();
    const candidates = this.#candidates();
    const fixedWeight = COMMON_WEIGHT + outputWeight(scriptPubKey);
    if (amount === 'all') {
      const changeWeight = keep > 0n ? outputWeight(changeScript) : 0;
      const all = selectAll({ candidates, feerate, fixedWeight: fixedWeight + changeWeight });
      if (!all.ok) return all;
      const left = (all.value.amount - keep) as Sat;
      return left > 0n ? ok({ ...all.value, amount: left, change: keep }) : reserveNeeded(keep);
    }
    const selected = selectCoins({ candidates, amount, feerate, fixedWeight, changeScript });
    if (!selected.ok) return selected;
    return this.#keeps(keep, (amount + selected.value.fee) as Sat) ?? ok({ ...selected.value, amount });
  }

  /** A refusal where less than `keep` would be left of what can be spent, once `spent` is gone. */
  #keeps(
    keep: Sat | undefined,
    spent: Sat,
    replacing?: readonly TxId[],
  ): Result<never, WalletError> | undefined {
    if (keep === undefined || keep === 0n) return undefined;
    const spendable = this.#candidates(replacing).reduce((sum, coin) => sum + coin.amount, 0n);
    return spendable - spent < keep ? reserveNeeded(keep) : undefined;
  }

  /** The coins that are spent in any case, which `owner` may have reserved. */
  #required({
    spending = [],
    replacing = [],
    owner,
  }: FundingRequest): Result<readonly (Coin & { readonly confirmed: boolean })[], WalletError> {
    if (spending.length === 0) return ok([]);
    if (replacing.some((txid) => this.#ledger.hasDependents(txid)))
      return err({ code: 'rejected', message: 'a payment spends the change of what would be replaced' });
    const known = new Map(
      this.#ledger
        .coins(this.#height, replacing)
        .filter((coin) => coin.spendable && (coin.owner === undefined || coin.owner === owner))
        .map((coin) => [formatOutPoint(coin.outPoint), coin]),
    );
    const coins = spending.flatMap((outPoint) => known.get(formatOutPoint(outPoint)) ?? []);
    if (coins.length < spending.length)
      return err({ code: 'insufficient_funds', message: 'a coin that has to be spent again is gone' });
    return ok(coins.map((coin) => ({ ...coin, confirmed: coin.height !== undefined })));
  }

  #candidates(replacing: readonly TxId[] = []): readonly (Coin & { readonly confirmed: boolean })[] {
    return this.#ledger
      .coins(this.#height, replacing)
      .filter((coin) => coin.spendable && coin.owner === undefined)
      .map((coin) => ({ ...coin, confirmed: coin.height !== undefined }));
  }

  #contribution(coin: Coin): ContributedCoin {
    const entry = this.#ledger.entry(coin.outPoint.txid);
    if (entry === undefined) throw new Error('a coin of no known transaction');
    return {
      previousTransaction: entry.tx,
      outputIndex: coin.outPoint.index,
      confirmed: coin.height !== undefined,
    };
  }

  #address(scriptPubKey: Uint8Array): string {
    const address = scriptToAddress(scriptPubKey, this.#options.network);
    if (address === undefined) throw new Error('the wallet has standard scripts only');
    return address;
  }

  async #commit(changes: readonly LedgerChange[]): Promise<void> {
    if (changes.length === 0) return;
    await this.#options.store.commit((tx) => writeChanges(tx, changes));
    this.#ledger.apply(changes);
  }

  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

function reserveNeeded(keep: Sat): Result<never, WalletError> {
  return err({
    code: 'insufficient_funds',
    message: `${keep} sat have to stay in the wallet, to pay for closing its channels by force`,
  });
}
