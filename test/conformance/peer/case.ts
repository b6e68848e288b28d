/** What a case of the suite is: what a peer does, and how a node has to take it. */
import type { PeerChannel } from './peer-channel.ts';
import type { RawPeer } from './raw-peer.ts';
import type { Subject } from './subject.ts';

/** What the subject does in answer. */
export interface Reaction {
  /** What it complains by, if it does. */
  readonly says: 'nothing' | 'warning' | 'error' | 'tx_abort';
  readonly connection: 'kept' | 'closed';
  /**
   * Where there is a channel: it goes on, after a reconnection if need be; or its commitment is on the chain; or it
   * has failed and its commitment is not, since it may be an old one. Absent: not looked at.
   */
  readonly channel?: 'unharmed' | 'failed' | 'withheld';
}

/** Where a case begins. */
export type Beginning =
  /** A channel stream on which nothing was said yet. */
  | 'stream'
  /** After `init` of both sides. */
  | 'session'
  /** A channel in normal operation, with all funds on the side of the peer. */
  | 'channel'
  /** A channel whose funding transaction is signed and not confirmed. */
  | 'unconfirmed channel'
  /** A coin to open a channel with. */
  | 'coin';

export interface Stage {
  readonly subject: Subject;
  readonly peer: RawPeer;
  /** Of the case; idle where it begins with a coin. Throws where there is none. */
  readonly channel: PeerChannel;
  /** A channel of the subject with somebody else. */
  readonly foreign: PeerChannel;
}

export interface Case {
  /** What the peer does. */
  readonly name: string;
  /** The rule: document and section. */
  readonly rule: string;
  readonly begins: Beginning;
  readonly act: (stage: Stage) => void | Promise<void>;
  /** The first is what the rules ask for; others they leave open. */
  readonly expect: readonly [Reaction, ...(readonly Reaction[])];
  /** More that must hold then. */
  readonly check?: (stage: Stage) => void | Promise<void>;
}

export const IGNORED: Reaction = { says: 'nothing', connection: 'kept', channel: 'unharmed' };
export const WARNED: Reaction = { says: 'warning', connection: 'kept', channel: 'unharmed' };
export const CUT_OFF: Reaction = { says: 'warning', connection: 'closed', channel: 'unharmed' };
/** The channel, or what was said to be one, has failed; other channels go on. */
export const CHANNEL_FAILED: Reaction = { says: 'error', connection: 'kept', channel: 'failed' };
export const UNKNOWN_CHANNEL: Reaction = { says: 'error', connection: 'kept' };
export const OPENING_ABORTED: Reaction = { says: 'tx_abort', connection: 'kept' };
