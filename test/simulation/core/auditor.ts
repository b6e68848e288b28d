/**
 * Judges a run from what everybody can see: the blocks, the messages on the wires and what was promised. It shares no code with
 * the nodes that it audits.
 */
import { bytesToHex } from '@sferic/crypto';
import { type ChainEngine, displayId, outPointKey, txid } from '@sferic/regtest';
import { decodeMessage } from '@sferic/wire';
import { type AuditedChannel, commitmentNumber, sum, Violation } from '../audit.ts';
import type { Ledger } from './ledger.ts';

/** What no HTLC transaction of the simulated channels is made for. */
export const DUST_LIMIT = 354n;
/** Two anchors, which the opener pays. */
const ANCHORS = 660n;
/** Outputs below it may cost more than they bring. */
const UNECONOMICAL = 6_000n;
/** Balances below the dust limit and rounding to whole satoshis, for each channel of a node. */
const ROUNDING = 400n;
/** Messages on one wire: more means that something answers itself. */
export const MAX_QUEUE = 600;

export interface AuditedNode {
  readonly index: number;
  readonly name: string;
  readonly honest: boolean;
  readonly script: Uint8Array;
  /** Satoshis in wallet and channels at the start. */
  readonly start: bigint;
}

interface Owned {
  readonly value: bigint;
  readonly script: string;
  readonly ofChannel: boolean;
}

export class Auditor {
  readonly #engine: ChainEngine;
  readonly #ledger: Ledger;
  readonly #nodes: readonly AuditedNode[];
  readonly #channels: readonly AuditedChannel[];
  readonly #offeredBy: ReadonlyMap<string, string>;
  /** Secrets that each end has sent, by channel and node. */
  readonly #revealed = new Map<string, Set<string>>();
  #judged = new Set<string>();

  constructor(
    engine: ChainEngine,
    ledger: Ledger,
    nodes: readonly AuditedNode[],
    channels: readonly AuditedChannel[],
    offeredBy: ReadonlyMap<string, string>,
  ) {
    this.#engine = engine;
    this.#ledger = ledger;
    this.#nodes = nodes;
    this.#channels = channels;
    this.#offeredBy = offeredBy;
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

  /** After every step: what waits for a block must not be what an honest node has revoked. */
  watchMempool(): void {
    for (const { tx, txid: id } of this.#engine.mempool()) {
      const display = displayId(id);
      if (this.#judged.has(display)) continue;
      this.#judged.add(display);
      const channel = this.#channels.findIndex(({ outPoint }) =>
        tx.inputs.some(({ prevout }) => outPointKey(prevout) === outPointKey(outPoint)),
      );
      const node = this.#nodes.find(({ name }) => name === this.#offeredBy.get(display));
      const audited = this.#channels[channel];
      if (audited === undefined || node?.honest !== true) continue;
      const number = commitmentNumber(tx, audited);
      const revoked = this.#revealed.get(`${channel} ${node.index}`)?.size ?? 0;
      if (number !== undefined && number < revoked)
        throw new Violation(`${node.name} published its commitment ${number} after revoking ${revoked}`);
    }
  }

  /** When everything is over: who has what. */
  settle(): void {
    const { outputs, fees } = this.#readBlocks();
    for (const node of this.#nodes) if (node.honest) this.#judge(node, outputs, fees);
    this.#judgePayments();
  }

  #judge(node: AuditedNode, outputs: ReadonlyMap<string, Owned>, fees: readonly bigint[]): void {
    const script = bytesToHex(node.script);
    let wealth = 0n;
    let abandoned = 0n;
    for (const { value, script: owner, ofChannel } of outputs.values()) {
      if (owner === script) wealth += value;
      else if (ofChannel && value < UNECONOMICAL) abandoned += value;
    }
    const { payments } = this.#ledger;
    let owed = node.start * 1000n;
    let dust = 0n;
    for (const payment of payments) {
      if (payment.amount < (DUST_LIMIT + 10n) * 1000n) dust += payment.amount + 10_000n;
      if (!payment.released) continue;
      if (payment.from === node.index) owed -= this.#ledger.costOf(payment);
      if (payment.to === node.index) owed += payment.amount;
    }
    const slack = (fees[node.index] ?? 0n) + abandoned + dust / 1000n + (ROUNDING + ANCHORS) * 2n;
    if (wealth + slack < owed / 1000n)
      throw new Violation(
        `${node.name} has ${wealth} sat and is owed ${owed / 1000n}, with at most ${slack} of fees and dust`,
      );
  }

  /** What a payer was told must be what the payee did. */
  #judgePayments(): void {
    const isHonest = (index: number) => this.#nodes[index]?.honest === true;
    const allHonest = this.#nodes.every(({ honest }) => honest);
    for (const { number, from, to, released, offered, outcomes, amount } of this.#ledger.payments) {
      if (!isHonest(from)) continue;
      const paid = outcomes.has('fulfill');
      if (offered && outcomes.size === 0) throw new Violation(`payment ${number} is in flight for ever`);
      if (paid && outcomes.size > 1) throw new Violation(`payment ${number} has two outcomes`);
      if (paid && !released && isHonest(to))
        throw new Violation(`payment ${number} was paid for without its payee`);
      const isDust = amount < (DUST_LIMIT + 10n) * 1000n;
      if (allHonest && released && !isDust && !paid)
        throw new Violation(`payment ${number} was taken by its payee, and its payer told ${[...outcomes]}`);
    }
  }

  /** Unspent outputs, and what each node paid in fees since the channels opened. */
  #readBlocks(): { readonly outputs: ReadonlyMap<string, Owned>; readonly fees: readonly bigint[] } {
    const outputs = new Map<string, Owned>();
    const fees = this.#nodes.map(() => 0n);
    const fundings = this.#channels.map(({ outPoint }) => outPointKey(outPoint));
    const scripts = this.#nodes.map(({ script }) => bytesToHex(script));
    for (let height = 1; height <= this.#engine.tip.height; height++) {
      for (const tx of this.#engine.blockAt(height)?.block.transactions ?? []) {
        const spent = tx.inputs.flatMap(({ prevout }) => outputs.get(outPointKey(prevout)) ?? []);
        const opened = tx.inputs.flatMap(({ prevout }) => {
          const channel = fundings.indexOf(outPointKey(prevout));
          return channel < 0 ? [] : [channel];
        });
        const ofChannel = opened.length > 0 || spent.some((output) => output.ofChannel);
        const id = txid(tx);
        const made = tx.outputs.map(
          ({ value, scriptPubKey }): Owned => ({ value, script: bytesToHex(scriptPubKey), ofChannel }),
        );
        if (ofChannel) {
          const fee = sum(spent) - sum(made);
          const payers = opened.flatMap((channel) => this.#channels[channel]?.ends ?? []);
          for (const [index, script] of scripts.entries())
            if (payers.includes(index) || [...spent, ...made].some((output) => output.script === script))
              fees[index] = (fees[index] ?? 0n) + fee;
        }
        for (const { prevout } of tx.inputs) outputs.delete(outPointKey(prevout));
        for (const [index, output] of made.entries()) outputs.set(outPointKey({ txid: id, index }), output);
      }
    }
    return { outputs, fees };
  }
}
