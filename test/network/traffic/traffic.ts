/** Everybody pays everybody by lot, several at a time, while nodes leave and return. */
import type { PaymentInfo } from '@sferic/node';
import type { Random } from '../../chaos/random.ts';
import type { TestNode } from '../local-network.ts';
import { type FlowEdge, maxFlow } from './max-flow.ts';
import { type OnItsWay, roomNow } from './room.ts';
import { logUniform } from './topology.ts';
import type { Town } from './town.ts';

export interface TrafficOptions {
  readonly payments: number;
  /** Payments at a time. */
  readonly atOnce: number;
  /** How often a node leaves. */
  readonly leaves: number;
  readonly random: Random;
  /** Told after each payment. */
  readonly progress?: (made: readonly MadePayment[]) => void;
}

export interface MadePayment {
  readonly payer: string;
  readonly payee: string;
  readonly amount: bigint;
  /** What could have got there when it began. */
  readonly maxFlow: bigint;
  readonly info: PaymentInfo;
  readonly milliseconds: number;
  /** Payer or payee left while it was on its way. */
  readonly endLeft: boolean;
}

export interface Traffic {
  readonly made: readonly MadePayment[];
  readonly returns: number;
  readonly milliseconds: number;
}

const LEAST_MSAT = 1000;
const LEAST_AWAY_MS = 300;
const MOST_AWAY_MS = 3000;
/** Nodes that are away at once: most of the network has to be there. */
const AWAY_PART = 0.1;
/** Draws of two ends between which nothing can flow, one after another, before the network counts as stuck. */
const MAX_DRAWS = 10_000;
const POLL_MS = 10;

interface Drawn {
  readonly payer: string;
  readonly payee: string;
  readonly amount: bigint;
  readonly maxFlow: bigint;
}

export async function runTraffic(town: Town, options: TrafficOptions): Promise<Traffic> {
  const started = performance.now();
  const run = new Run(town, options);
  await run.run();
  return { made: run.made, returns: run.returns, milliseconds: performance.now() - started };
}

class Run {
  readonly made: MadePayment[] = [];
  returns = 0;
  readonly #town: Town;
  readonly #options: TrafficOptions;
  /** By node id. */
  readonly #present: Map<string, TestNode>;
  /** How often each has left. */
  readonly #departures = new Map<string, number>();
  readonly #onTheirWay = new Map<string, OnItsWay>();
  readonly #absences: Promise<void>[] = [];
  /** Draws, and what they follow from, one after another. */
  #turn: Promise<unknown> = Promise.resolve();
  #drawn = 0;

  constructor(town: Town, options: TrafficOptions) {
    this.#town = town;
    this.#options = options;
    this.#present = new Map(town.nodes);
  }

  async run(): Promise<void> {
    const payers = Array.from({ length: this.#options.atOnce }, async () => {
      while (this.#drawn < this.#options.payments) {
        this.#drawn++;
        await this.#payOnce(this.#drawn);
      }
    });
    await Promise.all(payers);
    await Promise.all(this.#absences);
  }

  async #payOnce(number: number): Promise<void> {
    const { payments, leaves, progress } = this.#options;
    const started = performance.now();
    const begun = await this.#inTurn(async () => {
      const isTime =
        Math.floor((number * leaves) / payments) > Math.floor(((number - 1) * leaves) / payments);
      if (isTime) await this.#leave();
      const drawn = await this.#draw();
      return { drawn, departures: this.#departuresOf(drawn), paymentHash: await this.#begin(drawn) };
    });
    const { drawn, departures, paymentHash } = begun;
    const info = await this.#outcome(drawn.payer, paymentHash);
    this.#onTheirWay.delete(paymentHash);
    const endLeft = this.#departuresOf(drawn) > departures;
    this.made.push({ ...drawn, info, endLeft, milliseconds: performance.now() - started });
    progress?.(this.made);
  }

  /** Two ends between which a satoshi is half of what can flow at least, and an amount up to that half. */
  async #draw(): Promise<Drawn> {
    const { random } = this.#options;
    const edges = await this.#room();
    for (let draw = 0; draw < MAX_DRAWS; draw++) {
      const [payer, payee] = random.some([...this.#present.keys()], 2);
      if (payer === undefined || payee === undefined) break;
      const flow = maxFlow(edges, payer, payee);
      const most = Number(flow / 2n);
      if (most < LEAST_MSAT) continue;
      return {
        payer,
        payee,
        amount: BigInt(Math.floor(logUniform(LEAST_MSAT, most, random))),
        maxFlow: flow,
      };
    }
    throw new Error('nobody can pay anybody any more');
  }

  async #room(): Promise<readonly FlowEdge[]> {
    for (const one of this.#onTheirWay.values()) {
      const info = await this.#look(one.payer, one.paymentHash);
      if (info !== undefined) this.#onTheirWay.set(one.paymentHash, { ...one, info });
    }
    return roomNow(this.#present, this.#onTheirWay.values());
  }

  /** Returns the payment's hash once its first parts are on their way: the next draw sees them. */
  async #begin({ payer, payee, amount }: Drawn): Promise<string> {
    const { service } = this.#at(payer);
    const { invoice, paymentHash } = await this.#at(payee).service.createInvoice({
      amountMsat: amount.toString(),
    });
    // Whether it has succeeded its record says: who waits for it may be gone by then.
    service.pay({ invoice }).catch(() => undefined);
    for (;;) {
      const info = await this.#look(payer, paymentHash);
      this.#onTheirWay.set(paymentHash, { payer, paymentHash, info });
      if (info !== undefined && (info.attempts.length > 0 || info.state !== 'pending')) return paymentHash;
      await pause(POLL_MS);
    }
  }

  /** Resolves when nothing of the payment is on its way any more. */
  async #outcome(payer: string, paymentHash: string): Promise<PaymentInfo> {
    for (;;) {
      const info = await this.#look(payer, paymentHash);
      if (
        info !== undefined &&
        info.state !== 'pending' &&
        info.attempts.every(({ state }) => state !== 'pending')
      )
        return info;
      await pause(POLL_MS);
    }
  }

  /** What the payer tells of a payment; nothing while it is away. */
  async #look(payer: string, paymentHash: string): Promise<PaymentInfo | undefined> {
    const node = this.#present.get(payer);
    return node?.service.payment(paymentHash).catch(() => undefined);
  }

  /** One of those present stops, and comes back a little later. */
  async #leave(): Promise<void> {
    const { random } = this.#options;
    const away = this.#town.nodes.size - this.#present.size;
    if (away >= Math.max(1, Math.floor(this.#town.nodes.size * AWAY_PART))) await this.#absences.at(-1);
    const [id, node] = random.pick([...this.#present]);
    const milliseconds = LEAST_AWAY_MS + random.below(MOST_AWAY_MS - LEAST_AWAY_MS);
    this.#present.delete(id);
    this.#departures.set(id, (this.#departures.get(id) ?? 0) + 1);
    await node.stop();
    this.#absences.push(
      pause(milliseconds)
        .then(() => node.start())
        .then(() => {
          this.#present.set(id, node);
          this.returns++;
        }),
    );
  }

  #departuresOf({ payer, payee }: Drawn): number {
    return (this.#departures.get(payer) ?? 0) + (this.#departures.get(payee) ?? 0);
  }

  #at(id: string): TestNode {
    const node = this.#present.get(id);
    if (node === undefined) throw new Error(`${id} is away`);
    return node;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
