/** The way of an announcement into the graph: what it says, its signatures, the chain, in the order of their cost. */
import { err, ok, type Result } from '@sferic/codec';
import { bytesToHex } from '@sferic/crypto';
import {
  type Announcement,
  type ChainHash,
  type ChannelAnnouncement,
  type ChannelUpdate,
  channelAnnouncementClaims,
  channelUpdateClaim,
  formatShortChannelId,
  type NodeAnnouncement,
  nodeAnnouncementClaim,
  outputPosition,
  type ShortChannelId,
} from '@sferic/wire';
import type { FundingOutputs } from '../chain/index.ts';
import type { Logger } from '../log.ts';
import { checkFunding, type FundingFacts, judgeHeight, MIN_CONFIRMATIONS } from './funding-check.ts';
import { type GossipError, type GossipErrorCode, gossipError } from './gossip-error.ts';
import type { GraphKeeper } from './graph-keeper.ts';
import { judgeChannel, judgeForm, judgeNode, judgeUpdate } from './judge.ts';
import { directionOf, type NetworkGraph } from './network-graph.ts';
import { UpdateRate } from './update-rate.ts';
import type { SignatureVerifier } from './verifier.ts';

/** Announcements that wait for more blocks, or for the chain server; and for how many blocks they do. */
const MAX_PREMATURE = 256;
const MAX_ATTEMPTS = 6;

export interface IntakeModules {
  readonly chain: ChainHash;
  readonly graph: NetworkGraph;
  readonly keeper: GraphKeeper;
  readonly verifier: SignatureVerifier;
  readonly outputs: Pick<FundingOutputs, 'find'>;
  /** Announcements of more channels are refused. */
  readonly maxChannels: number;
  /** Of the chain's tip, as far as it is followed. */
  readonly height: () => number;
  /** Seconds since 1970. */
  readonly now: () => number;
  /** What waited for this channel can be taken. */
  readonly channelAdded: (announcement: ChannelAnnouncement) => void;
  readonly log: Logger;
}

interface Premature {
  readonly announcement: ChannelAnnouncement;
  /** How often it was looked at in vain. */
  readonly attempts: number;
}

type Taken = Result<void, GossipError>;

export class Intake {
  readonly #modules: IntakeModules;
  readonly #rate = new UpdateRate();
  /** Channels whose announcement is being checked. */
  readonly #checking = new Map<ShortChannelId, Promise<unknown>>();
  readonly #premature = new Map<ShortChannelId, Premature>();

  constructor(modules: IntakeModules) {
    this.#modules = modules;
  }

  /** `source`: the peer that sent the message. */
  async take(message: Announcement, source: string): Promise<Taken> {
    const form = judgeForm(message, this.#modules.chain);
    if (!form.ok) return form;
    switch (message.type) {
      case 'channel_announcement':
        return this.takeChannel(message);
      case 'channel_update':
        return this.#takeUpdate(message, source);
      case 'node_announcement':
        return this.#takeNode(message, source);
    }
  }

  async takeChannel(announcement: ChannelAnnouncement): Promise<Taken> {
    const { shortChannelId } = announcement;
    // The earlier one may be forged: this one gets its turn after it.
    for (let earlier = this.#checking.get(shortChannelId); earlier !== undefined; ) {
      await earlier;
      earlier = this.#checking.get(shortChannelId);
    }
    const checking = this.#checkChannel(announcement);
    this.#checking.set(shortChannelId, checking);
    try {
      return await checking;
    } finally {
      this.#checking.delete(shortChannelId);
    }
  }

  /** Looks again at what waited for this block; in the background. */
  retryPremature(height: number): void {
    for (const [id, { announcement }] of this.#premature)
      if (outputPosition(id).blockHeight + MIN_CONFIRMATIONS - 1 <= height)
        this.takeChannel(announcement).catch((error: Error) => {
          this.#modules.log.error('an announcement cannot be looked at again', { error });
        });
  }

  /** To be called now and then. */
  clear(): void {
    this.#rate.clear(this.#modules.now());
  }

  async #checkChannel(announcement: ChannelAnnouncement): Promise<Taken> {
    const { graph, keeper, verifier, outputs, maxChannels, height } = this.#modules;
    const { shortChannelId } = announcement;
    const news = judgeChannel(graph, announcement);
    if (!news.ok) return news;
    if (keeper.bans.concern(announcement)) return refuse('banned', 'the channel or a node of it is banned');
    if (graph.size.channels >= maxChannels) return refuse('graph_full', 'the graph is full');
    const block = judgeHeight(announcement, height());
    if (!block.ok) return block;
    if (!(await verifier.check(channelAnnouncementClaims(announcement))))
      return refuse('invalid_signature', `a wrong signature in the announcement of ${nameOf(announcement)}`);

    const searched = height();
    const funding = await checkFunding(announcement, outputs, searched);
    if (!funding.ok) {
      this.#setAside(announcement, funding.error);
      return funding;
    }
    const taken = this.#accept(announcement, funding.value, searched);
    this.#premature.delete(shortChannelId);
    return taken;
  }

  /** Everything holds, but meanwhile another announcement of the channel may have come, or its nodes been banned. */
  #accept(announcement: ChannelAnnouncement, funding: FundingFacts, searched: number): Taken {
    const { graph, keeper, now, channelAdded } = this.#modules;
    const known = graph.channelIndex(announcement.shortChannelId);
    if (known >= 0) {
      keeper.ban(known, announcement);
      return refuse('banned', `${nameOf(announcement)} was announced for other nodes too`);
    }
    if (keeper.bans.concern(announcement)) return refuse('banned', 'the channel or a node of it is banned');
    keeper.addChannel(announcement, funding, now(), searched);
    channelAdded(announcement);
    return ok(undefined);
  }

  async #takeUpdate(update: ChannelUpdate, source: string): Promise<Taken> {
    const { graph, keeper, verifier, now } = this.#modules;
    const judge = () => judgeUpdate(graph, update, now());
    const news = judge();
    if (!news.ok) return news;
    const direction = directionOf(update);
    const signer = graph.nodeIdAt(graph.edgeStart(2 * news.value + direction));
    const claim = channelUpdateClaim(update, signer);
    if (!(await verifier.check([claim])))
      return refuse('invalid_signature', `a wrong signature in the update of ${nameOf(update)}`);
    // Another peer may have brought it meanwhile.
    const still = judge();
    if (!still.ok) return still;
    if (!this.#rate.take(`${update.shortChannelId} ${direction}`, now()))
      return refuse('too_frequent', `${nameOf(update)} is updated too often`);
    keeper.putUpdate(still.value, update, source);
    return ok(undefined);
  }

  async #takeNode(announcement: NodeAnnouncement, source: string): Promise<Taken> {
    const { graph, keeper, verifier, now } = this.#modules;
    const node = bytesToHex(announcement.nodeId);
    const judge = () => judgeNode(graph, announcement, now());
    const news = judge();
    if (!news.ok) return news;
    if (!(await verifier.check([nodeAnnouncementClaim(announcement)])))
      return refuse('invalid_signature', `a wrong signature in the announcement of node ${node}`);
    const still = judge();
    if (!still.ok) return still;
    if (!this.#rate.take(node, now())) return refuse('too_frequent', `node ${node} is announced too often`);
    keeper.putNode(announcement, source);
    return ok(undefined);
  }

  #setAside(announcement: ChannelAnnouncement, { code }: GossipError): void {
    const id = announcement.shortChannelId;
    const attempts = (this.#premature.get(id)?.attempts ?? 0) + 1;
    this.#premature.delete(id);
    if ((code !== 'premature' && code !== 'unverifiable') || attempts > MAX_ATTEMPTS) return;
    this.#premature.set(id, { announcement, attempts });
    const [oldest] = this.#premature.keys();
    if (oldest !== undefined && this.#premature.size > MAX_PREMATURE) this.#premature.delete(oldest);
  }
}

function nameOf({ shortChannelId }: ChannelAnnouncement | ChannelUpdate): string {
  return formatShortChannelId(shortChannelId);
}

function refuse(code: GossipErrorCode, message: string): Result<never, GossipError> {
  return err(gossipError(code, message));
}
