/** All that one channel takes to the chain: one owner for each of its transactions until it is deep. */
import {
  type ChannelSigner,
  type ChannelState,
  type Claim,
  closingCandidates,
  storedState,
  type Transaction,
  transactionId,
} from '@sferic/channel';
import { equalBytes } from '@sferic/crypto';
import type { TxId } from '@sferic/wire';
import type { Broadcaster, FeeEstimates } from '../chain/index.ts';
import type { Logger } from '../log.ts';
import type { Wallet } from '../wallet/index.ts';
import { ClaimPublisher } from './claim-publisher.ts';
import { ClosingPublisher } from './closing-publisher.ts';
import { CommitmentPublisher } from './commitment-publisher.ts';
import { Published } from './published.ts';

export interface EnforcementModules {
  readonly wallet: Wallet;
  readonly broadcaster: Pick<Broadcaster, 'publish' | 'forget'>;
  /** Names the reservation of coins. */
  readonly owner: string;
  readonly signer: ChannelSigner;
  /** An output script of the wallet. */
  readonly scriptPubKey: Uint8Array;
  readonly height: () => number;
  readonly estimates: () => FeeEstimates;
  readonly log: Logger;
}

export class Enforcement {
  readonly #published: Published;
  readonly #claims: ClaimPublisher;
  readonly #commitments: CommitmentPublisher;
  readonly #closings: ClosingPublisher;
  #commitmentTxid: TxId | undefined;
  #publishing: Promise<unknown> = Promise.resolve();

  constructor(modules: EnforcementModules) {
    this.#published = new Published(modules);
    const common = { ...modules, published: this.#published };
    this.#claims = new ClaimPublisher(common);
    this.#commitments = new CommitmentPublisher(common);
    this.#closings = new ClosingPublisher(modules);
  }

  /** Of the transaction that is to close the channel, until a block decides. */
  get closingTxid(): TxId | undefined {
    return this.#closings.txid ?? this.#commitmentTxid;
  }

  /** Why the chain does not take the closing transaction that pays most, if it does not. */
  get closingRefusal(): string | undefined {
    return this.#closings.refusal;
  }

  /** The durable state is another: our commitments are paid for until something confirms. */
  changed(state: ChannelState): void {
    const stored = storedState(state);
    if (stored?.type === 'failed' || stored?.type === 'closing') this.#commitments.update(stored);
    if (stored?.type !== 'negotiating') this.#closings.end();
  }

  /** `state` is the durable one that the transaction follows from. */
  publish(state: ChannelState, transaction: Transaction): void {
    const stored = storedState(state);
    if (stored?.type === 'negotiating') {
      const alive = closingCandidates(stored).map(({ txid }) => txid);
      this.#closings.add(transaction, alive);
      return;
    }
    const closes = stored?.type === 'failed' || stored?.type === 'closing' ? stored : undefined;
    if (closes?.type === 'failed' && spendsFunding(closes.commitments.active, transaction))
      this.#commitmentTxid = transactionId(transaction);
    this.#publishing = this.#published.publish(transaction).then(() => {
      if (closes !== undefined) this.#commitments.add(closes, transaction);
    });
  }

  /** All that is to be claimed from now on. */
  claim(state: ChannelState, claims: readonly Claim[]): void {
    const stored = storedState(state);
    if (stored?.type === 'closing') this.#claims.update(stored, claims);
  }

  newHeight(): void {
    this.#claims.newHeight();
    this.#commitments.newHeight();
    this.#closings.newHeight();
  }

  /** Resolves when the chain's server has been offered what was published last, whatever it said. */
  async idle(): Promise<void> {
    const publishers = [this.#claims, this.#commitments, this.#closings];
    await Promise.all([this.#publishing, ...publishers.map((publisher) => publisher.idle())]);
  }

  /** The channel's end is deep in the chain. */
  forgetAll(): void {
    this.#published.forgetAll();
    this.#closings.end();
  }
}

function spendsFunding(fundings: readonly { readonly txid: TxId }[], { inputs }: Transaction): boolean {
  return fundings.some(({ txid }) => inputs.some(({ outPoint }) => equalBytes(outPoint.txid, txid)));
}
