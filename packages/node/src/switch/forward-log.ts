import { bytesToHex } from '@sferic/crypto';
import { type ChannelId, channelId, type Msat, msat } from '@sferic/wire';
import { type Row, type Schema, type Store, u64FromBlob, u64ToBlob } from '../store/index.ts';

/** An HTLC that a peer offered and that this node offered on. */
export interface Forward {
  readonly incoming: { readonly channelId: ChannelId; readonly htlcId: bigint; readonly amount: Msat };
  /** The id is known with the outcome. */
  readonly outgoing: { readonly channelId: ChannelId; readonly htlcId?: bigint; readonly amount: Msat };
  readonly state: 'pending' | 'succeeded' | 'failed';
  /** When the incoming HTLC came, and for how long it was held until the outcome: milliseconds. Older entries lack it. */
  readonly receivedAt?: number;
  readonly heldFor?: number;
}

/** What forwards brought that went out through one channel, as far back as the log goes. */
export interface ChannelEarnings {
  readonly channelId: ChannelId;
  readonly succeeded: number;
  readonly failed: number;
  /** Of those that succeeded. */
  readonly amount: Msat;
  readonly fees: Msat;
}

/** A forward whose outcome is known. */
export interface SettledForward extends Forward {
  readonly outgoing: Forward['outgoing'] & { readonly htlcId: bigint };
  readonly state: 'succeeded' | 'failed';
}

/** Older entries are dropped: peers decide how many forwards there are. */
const MAX_ENTRIES = 100_000;

export const forwardSchema: Schema = {
  name: 'forward',
  migrations: [
    `CREATE TABLE forward (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      incoming_channel BLOB NOT NULL,
      incoming_htlc BLOB NOT NULL,
      incoming_msat INTEGER NOT NULL,
      outgoing_channel BLOB NOT NULL,
      outgoing_htlc BLOB NOT NULL,
      outgoing_msat INTEGER NOT NULL,
      succeeded INTEGER NOT NULL,
      UNIQUE (incoming_channel, incoming_htlc)
    ) STRICT`,
    `ALTER TABLE forward ADD COLUMN received_ms INTEGER;
    ALTER TABLE forward ADD COLUMN held_ms INTEGER`,
  ],
};

/** What became of the HTLCs that this node forwarded: a record for the operator, on which nothing else depends. */
export class ForwardLog {
  readonly #store: Pick<Store, 'all' | 'commit'>;

  constructor(store: Pick<Store, 'all' | 'commit'>) {
    this.#store = store;
  }

  /** Idempotent: the outcome of a forward may be told again after a restart. */
  record({ incoming, outgoing, state, receivedAt, heldFor }: SettledForward): Promise<unknown> {
    return this.#store.commit((tx) => {
      const added = tx.run(
        `INSERT INTO forward (incoming_channel, incoming_htlc, incoming_msat,
           outgoing_channel, outgoing_htlc, outgoing_msat, succeeded, received_ms, held_ms)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
        incoming.channelId,
        u64ToBlob(incoming.htlcId),
        incoming.amount,
        outgoing.channelId,
        u64ToBlob(outgoing.htlcId),
        outgoing.amount,
        state === 'succeeded' ? 1 : 0,
        receivedAt ?? null,
        heldFor ?? null,
      );
      if (added > 0)
        tx.run('DELETE FROM forward WHERE number <= (SELECT max(number) FROM forward) - ?', MAX_ENTRIES);
    });
  }

  /** The latest first. */
  list(limit: number): readonly SettledForward[] {
    return this.#store.all('SELECT * FROM forward ORDER BY number DESC LIMIT ?', limit).map(fromRow);
  }

  /** By outgoing channel, what earned most first. */
  earnings(): readonly ChannelEarnings[] {
    return this.#store
      .all(
        `SELECT outgoing_channel AS channel, sum(succeeded) AS succeeded, sum(1 - succeeded) AS failed,
           sum(succeeded * outgoing_msat) AS amount, sum(succeeded * (incoming_msat - outgoing_msat)) AS fees
         FROM forward GROUP BY outgoing_channel ORDER BY fees DESC, outgoing_channel`,
      )
      .map((row) => ({
        channelId: channelId(row.bytes('channel')),
        succeeded: row.number('succeeded'),
        failed: row.number('failed'),
        amount: msat(row.bigint('amount')),
        fees: msat(row.bigint('fees')),
      }));
  }
}

/** Amounts as decimal strings and ids as hex, for the API. */
export function describeForward({ incoming, outgoing, state, receivedAt, heldFor }: Forward) {
  return {
    incoming: {
      channelId: bytesToHex(incoming.channelId),
      htlcId: incoming.htlcId.toString(),
      amountMsat: incoming.amount.toString(),
    },
    outgoing: {
      channelId: bytesToHex(outgoing.channelId),
      ...(outgoing.htlcId !== undefined && { htlcId: outgoing.htlcId.toString() }),
      amountMsat: outgoing.amount.toString(),
    },
    feeMsat: (incoming.amount - outgoing.amount).toString(),
    state,
    ...(receivedAt !== undefined && { receivedAt: Math.floor(receivedAt / 1000) }),
    ...(heldFor !== undefined && { holdMilliseconds: heldFor }),
  };
}

export function describeEarnings({ channelId: id, succeeded, failed, amount, fees }: ChannelEarnings) {
  return {
    channelId: bytesToHex(id),
    succeeded,
    failed,
    amountMsat: amount.toString(),
    feesMsat: fees.toString(),
  };
}

function fromRow(row: Row): SettledForward {
  return {
    incoming: {
      channelId: channelId(row.bytes('incoming_channel')),
      htlcId: u64FromBlob(row.bytes('incoming_htlc')),
      amount: msat(row.bigint('incoming_msat')),
    },
    outgoing: {
      channelId: channelId(row.bytes('outgoing_channel')),
      htlcId: u64FromBlob(row.bytes('outgoing_htlc')),
      amount: msat(row.bigint('outgoing_msat')),
    },
    state: row.boolean('succeeded') ? 'succeeded' : 'failed',
    ...(!row.isNull('received_ms') && { receivedAt: row.number('received_ms') }),
    ...(!row.isNull('held_ms') && { heldFor: row.number('held_ms') }),
  };
}
