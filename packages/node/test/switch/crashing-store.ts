import type { CommitToken } from '@sferic/channel';
import type { Row, SqlReader, SqlValue, Store, Work, WorkKind } from '../../src/store/index.ts';

/** Where a process stops: before its n-th transaction is on disk, or after, before anybody hears of it. */
export interface CrashPoint {
  readonly transaction: number;
  readonly when: 'before' | 'after';
}

/** What a process sees of its store until it crashes: then nothing is written and nothing answers. */
export class CrashingStore implements SqlReader {
  readonly #store: Store;
  readonly #crash: CrashPoint | undefined;
  readonly #crashed: () => void;
  #lastToken: CommitToken | undefined;
  #transactions = 0;
  #isDead = false;
  #pending = 0;

  constructor(store: Store, crash: CrashPoint | undefined, crashed: () => void) {
    this.#store = store;
    this.#crash = crash;
    this.#crashed = crashed;
  }

  get transactions(): number {
    return this.#transactions;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** Whether nothing waits to be written. */
  get isIdle(): boolean {
    return this.#isDead || this.#pending === 0;
  }

  get(sql: string, ...values: readonly SqlValue[]): Row | undefined {
    return this.#store.get(sql, ...values);
  }

  all(sql: string, ...values: readonly SqlValue[]): readonly Row[] {
    return this.#store.all(sql, ...values);
  }

  async commit(work: Work, kind?: WorkKind): Promise<CommitToken> {
    if (this.#isDead) return never();
    this.#pending++;
    try {
      const token = await this.#store.commit((tx) => {
        this.#begin();
        if (!this.#isDead) work(tx);
      }, kind);
      this.#committed(token);
      return this.#isDead ? await never() : token;
    } catch (error) {
      if (this.#isDead) return never();
      throw error;
    } finally {
      this.#pending--;
    }
  }

  #begin(): void {
    if (this.#crash?.when === 'before' && this.#transactions === this.#crash.transaction - 1) this.#die();
  }

  #committed(token: CommitToken): void {
    if (this.#isDead || token === this.#lastToken) return;
    this.#lastToken = token;
    this.#transactions++;
    if (this.#crash?.when === 'after' && this.#transactions === this.#crash.transaction) this.#die();
  }

  #die(): void {
    if (this.#isDead) return;
    this.#isDead = true;
    this.#crashed();
  }
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
