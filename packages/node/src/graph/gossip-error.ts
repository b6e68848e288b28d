/** What can be wrong with gossip, and what it costs its sender. */

/** What the sender of a message gets for it. */
export type Reaction =
  /** It happens among honest nodes: the message is dropped. Too many of them are slowed down. */
  | 'ignore'
  /** As `ignore`, and it counts as some: honest nodes send it too, but its signatures had to be checked. */
  | 'count'
  /** As `ignore`, and it counts as many, since it cost a look at the chain or a signature. */
  | 'charge'
  /** No honest node relays it: the peer is warned and the connection closed (BOLT 7). */
  | 'disconnect';

const REACTIONS = {
  /** It is about another chain. */
  wrong_chain: 'ignore',
  /** Longer than what this node keeps and relays. */
  too_large: 'ignore',
  /** The same, or a newer one, is here already. */
  known: 'ignore',
  /** Its timestamp is more than a day ahead. */
  future: 'ignore',
  /** Its timestamp is two weeks old. */
  stale: 'ignore',
  /** It has the timestamp of another message that says something else. */
  conflicting: 'charge',
  /** It is about a channel or node that no announcement here names. */
  orphan: 'ignore',
  /** The funding transaction is not deep enough yet. */
  premature: 'count',
  /** The chain server did not answer, or does not keep the block. */
  unverifiable: 'count',
  /** The channel's updates come too often to be relayed. */
  too_frequent: 'charge',
  /** The funding output was spent after the channel was announced. */
  closed: 'ignore',
  /** The funding output was spent before, or was never there. */
  spent: 'charge',
  /** The channel or a node of it was announced in two ways that contradict each other. */
  banned: 'charge',
  /** The chain has another output where the funding output should be, or none. */
  invalid_funding: 'charge',
  /** It is for one peer, and not for this node. */
  misdirected: 'ignore',
  /** It answers what was not asked, or not any more. */
  unasked: 'ignore',
  /** There is no room for more channels. */
  graph_full: 'ignore',
  /** It contradicts itself. */
  malformed: 'disconnect',
  invalid_signature: 'disconnect',
} as const satisfies Readonly<Record<string, Reaction>>;

export type GossipErrorCode = keyof typeof REACTIONS;

/** Why a message was not taken; the text is fit for a `warning`. */
export interface GossipError {
  readonly code: GossipErrorCode;
  readonly message: string;
}

export function gossipError(code: GossipErrorCode, message: string): GossipError {
  return { code, message };
}

export function reactionTo({ code }: GossipError): Reaction {
  return REACTIONS[code];
}
