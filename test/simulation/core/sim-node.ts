/** A node of the simulation: channels, a switch between them, a wallet and the claims; its process can die at any boundary. */
import type {
  ChannelCommand,
  ChannelEnv,
  ChannelPolicy,
  HtlcFacts,
  MustFail,
  Settlement,
} from '@sferic/channel';
import { bytesToHex, concatBytes, equalBytes } from '@sferic/crypto';
import type { Msat } from '@sferic/wire';
import { environment, TestSigner } from '../../../packages/channel/test/harness/index.ts';
import type { Random } from '../random.ts';
import { ClaimPublisher } from './claim-publisher.ts';
import type { Defect } from './defects.ts';
import { HOP_FEE, type Ledger, type Payment } from './ledger.ts';
import type { SimBlock, SimChain, WalletKey } from './sim-chain.ts';
import type { Host, SimChannel } from './sim-channel.ts';

/** Blocks between the expiries of a forward: the least that nodes are configured with. */
export const CLTV_DELTA = 40;
/** Of the last hop, from the height at which the payment leaves. */
const FINAL_DELTA = 34;
/** Blocks that must be left for a payee to show the preimage. */
const FINAL_MARGIN = 22;
/** Blocks that must be left for the next hop when an HTLC is forwarded. */
const FORWARD_MARGIN = 6;

const BUSY_ONE_IN = 4;

/** The process has died; only what is durable remains. */
export class Crash extends Error {}

/** What a forward came to, as the switch stores it before it acknowledges. */
interface Circuit {
  readonly outcome?: ChannelCommand;
}

export interface Held {
  readonly channel: SimChannel;
  readonly htlc: HtlcFacts;
  readonly payment: Payment;
}

export interface NodeModules {
  readonly chain: SimChain;
  readonly ledger: Ledger;
  readonly random: Random;
  readonly policy: ChannelPolicy;
  readonly defect: Defect | undefined;
  readonly mark: (what: string) => void;
  readonly send: (channel: SimChannel, bytes: Uint8Array) => void;
  readonly hangUp: (channel: SimChannel) => void;
}

export class SimNode implements Host {
  readonly index: number;
  readonly name: string;
  readonly wallet: WalletKey;
  readonly chain: SimChain;
  readonly defect: Defect | undefined;
  readonly mark: Host['mark'];
  readonly send: Host['send'];
  readonly hangUp: Host['hangUp'];
  readonly channels: SimChannel[] = [];
  readonly #modules: NodeModules;
  /** Set while the process is down: the height at which it died. */
  downSince: number | undefined;
  height: number;
  /** Boundaries until the process dies. */
  crashIn: number | undefined;
  /** Claims nothing, and resolves nothing. */
  idle = false;
  /** It has brought back old rows: what it remembers besides need not fit. */
  forgetful = false;
  /** Durable: by origin. */
  readonly #circuits = new Map<string, Circuit>();
  #held: Held[] = [];
  #tasks: (() => void)[] = [];
  #claims = new ClaimPublisher();

  constructor(index: number, wallet: WalletKey, modules: NodeModules) {
    this.index = index;
    this.name = `node ${index}`;
    this.wallet = wallet;
    this.#modules = modules;
    this.chain = modules.chain;
    this.defect = modules.defect;
    this.mark = modules.mark;
    this.send = modules.send;
    this.hangUp = modules.hangUp;
    this.height = modules.chain.height;
  }

  get up(): boolean {
    return this.downSince === undefined;
  }

  get held(): readonly Held[] {
    return this.#held;
  }

  /** Runs what the process does in one turn; false if it died. */
  run(turn: () => void): boolean {
    try {
      turn();
      for (let task = this.#tasks.shift(); task !== undefined; task = this.#tasks.shift()) task();
      return true;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      this.mark('crash');
      this.downSince = this.chain.height;
      this.#forget();
      return false;
    }
  }

  boundary(): void {
    if (this.crashIn === undefined) return;
    if (this.crashIn-- <= 0) throw new Crash(this.name);
  }

  later(task: () => void): void {
    this.#tasks.push(task);
  }

  chance(oneIn: number): boolean {
    return this.#modules.random.below(oneIn) === 0;
  }

  carelessSigner({ index }: SimChannel): TestSigner {
    return new TestSigner(signerName(index, this.index));
  }

  env(channel: SimChannel): ChannelEnv {
    const { policy, random } = this.#modules;
    return {
      ...environment(channel.signer as TestSigner, policy, this.height),
      now: this.chain.engine.time,
      shutdownScript: this.wallet.scriptPubKey,
      entropy: random.bytes(),
    };
  }

  /** All that the process had in memory. */
  #forget(): void {
    this.crashIn = undefined;
    this.#tasks = [];
    this.#held = [];
    this.#claims = new ClaimPublisher();
    for (const channel of this.channels) channel.stop();
  }

  restart(): boolean {
    this.downSince = undefined;
    this.#forget();
    if (this.defect === 'forget_circuits') this.#circuits.clear();
    return this.run(() => {
      this.height = this.chain.height;
      for (const channel of this.channels) {
        channel.restart();
        channel.disconnectAbove(this.height);
        channel.search();
        channel.newHeight(this.height);
      }
    });
  }

  connectBlock(block: SimBlock): void {
    this.run(() => {
      this.height = block.height;
      for (const channel of this.channels) {
        channel.connect(block);
        channel.newHeight(block.height);
      }
      if (this.defect === 'fail_early') this.#failExpired();
    });
    // A process has other things to do as well: at times a block passes before it claims.
    if (this.up && !this.idle && !this.chance(BUSY_ONE_IN)) this.run(() => this.#claim());
  }

  disconnectBlocks(height: number): void {
    this.run(() => {
      this.height = height;
      for (const channel of this.channels) {
        channel.disconnectAbove(height);
        channel.newHeight(height);
      }
    });
  }

  #claim(): void {
    for (const channel of this.channels) {
      for (const transaction of channel.publishing.values()) this.chain.offer(this.name, transaction);
      this.#claims.publish(channel, this.height, this.wallet);
    }
  }

  /** Offers a payment of its own. */
  pay(payment: Payment): void {
    const channel = this.#towards(payment.to);
    if (channel.isOver) return;
    const hops = Math.abs(payment.to - this.index);
    const refusal = channel.command({
      type: 'add_htlc',
      amount: this.#modules.ledger.costOf(payment) as Msat,
      paymentHash: payment.paymentHash,
      cltvExpiry: this.height + FINAL_DELTA + CLTV_DELTA * (hops - 1),
      onion: new Uint8Array(1366),
      origin: paymentOrigin(payment),
    });
    if (refusal === undefined) payment.offered = true;
    else payment.outcomes.add('refused');
  }

  #towards(node: number): SimChannel {
    const channel = this.channels.find(
      ({ index }) => index === (node > this.index ? this.index : this.index - 1),
    );
    if (channel === undefined) throw new Error(`${this.name} has no way to ${node}`);
    return channel;
  }

  htlcReceived(channel: SimChannel, htlc: HtlcFacts, mustFail: MustFail | undefined): void {
    const payment = this.#modules.ledger.byHash(htlc.paymentHash);
    // What was begun before a restart stands, whatever the channel's policy says since.
    const isBegun =
      this.#circuits.has(bytesToHex(forwardOrigin(channel.index, htlc.id))) || payment?.released === true;
    if (payment === undefined || (mustFail !== undefined && !isBegun))
      this.#remove(channel, failure(htlc.id));
    else if (payment.to === this.index) this.#held.push({ channel, htlc, payment });
    else this.#forward(channel, htlc, payment);
  }

  /** As the payee: takes an HTLC that is held, or refuses it. */
  resolve({ channel, htlc, payment }: Held, takes: boolean, late = false): void {
    this.#held = this.#held.filter((one) => one.htlc !== htlc);
    const inTime = htlc.cltvExpiry > this.height + FINAL_MARGIN;
    // Two parts of one payment, or too little: an honest payee takes neither.
    if (!takes || (!inTime && !late) || htlc.amount < payment.amount) {
      this.#remove(channel, failure(htlc.id));
      return;
    }
    try {
      this.#remove(channel, { type: 'fulfill_htlc', htlcId: htlc.id, preimage: payment.preimage });
    } finally {
      // Also if the process dies: what is durable will be said.
      payment.released ||= isFulfilled(channel, htlc.id);
    }
  }

  #forward(channel: SimChannel, htlc: HtlcFacts, payment: Payment): void {
    const origin = forwardOrigin(channel.index, htlc.id);
    const key = bytesToHex(origin);
    const circuit = this.#circuits.get(key);
    if (circuit?.outcome !== undefined) {
      this.#remove(channel, circuit.outcome);
      return;
    }
    const next = this.channels.find((other) => other !== channel);
    if (next === undefined || payment.from === this.index) {
      this.#remove(channel, failure(htlc.id));
      return;
    }
    if (circuit !== undefined && holds(next, origin)) return;
    this.boundary();
    this.#circuits.set(key, {});
    this.boundary();
    const cltvExpiry = htlc.cltvExpiry - CLTV_DELTA;
    const amount = htlc.amount - HOP_FEE;
    const refusal =
      cltvExpiry <= this.height + FORWARD_MARGIN || amount <= 0n
        ? 'too late or too little'
        : next.command({
            type: 'add_htlc',
            amount: amount as Msat,
            paymentHash: htlc.paymentHash,
            cltvExpiry,
            onion: htlc.onion,
            origin,
          });
    if (refusal !== undefined) this.#decide(channel, key, failure(htlc.id));
    else this.mark('forwarded');
  }

  htlcSettled(channel: SimChannel, { origin, outcome, paymentHash }: Settlement): void {
    const onChain = channel.stored?.type === 'closing';
    if (onChain) this.mark(`settled on chain: ${outcome.type}`);
    const payment = this.#modules.ledger.byHash(paymentHash);
    if (origin[0] === FORWARD) {
      const [incoming, id] = readForwardOrigin(origin);
      const forgets = this.defect === 'forget_preimage' && onChain && outcome.type === 'fulfill';
      const from = this.channels.find(({ index }) => index === incoming);
      if (from !== undefined && !forgets) {
        const command: ChannelCommand =
          outcome.type === 'fulfill'
            ? { type: 'fulfill_htlc', htlcId: id, preimage: outcome.preimage }
            : failure(id);
        this.boundary();
        this.#circuits.set(bytesToHex(origin), { outcome: command });
        this.boundary();
        channel.command({ type: 'acknowledge_settlement', origin });
        if (onChain && from.stored?.type === 'closing') this.mark('settled on chain upstream and downstream');
        this.#remove(from, command);
        return;
      }
    } else if (payment !== undefined) {
      payment.outcomes.add(outcome.type);
    }
    channel.command({ type: 'acknowledge_settlement', origin });
  }

  #decide(channel: SimChannel, key: string, outcome: ChannelCommand): void {
    this.boundary();
    this.#circuits.set(key, { outcome });
    this.boundary();
    this.#remove(channel, outcome);
  }

  #remove(channel: SimChannel, command: ChannelCommand): void {
    if (channel.isOver) return;
    const refusal = channel.command(command);
    if (refusal !== undefined && !this.forgetful)
      throw new Error(`${this.name}: ${command.type}: ${refusal.message}`);
  }

  /** The defect `fail_early`. */
  #failExpired(): void {
    for (const channel of this.channels) {
      const { stored } = channel;
      if (stored === undefined || stored.type === 'signing_funding') continue;
      for (const { facts } of stored.commitments.updates.htlcs.local.values()) {
        const origin = facts.origin ?? new Uint8Array(1);
        if (facts.cltvExpiry > this.height || origin[0] !== FORWARD) continue;
        const [incoming, id] = readForwardOrigin(origin);
        const from = this.channels.find(({ index }) => index === incoming);
        if (from !== undefined) this.#remove(from, failure(id));
      }
    }
  }
}

/** What the keys of an end are derived from. */
export function signerName(channel: number, node: number): string {
  return `channel ${channel} of node ${node}`;
}

const FORWARD = 1;
const PAYMENT = 2;

function forwardOrigin(channel: number, id: bigint): Uint8Array {
  const bytes = new Uint8Array(10);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, FORWARD);
  view.setUint8(1, channel);
  view.setBigUint64(2, id);
  return bytes;
}

function readForwardOrigin(origin: Uint8Array): readonly [number, bigint] {
  const view = new DataView(origin.buffer, origin.byteOffset);
  return [view.getUint8(1), view.getBigUint64(2)];
}

function paymentOrigin({ number }: Payment): Uint8Array {
  return concatBytes(Uint8Array.of(PAYMENT, number >> 8, number & 0xff));
}

function failure(htlcId: bigint): ChannelCommand {
  return { type: 'fail_htlc', htlcId, reason: new Uint8Array(292) };
}

/** Whether a channel has an HTLC with this origin, or its outcome. */
function holds({ stored }: SimChannel, origin: Uint8Array): boolean {
  if (stored === undefined || stored.type === 'signing_funding') return false;
  const { updates, settlements } = stored.commitments;
  return (
    settlements.has(bytesToHex(origin)) ||
    [...updates.htlcs.local.values()].some(
      ({ facts }) => facts.origin !== undefined && equalBytes(facts.origin, origin),
    )
  );
}

function isFulfilled({ stored }: SimChannel, id: bigint): boolean {
  if (stored === undefined || stored.type === 'signing_funding') return false;
  return stored.commitments.updates.htlcs.remote.get(id)?.removal?.type === 'fulfill';
}
