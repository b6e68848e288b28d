/** What is kept of channels that are over, for people to look at: the rest is deleted with them. */
import {
  type ClosedState,
  currentFunding,
  realShortChannelId,
  SPEND_KINDS,
  type SpendKind,
  type StoredState,
} from '@sferic/channel';
import {
  type ChannelId,
  channelId,
  type NodeId,
  nodeId,
  type Sat,
  type ShortChannelId,
  sat,
  shortChannelId,
  type TxId,
  txId,
} from '@sferic/wire';
import {
  type Row,
  type Schema,
  type SqlReader,
  type SqlWriter,
  u64FromBlob,
  u64ToBlob,
} from '../store/index.ts';

export const CLOSED_CHANNELS_SCHEMA: Schema = {
  name: 'closed_channel',
  migrations: [
    `CREATE TABLE closed_channel (
      number INTEGER PRIMARY KEY,
      channel_id BLOB NOT NULL,
      peer BLOB NOT NULL,
      short_channel_id BLOB,
      capacity INTEGER NOT NULL,
      kind TEXT NOT NULL,
      closing_txid BLOB NOT NULL,
      closed_height INTEGER NOT NULL,
      resolved_at INTEGER NOT NULL
    ) STRICT`,
  ],
};

/** As many as a list shows. Older ones are dropped: peers can open and close as many as they pay for. */
export const MAX_CLOSED_CHANNELS = 1000;

export interface ClosedChannel {
  readonly channelId: ChannelId;
  readonly peer: NodeId;
  readonly shortChannelId?: ShortChannelId;
  readonly capacity: Sat;
  readonly kind: SpendKind;
  readonly closingTxid: TxId;
  /** Of the block that holds the closing transaction. */
  readonly closedHeight: number;
  /** Seconds since 1970: when nothing of it was left to claim. */
  readonly resolvedAt: number;
}

/** Undefined where no transaction has ended the channel: its opening came to nothing. */
export function closedChannel(
  before: StoredState | undefined,
  { spend }: ClosedState,
  peer: NodeId,
  resolvedAt: number,
): ClosedChannel | undefined {
  if (before === undefined || before.type === 'signing_funding' || spend?.height === undefined)
    return undefined;
  const { params, commitments } = before;
  const scid = realShortChannelId(commitments);
  return {
    channelId: params.channelId,
    peer,
    ...(scid !== undefined && { shortChannelId: scid }),
    capacity: currentFunding(commitments).capacity,
    kind: spend.kind,
    closingTxid: spend.txid,
    closedHeight: spend.height,
    resolvedAt,
  };
}

export function writeClosedChannel(sql: SqlWriter, closed: ClosedChannel): void {
  sql.run(
    `INSERT INTO closed_channel
       (channel_id, peer, short_channel_id, capacity, kind, closing_txid, closed_height, resolved_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    closed.channelId,
    closed.peer,
    closed.shortChannelId === undefined ? null : u64ToBlob(closed.shortChannelId),
    closed.capacity,
    closed.kind,
    closed.closingTxid,
    closed.closedHeight,
    closed.resolvedAt,
  );
  sql.run(
    'DELETE FROM closed_channel WHERE number <= (SELECT max(number) FROM closed_channel) - ?',
    MAX_CLOSED_CHANNELS,
  );
}

/** The latest first. */
export function readClosedChannels(sql: SqlReader): readonly ClosedChannel[] {
  return sql.all('SELECT * FROM closed_channel ORDER BY number DESC').map((row) => ({
    channelId: channelId(row.bytes('channel_id', 32)),
    peer: nodeId(row.bytes('peer', 33)),
    ...(!row.isNull('short_channel_id') && {
      shortChannelId: shortChannelId(u64FromBlob(row.bytes('short_channel_id', 8))),
    }),
    capacity: sat(row.bigint('capacity')),
    kind: kindIn(row),
    closingTxid: txId(row.bytes('closing_txid', 32)),
    closedHeight: row.number('closed_height'),
    resolvedAt: row.number('resolved_at'),
  }));
}

function kindIn(row: Row): SpendKind {
  const text = row.text('kind');
  const kind = SPEND_KINDS.find((known) => known === text);
  if (kind === undefined) throw new Error(`a channel was closed by "${text}"`);
  return kind;
}
