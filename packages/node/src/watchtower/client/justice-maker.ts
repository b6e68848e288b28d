/** Makes packages of the backlog: from what is in memory since the revocation, or from the channel's rows after a restart. */
import {
  type ChannelSigner,
  type EstablishedState,
  locatorOf,
  makeJustice,
  type PastHtlc,
  type RevokedCommitment,
  recallRevoked,
  sealJustice,
} from '@sferic/channel';
import { bytesToHex } from '@sferic/crypto';
import type { ChannelId, SatPerKw } from '@sferic/wire';
import type { BacklogEntry } from './tower-book.ts';

/** What the channels know of a revoked commitment. */
export interface JusticeSource {
  readonly state: EstablishedState;
  readonly signer: ChannelSigner;
  /** Of our wallet. */
  readonly scriptPubKey: Uint8Array;
  /** The channel's HTLCs that are gone: all that is stored of it is read for them. */
  past(): readonly PastHtlc[];
}

export interface SealedPackage {
  readonly locator: Uint8Array;
  readonly package: Uint8Array;
}

/** Revocations whose HTLCs are in memory: what comes faster than it can be sealed is read from the store. */
const MAX_RECENT = 1024;
/** Sealed packages in memory, for the other towers. */
const MAX_SEALED = 64;

export class JusticeMaker {
  readonly #source: (id: ChannelId) => JusticeSource | undefined;
  readonly #recent = new Map<string, RevokedCommitment>();
  readonly #sealed = new Map<string, SealedPackage | undefined>();

  constructor(source: (id: ChannelId) => JusticeSource | undefined) {
    this.#source = source;
  }

  /** So that the store need not be read for it. */
  remember(id: ChannelId, revoked: RevokedCommitment): void {
    this.#recent.set(keyOf(id, revoked), revoked);
    bound(this.#recent, MAX_RECENT);
  }

  /** Recalls what is not in memory any more, with one look into the store for each channel; then `make` needs none. */
  prepare(entries: readonly BacklogEntry[]): void {
    const gone = entries.filter(({ channelId, figures }) => !this.#recent.has(keyOf(channelId, figures)));
    for (const group of Map.groupBy(gone, ({ channelId }) => bytesToHex(channelId)).values()) {
      const source = group[0] && this.#source(group[0].channelId);
      if (source === undefined) continue;
      const past = source.past();
      for (const { channelId, figures } of group)
        this.remember(channelId, recallRevoked(source.state, figures, past));
    }
  }

  /** Undefined where nothing can be punished: the commitment has nothing of the peer's, or the channel is over. */
  make({ channelId, figures }: BacklogEntry, feerate: SatPerKw): SealedPackage | undefined {
    const key = `${keyOf(channelId, figures)} ${feerate}`;
    if (this.#sealed.has(key)) return this.#sealed.get(key);
    const made = this.#make(channelId, figures, feerate);
    this.#sealed.set(key, made);
    bound(this.#sealed, MAX_SEALED);
    return made;
  }

  #make(id: ChannelId, figures: BacklogEntry['figures'], feerate: SatPerKw): SealedPackage | undefined {
    const source = this.#source(id);
    const revoked = this.#recent.get(keyOf(id, figures));
    if (source === undefined || revoked === undefined) return undefined;
    const { state, signer, scriptPubKey } = source;
    const made = makeJustice({ state, revoked, signer, scriptPubKey, feerate });
    return made && { locator: locatorOf(made.txid), package: sealJustice(made.justice, made.txid) };
  }
}

function keyOf(id: ChannelId, { fundingIndex, number }: BacklogEntry['figures']): string {
  return `${bytesToHex(id)} ${fundingIndex} ${number}`;
}

/** The oldest goes first. */
function bound(map: Map<string, unknown>, most: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= most) return;
    map.delete(oldest);
  }
}
