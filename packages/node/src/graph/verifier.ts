import { verify } from '@sferic/crypto';
import type { SignatureClaim } from '@sferic/wire';

/** Signatures checked before the event loop gets its turn: a few milliseconds even without native code. */
const SIGNATURES_PER_TURN = 8;

interface Job {
  readonly claims: readonly SignatureClaim[];
  readonly resolve: (holds: boolean) => void;
}

/**
 * Checks signatures of gossip, in the order of the calls, a few in each turn of the event loop, so that payments are not held
 * up. How much waits is bounded by what callers have in hand: see `MAX_IN_HAND`.
 */
export class SignatureVerifier {
  #jobs: Job[] = [];
  #scheduled: NodeJS.Immediate | undefined;

  /** Whether all signatures hold. */
  check(claims: readonly SignatureClaim[]): Promise<boolean> {
    return new Promise((resolve) => {
      this.#jobs.push({ claims, resolve });
      this.#scheduled ??= setImmediate(() => this.#run());
    });
  }

  /** What waits is given up: its promises stay pending. */
  stop(): void {
    clearImmediate(this.#scheduled);
    this.#jobs = [];
  }

  #run(): void {
    let checked = 0;
    let done = 0;
    for (const { claims, resolve } of this.#jobs) {
      if (checked >= SIGNATURES_PER_TURN) break;
      resolve(claims.every(({ digest, signature, publicKey }) => verify(digest, signature, publicKey)));
      checked += claims.length;
      done += 1;
    }
    this.#jobs.splice(0, done);
    this.#scheduled = this.#jobs.length > 0 ? setImmediate(() => this.#run()) : undefined;
  }
}
