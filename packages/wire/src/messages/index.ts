/**
 * The domain messages: one readonly tagged object for each message of BOLT 1, 2 and 7 that this network
 * speaks. `type` is BOLT's name, the fields are BOLT's fields, and what BOLT carries as TLV is an optional
 * property, absent when the record is absent.
 */
import type { ChannelId } from '../scalars.ts';
import type { CloseMessage } from './close.ts';
import type { Announcement, AnnouncementSignatures } from './gossip.ts';
import type { GossipQueryMessage } from './gossip-queries.ts';
import type { InteractiveTxMessage } from './interactive-tx.ts';
import type { OpenMessage } from './open.ts';
import type { ChannelReestablish } from './reestablish.ts';
import type { ErrorMessage, SetupMessage, Warning } from './setup.ts';
import type { CommitMessage, UpdateMessage } from './update.ts';

export * from './close.ts';
export * from './gossip.ts';
export * from './gossip-queries.ts';
export * from './interactive-tx.ts';
export * from './open.ts';
export * from './reestablish.ts';
export * from './setup.ts';
export * from './tower.ts';
export * from './update.ts';

/** Every message that names a channel, by its temporary or final id. */
export type ChannelMessage =
  | ErrorMessage
  | Warning
  | InteractiveTxMessage
  | OpenMessage
  | CloseMessage
  | UpdateMessage
  | CommitMessage
  | ChannelReestablish
  | AnnouncementSignatures;

/** Every message about the network's graph. */
export type GossipMessage = Announcement | GossipQueryMessage;

/** Every message of the protocol. */
export type WireMessage = SetupMessage | ChannelMessage | GossipMessage;

/** BOLT's name of a message. */
export type WireMessageType = WireMessage['type'];

/** The message of a given name. */
export type WireMessageOf<Type extends WireMessageType> = Extract<WireMessage, { readonly type: Type }>;

/** The channel that a message is for: the temporary id in the two opening messages, else the final one. */
export function channelIdOf(message: ChannelMessage): ChannelId {
  return 'temporaryChannelId' in message ? message.temporaryChannelId : message.channelId;
}
