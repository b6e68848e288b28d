/**
 * The watchtowers of this node. With each revocation a line of constant size is stored, in the same commit; packages are made of
 * it and handed over apart from that, so that no payment ever waits for a tower.
 */
import { type ChannelState, type RevokedCommitment, revokedBetween } from '@sferic/channel';
import type { Secret } from '@sferic/crypto';
import type { ChannelId } from '@sferic/wire';
import type { Block, BlockListener } from '../../chain/index.ts';
import type { Timer } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import type { Link, LinkHandlers, LinkProtocol } from '../../p2p/index.ts';
import type { SqlWriter, Store } from '../../store/index.ts';
import { TOWER_LINK, towerLink } from '../tower-link.ts';
import { JusticeMaker, type JusticeSource } from './justice-maker.ts';
import { TowerBook } from './tower-book.ts';
import { TowerClient, type TowerView } from './tower-client.ts';

export interface TowersModules {
  readonly store: Store;
  readonly handleKey: Secret;
  /** Undefined: the channel is over. */
  readonly source: (id: ChannelId) => JusticeSource | undefined;
  /** Opens a link to a connected peer; what went wrong, in words. */
  readonly openLink: (
    nodeId: string,
    protocol: LinkProtocol,
    open: (link: Link) => LinkHandlers,
  ) => Promise<string | undefined>;
  readonly isConnected: (nodeId: string) => boolean;
  /** Seconds since 1970. */
  readonly now: () => number;
  readonly after: Timer;
  readonly log: Logger;
  /** Another than {@link MAX_BACKLOG}, for tests. */
  readonly maxBacklog?: number;
}

/**
 * Revocations that wait for a tower, some 100 bytes each: beyond it the oldest are dropped, and the tower that did not come for
 * them never covers them. Payments go on.
 */
export const MAX_BACKLOG = 100_000;
/** More towers cost more signatures and traffic with each payment, and hardly add safety. */
export const MAX_TOWERS = 8;

export class Towers implements BlockListener {
  readonly name = 'watchtowers';
  readonly #modules: TowersModules;
  readonly #book: TowerBook;
  readonly #maker: JusticeMaker;
  readonly #clients = new Map<string, TowerClient>();
  readonly #opening = new Set<string>();
  /** The last sequence number that was given, and the first that the backlog may still have. */
  #last = 0;
  #first = 1;

  constructor(modules: TowersModules) {
    this.#modules = modules;
    this.#book = new TowerBook(modules.store);
    this.#maker = new JusticeMaker(modules.source);
    const backlog = this.#book.backlog();
    for (const record of this.#book.towers()) {
      this.#clients.set(record.nodeId, this.#client(record));
      this.#last = Math.max(this.#last, record.acknowledged);
    }
    this.#last = Math.max(this.#last, backlog?.last ?? 0);
    this.#first = backlog?.first ?? this.#last + 1;
  }

  /** As hex: the host keeps connections to them. */
  ids(): readonly string[] {
    return [...this.#clients.keys()];
  }

  views(): readonly TowerView[] {
    return [...this.#clients.values()].map((client) => client.view());
  }

  /** How many revocations the tower has yet to be told of. */
  pending({ acknowledged }: Pick<TowerView, 'acknowledged'>): number {
    return this.#last - Math.max(acknowledged, this.#first - 1);
  }

  /**
   * What has to be stored together with the state `after` of a channel that follows `before`; undefined if there is nothing. The
   * call itself changes nothing that a failed commit would have to undo.
   */
  revocations(
    id: ChannelId,
    before: ChannelState,
    after: ChannelState,
  ): ((sql: SqlWriter) => void) | undefined {
    if (this.#clients.size === 0) return undefined;
    const revoked = revokedBetween(before, after);
    return revoked.length === 0 ? undefined : (sql) => this.#note(sql, id, revoked);
  }

  #note(sql: SqlWriter, id: ChannelId, revoked: readonly RevokedCommitment[]): void {
    for (const figures of revoked) {
      this.#last += 1;
      this.#book.note(sql, { sequence: this.#last, channelId: id, figures });
      this.#maker.remember(id, figures);
    }
    const { maxBacklog = MAX_BACKLOG } = this.#modules;
    if (this.#last - this.#first < maxBacklog) return;
    // Some at a time, so that it need not be done with each.
    const cut = this.#last - Math.ceil(maxBacklog * 0.9);
    this.#book.forgetUpTo(sql, cut);
    this.#first = cut + 1;
  }

  /** Something was noted, durably, or a channel is over. */
  wake(): void {
    for (const client of this.#clients.values()) client.wake();
  }

  /** Covers what is revoked from now on, and what others have yet to be told of. False if there are too many. */
  async add(nodeId: string): Promise<boolean> {
    if (this.#clients.has(nodeId)) {
      this.connected(nodeId);
      return true;
    }
    if (this.#clients.size >= MAX_TOWERS) return false;
    const acknowledged = this.#clients.size === 0 ? this.#last : this.#first - 1;
    const record = { nodeId, addedAt: this.#modules.now(), acknowledged, missed: 0 };
    this.#clients.set(nodeId, this.#client(record));
    await this.#modules.store.commit((sql) => this.#book.add(sql, record));
    this.connected(nodeId);
    return true;
  }

  /** Resolves when the tower has said its terms, or with why it has not. */
  async answered(nodeId: string, milliseconds: number): Promise<string | undefined> {
    const client = this.#clients.get(nodeId);
    if (client === undefined) return 'it is no watchtower of this node';
    const { promise: late, resolve } = Promise.withResolvers<string>();
    const stop = this.#modules.after(milliseconds, () => resolve('it does not answer'));
    const failure = await Promise.race([client.answered(), late]);
    stop();
    return failure;
  }

  /** False if it is none of ours. What it keeps stays there until it drops it. */
  async remove(nodeId: string): Promise<boolean> {
    const client = this.#clients.get(nodeId);
    if (client === undefined) return false;
    this.#clients.delete(nodeId);
    client.close('not used any more');
    await this.#modules.store.commit((sql) => this.#book.remove(sql, nodeId));
    this.#forgetDone();
    return true;
  }

  connected(nodeId: string): void {
    const client = this.#clients.get(nodeId);
    if (client !== undefined && !client.isLinked) void this.#link(client);
  }

  async blockConnected(_block: Block): Promise<void> {
    // Who has refused, or could not be reached, is asked again.
    for (const nodeId of this.#clients.keys()) this.connected(nodeId);
    this.wake();
  }

  async blockDisconnected(): Promise<void> {}

  async #link(client: TowerClient): Promise<void> {
    const { nodeId } = client.record;
    const { openLink, isConnected, log } = this.#modules;
    if (this.#opening.has(nodeId) || !isConnected(nodeId)) return;
    this.#opening.add(nodeId);
    const reason = await openLink(nodeId, TOWER_LINK, (link) =>
      towerLink(link, (tower) => client.attach(tower)),
    );
    this.#opening.delete(nodeId);
    if (reason === undefined) return;
    client.unreachable(reason);
    log.warn('no link to a watchtower', { tower: nodeId, reason });
  }

  #client(record: TowerView | TowerClient['record']): TowerClient {
    const { store, handleKey, source, log } = this.#modules;
    return new TowerClient(
      {
        store,
        book: this.#book,
        maker: this.#maker,
        handleKey,
        isLive: (id) => source(id) !== undefined,
        progressed: () => this.#forgetDone(),
        log,
      },
      record,
    );
  }

  /** What every tower has need not be kept. */
  #forgetDone(): void {
    const done = Math.min(
      this.#last,
      ...[...this.#clients.values()].map(({ record }) => record.acknowledged),
    );
    if (done < this.#first) return;
    this.#first = done + 1;
    this.#modules.store
      .commit((sql) => this.#book.forgetUpTo(sql, done))
      .catch((error: Error) => this.#modules.log.error('the backlog cannot be cleared', { error }));
  }
}
