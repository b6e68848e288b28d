/** One watchtower of ours: what of the backlog it has, what it is sent, and what it need not keep any more. */
import { MOST_JUSTICE_FEERATE } from '@sferic/channel';
import type { Secret } from '@sferic/crypto';
import {
  type ChannelId,
  describeReason,
  MAX_TOWER_HANDLES,
  type TowerMessage,
  type TowerTerms,
} from '@sferic/wire';
import { FEERATE_FLOOR } from '../../chain/index.ts';
import type { Logger } from '../../log.ts';
import type { Store } from '../../store/index.ts';
import type { TowerLink, TowerLinkHandlers } from '../tower-link.ts';
import { handleOf } from './handles.ts';
import type { JusticeMaker } from './justice-maker.ts';
import type { BacklogEntry, Held, TowerBook, TowerRecord } from './tower-book.ts';

export interface TowerClientModules {
  readonly store: Store;
  readonly book: TowerBook;
  readonly maker: JusticeMaker;
  readonly handleKey: Secret;
  /** Whether the channel is still there. */
  readonly isLive: (id: ChannelId) => boolean;
  /** The tower has more than before, durably. */
  readonly progressed: () => void;
  readonly log: Logger;
}

/** Entries that are read and recalled at once. */
const BATCH = 32;

/** A tower for people. */
export interface TowerView extends TowerRecord {
  readonly state: 'disconnected' | 'connecting' | 'ready' | 'refused';
  readonly terms:
    | Pick<TowerTerms, 'feeratePerKw' | 'maxPackages' | 'maxBytes' | 'packages' | 'bytes'>
    | undefined;
  /** Why the tower takes nothing, in its own words. */
  readonly refusal: string | undefined;
}

interface Sent {
  readonly entry: BacklogEntry;
  /** Absent: the commitment has nothing to punish. */
  readonly bytes?: number;
}

export class TowerClient {
  readonly #modules: TowerClientModules;
  #record: TowerRecord;
  #link: TowerLink | undefined;
  #terms: TowerView['terms'];
  #window = 0;
  #refusal: string | undefined;
  /** Up to here entries are with the tower or on their way. */
  #sent: number;
  #waiting: Sent[] = [];
  #deleting: { readonly held: Held; readonly first: number } | undefined;
  #pumping = false;
  #isWoken = false;
  readonly #answered = new Set<(failure: string | undefined) => void>();

  constructor(modules: TowerClientModules, record: TowerRecord) {
    this.#modules = modules;
    this.#record = record;
    this.#sent = record.acknowledged;
  }

  get record(): TowerRecord {
    return this.#record;
  }

  get isLinked(): boolean {
    return this.#link !== undefined;
  }

  view(): TowerView {
    const terms = this.#terms;
    const refusal = this.#refusal;
    const linked = terms === undefined ? 'connecting' : 'ready';
    const state = refusal !== undefined ? 'refused' : this.#link === undefined ? 'disconnected' : linked;
    return { ...this.#record, state, terms, refusal };
  }

  /** Resolves when the tower has said its terms, or with why it has not. */
  answered(): Promise<string | undefined> {
    if (this.#terms !== undefined || this.#refusal !== undefined) return Promise.resolve(this.#refusal);
    return new Promise((resolve) => this.#answered.add(resolve));
  }

  /** What went wrong before there was a link. */
  unreachable(reason: string): void {
    this.#answer(reason);
  }

  #answer(failure: string | undefined): void {
    for (const resolve of this.#answered) resolve(failure);
    this.#answered.clear();
  }

  /** A link to the tower is open. */
  attach(link: TowerLink): TowerLinkHandlers {
    this.#link?.close('another link');
    this.#link = link;
    this.#refusal = undefined;
    link.send({ type: 'tower_hello', mostFeeratePerKw: MOST_JUSTICE_FEERATE });
    return {
      onMessage: (message) => (this.#link === link ? this.#message(link, message) : undefined),
      onClose: (reason) => {
        if (this.#link === link) this.#detach(reason);
      },
    };
  }

  /** There may be more in the backlog, or channels that are over. */
  wake(): void {
    this.#isWoken = true;
    if (this.#pumping || this.#terms === undefined) return;
    this.#pumping = true;
    // Once all channels that share a commit have taken up their states: one that has wakes us before the next has.
    void new Promise((resolve) => setImmediate(resolve))
      .then(() => this.#pump())
      .catch((error: Error) => {
        this.#modules.log.error('the watchtower cannot be served', { tower: this.#record.nodeId, error });
        this.#link?.close('internal error');
      })
      .finally(() => {
        this.#pumping = false;
        // What came in the last moment.
        if (this.#isWoken && this.#terms !== undefined) this.wake();
      });
  }

  close(reason: string): void {
    this.#link?.close(reason);
    this.#detach(reason);
  }

  #detach(reason: string): void {
    this.#modules.log.info('watchtower disconnected', { tower: this.#record.nodeId, reason });
    this.#answer(reason);
    this.#link = undefined;
    this.#terms = undefined;
    this.#waiting = [];
    this.#deleting = undefined;
    // What was not acknowledged is sent again: a tower that has it puts the new one in its place.
    this.#sent = this.#record.acknowledged;
  }

  #message(link: TowerLink, message: TowerMessage): void | Promise<void> {
    switch (message.type) {
      case 'tower_terms':
        return this.#agree(link, message);
      case 'packages_stored':
        return this.#acknowledge(link, message.sequence);
      case 'packages_deleted':
        return this.#deleted(link, message);
      case 'tower_refusal':
        return this.#refused(link, describeReason(message.reason));
      default:
        return link.close(`${message.type} of a watchtower`);
    }
  }

  #agree(link: TowerLink, { type: _, window, ...terms }: TowerTerms): void {
    const { feeratePerKw } = terms;
    if (feeratePerKw > MOST_JUSTICE_FEERATE || feeratePerKw < FEERATE_FLOOR || this.#terms !== undefined) {
      this.#refused(link, `the watchtower asks for ${feeratePerKw} sat per 1000 weight units`);
      return;
    }
    this.#terms = terms;
    this.#window = window;
    this.#answer(undefined);
    this.#modules.log.info('watchtower connected', { tower: this.#record.nodeId, feeratePerKw });
    this.wake();
  }

  #refused(link: TowerLink, reason: string): void {
    const { nodeId: tower } = this.#record;
    this.#refusal = reason;
    this.#answer(reason);
    this.#modules.log.error('a watchtower refuses: revoked states are not covered by it', { tower, reason });
    link.close(reason);
  }

  async #pump(): Promise<void> {
    const { book, maker } = this.#modules;
    const link = this.#link;
    while (this.#link === link && this.#terms !== undefined) {
      this.#isWoken = false;
      const room = Math.min(BATCH, this.#window - this.#waiting.length);
      const entries = room > 0 ? book.after(this.#sent, room) : [];
      const [first] = entries;
      if (first === undefined) break;
      if (first.sequence > this.#sent + 1) await this.#miss(first.sequence - this.#sent - 1);
      maker.prepare(entries);
      for (const entry of entries) {
        if (this.#link !== link || link === undefined || this.#terms === undefined) return;
        this.#send(link, entry, this.#terms.feeratePerKw);
        // Each has signatures to make: payments go first.
        await new Promise((resolve) => setImmediate(resolve));
      }
      await this.#settle(undefined);
    }
    this.#deleteOld();
  }

  #send(link: TowerLink, entry: BacklogEntry, feerate: TowerTerms['feeratePerKw']): void {
    const sealed = this.#modules.maker.make(entry, feerate);
    this.#sent = entry.sequence;
    this.#waiting.push({ entry, ...(sealed && { bytes: sealed.package.length }) });
    if (sealed === undefined) return;
    const handle = handleOf(this.#modules.handleKey, entry.channelId, entry.figures);
    link.send({ type: 'store_package', sequence: BigInt(entry.sequence), handle, ...sealed });
  }

  async #acknowledge(link: TowerLink, sequence: bigint): Promise<void> {
    if (sequence > BigInt(this.#sent)) return link.close('an acknowledgement of what was not sent');
    await this.#settle(Number(sequence));
    this.wake();
  }

  /** Takes note of what the tower has: all up to `stored`, and what it need not have. */
  async #settle(stored: number | undefined): Promise<void> {
    const done: Sent[] = [];
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (next.bytes !== undefined && (stored === undefined || next.entry.sequence > stored)) break;
      done.push(next);
      this.#waiting.shift();
    }
    const last = done.at(-1);
    if (last === undefined) return;
    const { store, book, progressed } = this.#modules;
    const { nodeId, missed } = this.#record;
    this.#record = { ...this.#record, acknowledged: last.entry.sequence };
    const kept = done.filter(({ bytes }) => bytes !== undefined);
    const bytes = kept.reduce((sum, one) => sum + BigInt(one.bytes ?? 0), 0n);
    if (this.#terms !== undefined) {
      const { packages, bytes: before } = this.#terms;
      this.#terms = { ...this.#terms, packages: packages + kept.length, bytes: before + bytes };
    }
    await store.commit((sql) => {
      for (const { entry } of kept) book.hold(sql, nodeId, entry.channelId, entry.figures);
      book.progress(sql, nodeId, last.entry.sequence, missed);
    });
    progressed();
  }

  /** The backlog was cut before the tower came to it. */
  async #miss(count: number): Promise<void> {
    const { store, book, log } = this.#modules;
    const missed = this.#record.missed + count;
    if (this.#waiting.length === 0) this.#sent += count;
    const acknowledged = this.#waiting.length === 0 ? this.#sent : this.#record.acknowledged;
    this.#record = { ...this.#record, missed, acknowledged };
    const { nodeId: tower } = this.#record;
    log.error('revoked states will never be covered by a watchtower: it was away for too long', {
      tower,
      states: count,
    });
    await store.commit((sql) => book.progress(sql, tower, acknowledged, missed));
  }

  /** What is kept of channels that are over costs room, and nothing else: one request at a time. */
  #deleteOld(): void {
    const { book, isLive, handleKey } = this.#modules;
    if (this.#deleting !== undefined || this.#waiting.length > 0) return;
    const held = book.held(this.#record.nodeId).find(({ channelId }) => !isLive(channelId));
    if (held === undefined) return;
    const count = Math.min(MAX_TOWER_HANDLES, held.last - held.first + 1);
    const { channelId, fundingIndex } = held;
    const handles = Array.from({ length: count }, (_, index) =>
      handleOf(handleKey, channelId, { fundingIndex, number: held.first + index }),
    );
    this.#deleting = { held, first: held.first + count };
    this.#link?.send({ type: 'delete_packages', handles });
  }

  async #deleted(
    link: TowerLink,
    { packages, bytes }: Extract<TowerMessage, { type: 'packages_deleted' }>,
  ): Promise<void> {
    const deleting = this.#deleting;
    if (deleting === undefined) return link.close('a deletion that was not asked for');
    const { store, book } = this.#modules;
    await store.commit((sql) => book.release(sql, this.#record.nodeId, deleting.held, deleting.first));
    this.#deleting = undefined;
    if (this.#terms !== undefined) this.#terms = { ...this.#terms, packages, bytes };
    this.wake();
  }
}
