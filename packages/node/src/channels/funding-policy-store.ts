import { sat } from '@sferic/wire';
import type { Schema, Store } from '../store/index.ts';
import type { FundingPolicy } from './funding-policy.ts';

export const FUNDING_POLICY_SCHEMA: Schema = {
  name: 'funding_policy',
  migrations: ['CREATE TABLE funding_policy (type TEXT NOT NULL, amount INTEGER NOT NULL) STRICT'],
};

/** The funding policy in force: the one of the configuration, until it is changed at run time; that outlives a restart. */
export class FundingPolicySetting {
  readonly #store: Store;
  #current: FundingPolicy;

  constructor(store: Store, configured: FundingPolicy) {
    this.#store = store;
    this.#current = read(store) ?? configured;
  }

  get current(): FundingPolicy {
    return this.#current;
  }

  async set(policy: FundingPolicy): Promise<void> {
    const amount = policy.type === 'none' ? 0n : policy.type === 'match' ? policy.limit : policy.amount;
    await this.#store.commit((sql) => {
      sql.run('DELETE FROM funding_policy');
      sql.run('INSERT INTO funding_policy VALUES (?, ?)', policy.type, amount);
    });
    this.#current = policy;
  }
}

function read(store: Store): FundingPolicy | undefined {
  const row = store.get('SELECT type, amount FROM funding_policy');
  if (row === undefined) return undefined;
  const amount = sat(row.bigint('amount'));
  switch (row.text('type')) {
    case 'match':
      return { type: 'match', limit: amount };
    case 'fixed':
      return { type: 'fixed', amount };
    default:
      return { type: 'none' };
  }
}
