/** What this node asks of HTLCs that it forwards, by channel: changed at run time, kept over restarts. */
import { bytesToHex, hexToBytes } from '@sferic/crypto';
import { type ChannelId, type Msat, msat } from '@sferic/wire';
import type { Row, Schema, Store } from '../store/index.ts';
import type { ForwardingPolicy } from './policy.ts';

/** What is to be different; the rest stays as it is. */
export type PolicyChange = Partial<ForwardingPolicy>;

export const FORWARDING_POLICY_SCHEMA: Schema = {
  name: 'forwarding_policy',
  migrations: [
    // Without a channel: for all that have none of their own. NULL: as for all channels, or as configured.
    `CREATE TABLE forwarding_policy (
      channel BLOB PRIMARY KEY,
      fee_base INTEGER,
      fee_proportional_millionths INTEGER,
      cltv_expiry_delta INTEGER,
      htlc_minimum INTEGER,
      htlc_maximum INTEGER,
      disabled INTEGER
    ) STRICT`,
  ],
};

/**
 * For how long HTLCs by the terms before a change are still taken: payers cannot have heard of the new ones yet
 * (BOLT 7, "The `channel_update` Message": SHOULD keep accepting the previous channel parameters for 10 minutes).
 */
const GRACE_MILLISECONDS = 600_000;

const EVERY_CHANNEL = '';
const NO_CHANNEL = new Uint8Array(0);

interface Replaced {
  readonly change: PolicyChange;
  readonly at: number;
}

export interface ForwardingPoliciesModules {
  readonly store: Store;
  /** In force until it is changed. */
  readonly configured: ForwardingPolicy;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Others have to be told. */
  readonly changed: () => void;
}

export class ForwardingPolicies {
  readonly #modules: ForwardingPoliciesModules;
  /** By channel id as hex. */
  readonly #changes = new Map<string, PolicyChange>();
  /** What was in force before the last change of each; not stored: a restart asks the new terms a little early. */
  readonly #replaced = new Map<string, Replaced>();

  constructor(modules: ForwardingPoliciesModules) {
    this.#modules = modules;
    for (const row of modules.store.all('SELECT * FROM forwarding_policy'))
      this.#changes.set(bytesToHex(row.bytes('channel')), fromRow(row));
  }

  /** Of channels without one of their own. */
  get standard(): ForwardingPolicy {
    return { ...this.#modules.configured, ...this.#changes.get(EVERY_CHANNEL) };
  }

  policyOf({ channelId: id }: { readonly channelId: ChannelId }): ForwardingPolicy {
    return { ...this.standard, ...this.#changes.get(bytesToHex(id)) };
  }

  /** By any of which an HTLC is taken: the one in force first, then those that were replaced just now. */
  acceptable(channel: { readonly channelId: ChannelId }): readonly ForwardingPolicy[] {
    const key = bytesToHex(channel.channelId);
    const current = this.policyOf(channel);
    const [all, own] = [this.#lately(EVERY_CHANNEL), this.#lately(key)];
    if (all === undefined && own === undefined) return [current];
    const before = {
      ...this.#modules.configured,
      ...(all ?? this.#changes.get(EVERY_CHANNEL)),
      ...(own ?? this.#changes.get(key)),
    };
    // What the operator switches off or on is meant at once.
    return [current, withDisabled(before, current.disabled)];
  }

  /** What a reset leads to: for one channel the terms of all, for all those of the configuration. */
  baseOf(channel: ChannelId | undefined): ForwardingPolicy {
    return channel === undefined ? this.#modules.configured : this.standard;
  }

  /** Changes the terms of a channel, or of all that have none of their own. Resolves when that is durable. */
  async change(change: PolicyChange, channel: ChannelId | undefined, reset: boolean): Promise<void> {
    const key = channel === undefined ? EVERY_CHANNEL : bytesToHex(channel);
    const before = this.#changes.get(key) ?? {};
    const after = { ...(reset ? {} : before), ...change };
    await this.#save(channel ?? NO_CHANNEL, after);
    this.#replaced.set(key, { change: before, at: this.#modules.now() });
    this.#changes.set(key, after);
    this.#modules.changed();
  }

  /** Drops what was set for channels that are no more. */
  async keepOnly(channels: readonly ChannelId[]): Promise<void> {
    const kept = new Set([EVERY_CHANNEL, ...channels.map(bytesToHex)]);
    const gone = [...this.#changes.keys()].filter((key) => !kept.has(key));
    if (gone.length === 0) return;
    await this.#modules.store.commit((sql) => {
      for (const key of gone) sql.run('DELETE FROM forwarding_policy WHERE channel = ?', hexToBytes(key));
    });
    for (const key of gone) {
      this.#changes.delete(key);
      this.#replaced.delete(key);
    }
  }

  async #save(channel: Uint8Array, change: PolicyChange): Promise<void> {
    await this.#modules.store.commit((sql) => {
      sql.run('DELETE FROM forwarding_policy WHERE channel = ?', channel);
      if (Object.keys(change).length > 0)
        sql.run('INSERT INTO forwarding_policy VALUES (?, ?, ?, ?, ?, ?, ?)', channel, ...toColumns(change));
    });
  }

  #lately(key: string): PolicyChange | undefined {
    const replaced = this.#replaced.get(key);
    if (replaced === undefined) return undefined;
    if (replaced.at + GRACE_MILLISECONDS > this.#modules.now()) return replaced.change;
    this.#replaced.delete(key);
    return undefined;
  }
}

function withDisabled(policy: ForwardingPolicy, disabled: boolean | undefined): ForwardingPolicy {
  const { disabled: _, ...terms } = policy;
  return disabled === undefined ? terms : { ...terms, disabled };
}

type Column = Msat | number | null;

function toColumns(change: PolicyChange): readonly Column[] {
  return [
    change.feeBase ?? null,
    change.feeProportionalMillionths ?? null,
    change.cltvExpiryDelta ?? null,
    change.htlcMinimum ?? null,
    change.htlcMaximum ?? null,
    change.disabled === undefined ? null : Number(change.disabled),
  ];
}

function fromRow(row: Row): PolicyChange {
  const read = <K extends keyof PolicyChange>(
    column: string,
    key: K,
    value: (column: string) => ForwardingPolicy[K],
  ): Pick<PolicyChange, K> | undefined =>
    row.isNull(column) ? undefined : ({ [key]: value(column) } as Pick<PolicyChange, K>);
  const amount = (column: string) => msat(row.bigint(column));
  const number = (column: string) => row.number(column);
  return {
    ...read('fee_base', 'feeBase', amount),
    ...read('fee_proportional_millionths', 'feeProportionalMillionths', number),
    ...read('cltv_expiry_delta', 'cltvExpiryDelta', number),
    ...read('htlc_minimum', 'htlcMinimum', amount),
    ...read('htlc_maximum', 'htlcMaximum', amount),
    ...read('disabled', 'disabled', (column) => row.boolean(column)),
  };
}
