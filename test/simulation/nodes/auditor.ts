/**
 * Judges a run from what everybody can see: the blocks, the messages on the wires, and what nodes tell their users. It shares no
 * code with the nodes that it audits.
 */
import { bytesToHex } from '@sferic/crypto';
import { type ChainEngine, displayId, outPointKey, type Tx, txid } from '@sferic/regtest';
import { decodeMessage } from '@sferic/wire';
import { type AuditedChannel, commitmentNumber, sum, Violation } from '../audit.ts';
import type { Ledger, LedgerPayment } from './ledger.ts';

/** What no HTLC transaction of the simulated channels is made for. */
export const DUST_LIMIT = 354n;
/** A claim whose fee is more than it brings waits for lower feerates, and for ever if they do not come. */
const UNECONOMICAL = 6_000n;
/** For each channel of a node: a balance below the dust limit has no output. */
const TRIMMED_BALANCE = DUST_LIMIT;
/** Messages on one wire: more means that something answers itself. */
export const MAX_QUEUE = 600;

export interface AuditedNode {
  readonly index: number;
  readonly name: string;
  readonly isHonest: boolean;
  /** Satoshis in wallet and channels at the start. */
  readonly start: bigint;
}

/** An HTLC of a channel: who offered it follows from the route. */
export interface HtlcName {
  readonly channel: number;
  readonly id: bigint;
}

/** What a node tells its user at the end. */
export interface Statement {
  readonly node: number;
  readonly coins: readonly {
    readonly txid: Uint8Array;
    readonly index: number;
    readonly amount: bigint;
    readonly script: Uint8Array;
  }[];
  /** Whether it is a script of the wallet. */
  readonly owns: (script: Uint8Array) => boolean;
  /** By payment hash as hex: what the user has spent, fees included, if it succeeded. In millisatoshis. */
  readonly sent: ReadonlyMap<string, { readonly state: string; readonly spent: bigint }>;
  readonly received: ReadonlyMap<string, bigint>;
  readonly forwards: readonly {
    readonly incoming: HtlcName;
    readonly outgoing: HtlcName;
    readonly amount: bigint;
    readonly succeeded: boolean;
  }[];
}

interface Output {
  readonly value: bigint;
  readonly scriptPubKey: Uint8Array;
  /** The channels that it descends from. */
  readonly channels: readonly number[];
}

interface Books {
  readonly unspent: ReadonlyMap<string, Output>;
  /** Paid in fees of transactions that concern a node, by node. */
  readonly fees: readonly bigint[];
}

export class Auditor {
  readonly #engine: ChainEngine;
  readonly #ledger: Ledger;
  readonly #nodes: readonly AuditedNode[];
  readonly #channels: readonly AuditedChannel[];
  readonly #fundings: ReadonlyMap<string, number>;
  readonly #from: number;
  /** Secrets that each end has sent, by channel and node. */
  readonly #revealed = new Map<string, Set<string>>();
  readonly #offered = new Set<string>();

  constructor(
    engine: ChainEngine,
    ledger: Ledger,
    nodes: readonly AuditedNode[],
    channels: readonly AuditedChannel[],
  ) {
    this.#engine = engine;
    this.#ledger = ledger;
    this.#nodes = nodes;
    this.#channels = channels;
    this.#fundings = new Map(channels.map(({ outPoint }, index) => [outPointKey(outPoint), index]));
    this.#from = engine.tip.height + 1;
  }

  /** A message leaves a node. */
  heard(channel: number, node: number, bytes: Uint8Array): void {
    const message = decodeMessage(bytes);
    if (!message.ok || message.value.type !== 'revoke_and_ack') return;
    const key = `${channel} ${node}`;
    const secrets = this.#revealed.get(key) ?? new Set();
    secrets.add(bytesToHex(message.value.perCommitmentSecret));
    this.#revealed.set(key, secrets);
  }

  /**
   * A node offers a transaction to the chain: no honest one may offer what it has revoked. Only it can be the first to offer a
   * commitment of its own; after a reorganisation it may repeat one of its peer's.
   */
  offered(node: number, tx: Tx): void {
    const { isHonest, name } = this.#nodes[node] ?? { isHonest: false, name: '' };
    const id = displayId(txid(tx));
    if (this.#offered.has(id)) return;
    this.#offered.add(id);
    if (!isHonest) return;
    for (const { prevout } of tx.inputs) {
      const index = this.#fundings.get(outPointKey(prevout));
      const channel = this.#channels[index ?? -1];
      const number = channel && commitmentNumber(tx, channel);
      const revoked = this.#revealed.get(`${index} ${node}`)?.size ?? 0;
      if (number !== undefined && number < revoked)
        throw new Violation(`${name} published its commitment ${number} after revoking ${revoked}`);
    }
  }

  /** When everything is over: who has what. */
  settle(statements: readonly Statement[]): void {
    const books = this.#readBlocks(statements);
    const claimed = new Set<string>();
    for (const statement of statements) {
      const node = this.#nodes[statement.node];
      if (node?.isHonest !== true) continue;
      this.#judgeWealth(node, statement, this.#wealthOf(node, statement, books, claimed), books);
      this.#judgePayments(node, statement);
    }
    this.#judgeForwards(statements);
    if (this.#nodes.every(({ isHonest }) => isHonest)) this.#judgeAgreement(statements);
  }

  /** A wallet's word is checked against the chain, and no coin counts twice. */
  #wealthOf({ name }: AuditedNode, { coins, owns }: Statement, books: Books, claimed: Set<string>): bigint {
    let wealth = 0n;
    for (const coin of coins) {
      const key = outPointKey(coin);
      const output = books.unspent.get(key);
      if (output?.value !== coin.amount || claimed.has(key))
        throw new Violation(`${name} counts a coin that it does not have: ${key}`);
      claimed.add(key);
      wealth += coin.amount;
    }
    for (const [key, { value, scriptPubKey }] of books.unspent)
      if (owns(scriptPubKey) && !claimed.has(key))
        throw new Violation(
          `${name} does not know of its coin ${displayId(Buffer.from(key.slice(0, 64), 'hex'))} of ${value} sat`,
        );
    return wealth;
  }

  #judgeWealth(node: AuditedNode, { sent, received }: Statement, wealth: bigint, books: Books): void {
    let owed = node.start * 1000n;
    for (const { spent, state } of sent.values()) if (state === 'succeeded') owed -= spent;
    for (const amount of received.values()) owed += amount;
    const slack = this.#slackOf(node, books);
    if (wealth + slack < owed / 1000n)
      throw new Violation(
        `${node.name} has ${wealth} sat and is owed ${owed / 1000n}, with at most ${slack} of fees and dust`,
      );
  }

  /** The most that may be missing, in satoshis, for reasons that are nobody's fault. */
  #slackOf({ index }: AuditedNode, { unspent, fees }: Books): bigint {
    const own = new Set(
      this.#channels.flatMap(({ ends }, channel) => (ends.includes(index) ? [channel] : [])),
    );
    let slack = fees[index] ?? 0n;
    for (const { value, channels } of unspent.values())
      if (value < UNECONOMICAL && channels.some((channel) => own.has(channel))) slack += value;
    // A hop's HTLC is a little larger than what the payee gets: its fee.
    for (const payment of this.#ledger.payments)
      if (isDust(payment) && passes(payment, index)) slack += payment.amount / 1000n + 10n;
    return slack + TRIMMED_BALANCE * BigInt(own.size) + 1n;
  }

  #judgePayments({ index, name }: AuditedNode, { sent }: Statement): void {
    for (const { number, hash, from, told } of this.#ledger.payments) {
      if (from !== index) continue;
      const state = sent.get(hash)?.state;
      if (state === 'pending') throw new Violation(`payment ${number} of ${name} is in flight for ever`);
      if (told.has('succeeded') && state !== 'succeeded')
        throw new Violation(`payment ${number} of ${name} had succeeded, and is ${state} now`);
    }
  }

  /** What one honest node says of an HTLC that it offered, the honest node that it was offered to must say too. */
  #judgeForwards(statements: readonly Statement[]): void {
    const honest = statements.filter(({ node }) => this.#nodes[node]?.isHonest === true);
    const incoming = new Map<string, Statement['forwards'][number]>(
      honest.flatMap(({ node, forwards }) =>
        forwards.map((forward) => [`${node} ${nameOf(forward.incoming)}`, forward] as const),
      ),
    );
    for (const { node, forwards } of honest)
      for (const { outgoing, succeeded, amount } of forwards) {
        const next = this.#channels[outgoing.channel]?.ends.find((end) => end !== node);
        const other = incoming.get(`${next} ${nameOf(outgoing)}`);
        if (other !== undefined && other.succeeded !== succeeded && amount >= DUST_LIMIT * 1000n)
          throw new Violation(
            `an HTLC of channel ${outgoing.channel} has two outcomes: node ${node} and node ${next} do not agree`,
          );
      }
  }

  /** Where everybody is honest, a payment has succeeded if and only if it was received. */
  #judgeAgreement(statements: readonly Statement[]): void {
    for (const payment of this.#ledger.payments) {
      const { number, hash, from, to } = payment;
      const isSent = statements[from]?.sent.get(hash)?.state === 'succeeded';
      const isReceived = statements[to]?.received.has(hash) === true;
      if (isSent && !isReceived) throw new Violation(`payment ${number} was paid for without its payee`);
      if (isReceived && !isSent && !isDust(payment))
        throw new Violation(
          `payment ${number} was taken by its payee, and its payer was told that it failed`,
        );
    }
  }

  #readBlocks(statements: readonly Statement[]): Books {
    const unspent = new Map<string, Output>();
    const fees = this.#nodes.map(() => 0n);
    for (let height = 1; height <= this.#engine.tip.height; height++) {
      for (const tx of this.#engine.blockAt(height)?.block.transactions ?? []) {
        const spent = tx.inputs.flatMap(({ prevout }) => unspent.get(outPointKey(prevout)) ?? []);
        const opened = tx.inputs.flatMap(({ prevout }) => this.#fundings.get(outPointKey(prevout)) ?? []);
        const channels = [...new Set([...opened, ...spent.flatMap((output) => output.channels)])];
        const made = tx.outputs.map(({ value, scriptPubKey }): Output => ({ value, scriptPubKey, channels }));
        // A reorganisation may put what comes from a channel below where the run began.
        if (height >= this.#from || channels.length > 0) {
          const payers = new Set(opened.flatMap((index) => this.#channels[index]?.ends ?? []));
          for (const { node, owns } of statements)
            if ([...spent, ...made].some(({ scriptPubKey }) => owns(scriptPubKey))) payers.add(node);
          const fee = sum(spent) - sum(made);
          for (const payer of payers) fees[payer] = (fees[payer] ?? 0n) + fee;
        }
        for (const { prevout } of tx.inputs) unspent.delete(outPointKey(prevout));
        const id = txid(tx);
        for (const [index, output] of made.entries()) unspent.set(outPointKey({ txid: id, index }), output);
      }
    }
    return { unspent, fees };
  }
}

function isDust({ amount }: LedgerPayment): boolean {
  return amount < (DUST_LIMIT + 10n) * 1000n;
}

/** Nodes stand in a line. */
function passes({ from, to }: LedgerPayment, node: number): boolean {
  return Math.min(from, to) <= node && node <= Math.max(from, to);
}

function nameOf({ channel, id }: HtlcName): string {
  return `${channel} ${id}`;
}
