/** A node of the simulation: what outlives its processes, and the process that it has now. */
import type { DatabaseSync } from 'node:sqlite';
import type { ChannelPolicy } from '@sferic/channel';
import { bytesToHex, Secret, sha256 } from '@sferic/crypto';
import type { Sat } from '@sferic/wire';
import { DEFAULT_FORWARDING_POLICY, defaultChannelPolicy } from '../../../packages/node/src/defaults.ts';
import { createLogger, type LogFields, type Logger } from '../../../packages/node/src/log.ts';
import type {
  OwnInvoice,
  Payment,
  Receiver,
  RouteHintHop,
} from '../../../packages/node/src/payments/index.ts';
import type { ReceiptVerdict, ReceivedHtlc, Recipient } from '../../../packages/node/src/switch/index.ts';
import { NodeKeys } from '../../../packages/node/src/wallet/index.ts';
import type { Random } from '../random.ts';
import { type Activity, type Boundary, Life } from './life.ts';
import { NodeProcess } from './node-process.ts';
import type { Defect, Plant } from './plants.ts';
import type { Offered, SimChain } from './sim-chain.ts';
import type { SimClock } from './sim-clock.ts';
import { SimDisk } from './sim-disk.ts';

/** An HTLC that ends here and whose payee takes its time. */
export interface Held {
  readonly htlc: ReceivedHtlc;
  /** Lets the invoices decide, or decides instead. */
  readonly answer: (verdict?: ReceiptVerdict) => void;
}

export interface NodeModules {
  readonly chain: SimChain;
  readonly clock: SimClock;
  readonly activity: Activity;
  readonly random: Random;
  readonly routeHints: () => readonly (readonly RouteHintHop[])[];
  readonly defect: Defect | undefined;
  readonly limit: Sat;
  readonly mark: (what: string) => void;
  readonly offered: Offered;
  readonly paymentChanged: (node: SimNode, payment: Payment) => void;
  readonly invoiceChanged: (node: SimNode, invoice: OwnInvoice) => void;
  /** A node blames a peer, by its id, for a message. */
  readonly blamed: (node: SimNode, peer: string, code: string) => void;
  /** Something that must never happen: an invariant of a node broke. */
  readonly broke: (node: SimNode, reason: string) => void;
}

/** As a node has it, with shorter delays so that a close is over sooner. */
const SIMULATED_POLICY = {
  toSelfDelay: 40,
  irrevocableDepth: 20,
  closingDepth: 8,
} satisfies Partial<ChannelPolicy>;

export class SimNode {
  readonly index: number;
  readonly name: string;
  /** As hex. */
  readonly id: string;
  readonly keys: NodeKeys;
  readonly #disk = new SimDisk();
  readonly #modules: NodeModules;
  readonly #seed: Secret;
  life: Life | undefined;
  process: NodeProcess | undefined;
  /** Resolves when the process is there or has failed; never, if it dies on the way. */
  started: Promise<void> = Promise.resolve();
  /** While it is down: the height at which it died. */
  downSince: number | undefined;
  /** Boundaries that the next process survives. */
  nextCrash: number | undefined;
  held: readonly Held[] = [];
  #processes = 0;
  /** For planted defects. */
  readonly #memory = new Map<string, unknown>();

  constructor(index: number, seed: string, modules: NodeModules) {
    this.index = index;
    this.name = `node ${index}`;
    this.#modules = modules;
    const half = sha256(new TextEncoder().encode(`${seed} node ${index}`));
    this.#seed = new Secret(Uint8Array.from([...half, ...sha256(half)]));
    this.keys = new NodeKeys(this.#seed, 1);
    this.id = bytesToHex(this.keys.nodeId);
  }

  get isUp(): boolean {
    return this.process !== undefined;
  }

  /** Begins a process; it is there when it has come to rest, unless it died on the way. */
  start(): void {
    const { activity } = this.#modules;
    const life = new Life(activity, (at) => this.#died(at));
    this.life = life;
    this.downSince = undefined;
    this.held = [];
    this.#disk.isFull = false;
    if (this.nextCrash !== undefined) life.endIn(this.nextCrash);
    this.nextCrash = undefined;
    this.#processes++;
    this.started = NodeProcess.start(this.#options(life)).then(
      (process) => {
        if (!life.isOver) this.process = process;
      },
      (error: Error) => {
        if (!life.isOver) this.#modules.broke(this, `cannot start: ${error.stack}`);
      },
    );
  }

  get isDiskFull(): boolean {
    return this.#disk.isFull;
  }

  /** Until the next process. */
  fillDisk(): void {
    this.#disk.isFull = true;
  }

  /** Looks for blocks, in the background. */
  poll(): void {
    const { life, process } = this;
    process?.poll().catch((error: Error) => {
      if (life?.isOver === false && !this.#disk.isFull)
        this.#modules.broke(this, `cannot follow: ${error.stack}`);
    });
  }

  /** Takes away what the process had, once it is dead. */
  bury(): void {
    if (this.life?.isOver !== true || this.downSince !== undefined) return;
    this.process = undefined;
    this.held = [];
    this.downSince = this.#modules.chain.height;
  }

  /** The power fails. */
  kill(): void {
    this.life?.end();
    this.bury();
  }

  /** What is on its disk is changed while it is down. */
  alter(change: (database: DatabaseSync) => void): void {
    this.#disk.alter(change);
  }

  end(): void {
    this.kill();
    this.#disk.end();
  }

  #died(at: Boundary): void {
    this.#modules.mark(`crash: ${at}`);
  }

  #options(life: Life) {
    const { chain, clock, random, routeHints, defect, mark, offered, paymentChanged, invoiceChanged, limit } =
      this.#modules;
    const isRestart = this.#processes > 1;
    const chance = (oneIn: number) => random.below(oneIn) === 0;
    const plant: Plant = { defect, chance, isRestart, memory: this.#memory };
    return {
      disk: this.#disk.mount(life),
      transport: chain.transport(this.index, life, offered),
      seed: { mnemonic: this.#seed, bytes: this.#seed },
      now: () => clock.now,
      after: (milliseconds: number, callback: () => void) =>
        clock.after(milliseconds, () => {
          if (!life.isOver) callback();
        }),
      entropy: () => random.bytes(),
      policy: ({ chain: { chainHash } }: NodeProcess['chain']): ChannelPolicy => ({
        ...defaultChannelPolicy(chainHash, 3),
        ...SIMULATED_POLICY,
      }),
      forwardingPolicy: DEFAULT_FORWARDING_POLICY,
      fundingPolicy: { type: 'match', limit } as const,
      routeHints,
      plant,
      receiving: (receiver: Receiver) => this.#receiving(life, receiver),
      failed: (reason: string) => {
        mark(`failed: ${reason.slice(0, 40)}`);
      },
      paymentChanged: (payment: Payment) => {
        if (!life.isOver) paymentChanged(this, payment);
      },
      invoiceChanged: (invoice: () => OwnInvoice) => {
        if (!life.isOver) invoiceChanged(this, invoice());
      },
      log: this.#logger(),
    };
  }

  #receiving(life: Life, receiver: Receiver): Recipient {
    return {
      hasAccepted: (htlc) => receiver.hasAccepted(htlc),
      receive: async (htlc) => {
        // It stands by what it has accepted before a restart.
        if (receiver.hasAccepted(htlc)) return receiver.receive(htlc);
        const verdict = await new Promise<ReceiptVerdict | undefined>((answer) => {
          const held: Held = {
            htlc,
            answer: (given) => {
              this.held = this.held.filter((one) => one !== held);
              answer(given);
            },
          };
          if (!life.isOver) this.held = [...this.held, held];
        });
        return verdict ?? receiver.receive(htlc);
      },
    };
  }

  /** What nodes log as errors is counted, and what they blame their peers for is told; all of it is shown with SFERIC_TEST_LOG. */
  #logger(): Logger {
    const { mark, blamed } = this.#modules;
    const { SFERIC_TEST_LOG: level } = process.env;
    const shown = createLogger({
      level: level === 'debug' || level === 'info' || level === 'warn' ? level : 'error',
      format: 'text',
      write: (line) => {
        if (level !== undefined) process.stderr.write(`${this.name} ${line}`);
      },
      now: () => new Date(0),
    });
    const counting = (one: Logger, bound: LogFields): Logger => ({
      ...one,
      info: (message, fields) => {
        const what = TELLING.get(message);
        if (what !== undefined) mark(`${message}${what === '' ? '' : `: ${fields?.[what]}`}`);
        one.info(message, fields);
      },
      warn: (message, fields) => {
        const code = String(fields?.['code']);
        if (message === 'channel error' && code.startsWith('peer_') && code !== 'peer_sent_error')
          blamed(this, String(bound['peer']), code);
        one.warn(message, fields);
      },
      error: (message, fields) => {
        mark(`logged: ${message}`);
        one.error(message, fields);
      },
      with: (fields) => counting(one.with(fields), { ...bound, ...fields }),
    });
    return counting(shown, {});
  }
}

/** What is counted for the coverage, with the field that tells more. */
const TELLING: ReadonlyMap<string, string> = new Map([
  ['claiming', 'paths'],
  ['paying for a commitment through its anchor', ''],
  ['an attempt failed', 'code'],
  ['failed an HTLC', 'failure'],
]);
