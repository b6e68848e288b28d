/**
 * The peer's end of a channel with the subject: an end that obeys the protocol, for a test to bring to the point
 * at which it shall break it, and to look whether the channel still works.
 */
import assert from 'node:assert/strict';
import { contributionFee, formatTxid, storedState } from '@sferic/channel';
import { End, environment, originOf, POLICY, TestSigner } from '@sferic/channel/testing';
import { Secret, sha256 } from '@sferic/crypto';
import { decodeInvoice, type Invoice } from '@sferic/node';
import { createOnion, encodePayload, type HopPayload, onionSharedSecrets } from '@sferic/onion';
import {
  CHANNEL_PROTOCOL,
  type ChannelId,
  type ChannelMessage,
  decodeMessage,
  type OpenChannel2,
  protocolOf,
  type Sat,
  type SatPerKw,
  type ShortChannelId,
  type TxId,
  type UpdateAddHtlc,
  type UpdateFee,
  type WireMessage,
} from '@sferic/wire';
import { COIN_SCRIPT, type Coin, signCoins } from './coins.ts';
import type { RawPeer } from './raw-peer.ts';
import type { Subject } from './subject.ts';

/** What the peer puts into its channel. */
export const CHANNEL_SAT = 1_000_000n;
const FUNDING_FEERATE = 1000 as SatPerKw;
const COMMITMENT_FEERATE = 1000 as SatPerKw;

/** Changes a message on its way out; `undefined` keeps it back. */
export type Tamper = (message: WireMessage) => WireMessage | undefined;

export class PeerChannel {
  readonly peer: RawPeer;
  readonly end: End;
  /** Set to break the protocol in messages of the end that obeys it. */
  tamper: Tamper = (message) => message;
  readonly #subject: Subject;
  readonly #coin: Coin;
  #payments = 0;
  #opening: OpenChannel2 | undefined;

  constructor(peer: RawPeer, subject: Subject, coin: Coin, height: number) {
    this.peer = peer;
    this.#subject = subject;
    this.#coin = coin;
    const signer = new TestSigner(peer.name);
    const env = environment(signer, { ...POLICY, chainHash: subject.chain }, height);
    this.end = new End(peer.name, signer, { type: 'idle', remoteNodeId: subject.nodeId }, env);
    peer.onMessage = (message) => this.#receive(message);
  }

  get id(): ChannelId {
    const stored = storedState(this.end.state);
    assert(stored !== undefined && stored.type !== 'signing_funding', 'the channel is not open');
    return stored.params.channelId;
  }

  /** Wire order. */
  get fundingTxid(): TxId {
    const watch = this.end.effects.find((effect) => effect.type === 'watch');
    assert(watch?.type === 'watch', 'the funding transaction is not signed');
    return watch.watch.txid;
  }

  /** What `open` would say first, for a test to spoil. */
  openMessage(): OpenChannel2 {
    this.#commandOpen();
    this.end.sent = [];
    return this.openingMessage();
  }

  /** What `openMessage` has made, or the opening has begun with. */
  openingMessage(): OpenChannel2 {
    assert(this.#opening !== undefined, 'nothing is being opened');
    return this.#opening;
  }

  /** Opens the channel, up to the signed funding transaction. */
  async open(): Promise<void> {
    this.beginToOpen();
    await this.peer.until(
      () => storedState(this.end.state)?.type === 'wait_for_ready',
      'the funding transaction',
    );
  }

  /** Says `open_channel2`; what follows runs by itself. */
  beginToOpen(): void {
    this.#commandOpen();
    this.flush();
  }

  /** The funding transaction is deep enough for both. */
  async confirm(): Promise<void> {
    const txid = formatTxid(this.fundingTxid);
    const tip = (await this.#subject.call('getblockcount')) as number;
    for (let height = tip; height > 0; height--) {
      const hash = await this.#subject.call('getblockhash', height);
      const { tx } = (await this.#subject.call('getblock', hash, 1)) as { readonly tx: readonly string[] };
      const txIndex = tx.indexOf(txid);
      if (txIndex < 0) continue;
      this.end.env = { ...this.end.env, height: tip };
      this.end.input({
        type: 'chain',
        event: { type: 'funding_confirmed', txid: this.fundingTxid, height, txIndex },
      });
      this.end.input({ type: 'chain', event: { type: 'new_block', height: tip } });
      this.flush();
      await this.peer.until(() => this.end.state.type === 'normal', 'channel_ready');
      return;
    }
    assert.fail(`the funding transaction ${txid} is in no block`);
  }

  /** Connects again, as a peer does after a disconnection, and agrees on the state of the channel, or does not. */
  async reconnect(tamper: Tamper = (message) => message): Promise<void> {
    this.tamper = tamper;
    this.end.input({ type: 'disconnected' });
    this.end.sent = [];
    await this.peer.cut();
    await this.peer.begin();
    this.end.input({ type: 'connected' });
    this.flush();
    await this.peer.until(
      () => this.end.state.type === 'normal' || this.peer.isClosed,
      'channel_reestablish',
    );
  }

  /** Pays an invoice of the subject over this channel, and waits until it is settled for good. */
  async pay(amountMsat = 1_000_000n): Promise<void> {
    const text = await this.#subject.invoice(amountMsat);
    const invoice = decodeInvoice(text);
    assert(invoice.ok);
    const before = this.end.settlements.length;
    this.offer(this.htlcFor(invoice.value));
    await this.settled();
    const settlement = this.end.settlements[before];
    assert.equal(
      settlement?.outcome.type,
      'fulfill',
      `${this.peer.name}: a payment over the channel is not paid`,
    );
  }

  /** Offers an HTLC as the protocol has it: change and signature. */
  offer(htlc: Omit<UpdateAddHtlc, 'type' | 'channelId' | 'id'>): void {
    const { amountMsat: amount, paymentHash, cltvExpiry, onionRoutingPacket: onion } = htlc;
    this.#payments += 1;
    const origin = originOf(this.peer.name, this.#payments);
    this.end.do({ type: 'add_htlc', amount, paymentHash, cltvExpiry, onion, origin });
    this.flush();
  }

  /** An HTLC that pays an invoice; `payload` for an onion that says something else. */
  htlcFor(
    invoice: Invoice,
    payload?: Uint8Array,
    last: 'final' | 'forward' = 'final',
  ): Omit<UpdateAddHtlc, 'type' | 'channelId' | 'id'> {
    const { paymentHash, paymentSecret, amountMsat: amount } = invoice;
    assert(amount !== undefined);
    const cltvExpiry = this.end.env.height + 50;
    const final: HopPayload = {
      type: 'final',
      amtToForward: amount,
      outgoingCltvValue: cltvExpiry,
      paymentData: { paymentSecret, totalMsat: amount },
      customRecords: [],
    };
    const onion = this.#onion(paymentHash, payload ?? encodePayload(final), last);
    return { amountMsat: amount, paymentHash, cltvExpiry, onionRoutingPacket: onion };
  }

  /** Shared with the subject, and with whom it would forward to, by the onions of `htlcFor`. */
  sharedSecrets(paymentHash: Uint8Array): readonly Secret[] {
    return onionSharedSecrets(this.#sessionKey(paymentHash), [this.#subject.nodeId, this.peer.nodeId]);
  }

  feeMessage(feeratePerKw: SatPerKw): UpdateFee {
    return { type: 'update_fee', channelId: this.id, feeratePerKw };
  }

  #onion(paymentHash: Uint8Array, payload: Uint8Array, last: 'final' | 'forward'): Uint8Array {
    const own = { publicKey: this.#subject.nodeId, payload };
    // Whom the subject would forward to if it could: nobody reads this layer.
    const next = { publicKey: this.peer.nodeId, payload };
    const sessionKey = this.#sessionKey(paymentHash);
    const hops = last === 'final' ? [own] : [own, next];
    const created = createOnion({ sessionKey, associatedData: paymentHash, hops });
    assert(created.ok);
    return created.value.packet;
  }

  #sessionKey(paymentHash: Uint8Array): Secret {
    return new Secret(sha256(new TextEncoder().encode(this.peer.name), paymentHash));
  }

  /** Resolves when no HTLC is in the channel and every change is irrevocable. */
  async settled(): Promise<void> {
    await this.peer.until(() => this.#isQuiet() || this.peer.isClosed, 'the end of all HTLCs');
    if (!this.#isQuiet()) throw new Error(`closed with HTLCs in the channel; ${this.peer.describe()}`);
  }

  /** Sends what the end has to say, signs what is pending, and answers its wallet. */
  flush(): void {
    do {
      for (const bytes of this.end.sent.splice(0)) this.#send(bytes);
    } while (this.#serveWallet() || this.end.sign());
  }

  #commandOpen(): void {
    const amount = CHANNEL_SAT;
    const value = this.#coin.outputs[0]?.amount ?? 0n;
    const shape = { initiator: true, inputs: 1, witnessWeight: 108 };
    const fee = contributionFee(
      { ...shape, outputScripts: [new Uint8Array(34), COIN_SCRIPT] },
      FUNDING_FEERATE,
    );
    this.end.do({
      type: 'open',
      contribution: {
        amount: amount as never,
        inputs: [{ previousTransaction: this.#coin, outputIndex: 0, confirmed: true }],
        outputs: [{ amount: (value - amount - fee) as never, scriptPubKey: COIN_SCRIPT }],
      },
      fundingFeerate: FUNDING_FEERATE,
      commitmentFeerate: COMMITMENT_FEERATE,
      announce: false,
      requireConfirmedInputs: false,
      locktime: 0,
      alias: 7n as ShortChannelId,
    });
    const [bytes] = this.end.sent;
    const decoded = bytes && decodeMessage(bytes);
    assert(decoded?.ok && decoded.value.type === 'open_channel2');
    this.#opening = decoded.value;
  }

  #send(bytes: Uint8Array): void {
    const decoded = decodeMessage(bytes);
    assert(decoded.ok && decoded.value.type !== 'unknown_odd');
    const message = this.tamper(decoded.value);
    if (message !== undefined) this.peer.send(message);
  }

  #receive(message: WireMessage): void {
    if (!CHANNEL_TYPES.has(message.type) || protocolOf(message) !== CHANNEL_PROTOCOL) return;
    this.end.receiveMessage(message as ChannelMessage);
    this.flush();
  }

  #serveWallet(): boolean {
    const wanted = this.end.effects.findIndex(({ type }) => type === 'contribution_wanted');
    if (wanted >= 0) {
      this.end.effects.splice(wanted, 1);
      const contribution = { amount: 0n as Sat, inputs: [], outputs: [] };
      this.end.do({
        type: 'accept',
        contribution,
        requireConfirmedInputs: false,
        alias: 7n as ShortChannelId,
      });
      return true;
    }
    const index = this.end.effects.findIndex(({ type }) => type === 'sign_wallet_inputs');
    if (index < 0) return false;
    const [effect] = this.end.effects.splice(index, 1);
    assert(effect?.type === 'sign_wallet_inputs');
    const { transaction, spent, ours } = effect;
    this.end.input({ type: 'wallet_signed', witnesses: signCoins(transaction, spent, ours) });
    return true;
  }

  #isQuiet(): boolean {
    const { state } = this.end;
    if (state.type !== 'normal') return false;
    const { htlcs } = state.commitments.updates;
    return htlcs.local.size + htlcs.remote.size === 0;
  }
}

/** What concerns the channel and not the connection. A `warning` is for the test to see, and an `error` too. */
const CHANNEL_TYPES: ReadonlySet<WireMessage['type']> = new Set<WireMessage['type']>([
  'open_channel2',
  'accept_channel2',
  'tx_add_input',
  'tx_add_output',
  'tx_remove_input',
  'tx_remove_output',
  'tx_complete',
  'tx_signatures',
  'commitment_signed',
  'revoke_and_ack',
  'update_add_htlc',
  'update_fulfill_htlc',
  'update_fail_htlc',
  'update_fail_malformed_htlc',
  'update_fee',
  'channel_ready',
  'channel_reestablish',
]);
