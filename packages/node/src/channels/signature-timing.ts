import { type ChannelState, nextSignature, type SigningLoad } from '@sferic/channel';
import type { Timer } from '../clock.ts';
import type { Turns } from '../turns.ts';

/** About what it takes to build and sign one HTLC here, and to build and check it there: nobody waits longer for others than for that. */
const MILLISECONDS_PER_HTLC = 0.2;
/** So many HTLCs are signed again without ado: it takes no longer than to wait. */
const QUICKLY_SIGNED = 8;
/** So many HTLCs cost less in the commitments of the next payment than commitments without them would. */
const QUICKLY_CARRIED = 4;
/** Payments that are streamed ten times a second share commitments; who waits for the balance of one hardly sees it. */
export const TIDYING_UP_WAITS_MS = 150;

/** What a signature waits for: the next payment, the end of the work in hand, or more changes. */
type Wait = { readonly for: 'payment' | 'idle' } | { readonly for: 'changes'; readonly milliseconds: number };

/**
 * When to sign the peer's next commitment: as soon as it may be, with two exceptions. Since a commitment signs each of its HTLCs again,
 * many HTLCs and fewer changes wait for more changes, no longer than their signatures take: in a crowd, where each comes and goes in the
 * peer's commitments, it is signed about twice. And what only tidies up waits for what comes next, to be signed with it: a few HTLCs for
 * the next payment, unless the peer has waited for that already, more of them until the work in hand is done.
 */
export class SignatureTiming {
  readonly #turns: Turns;
  readonly #after: Timer;
  readonly #due: () => void;
  /** What is waited for, each with what ends the wait. */
  readonly #waits = new Map<Wait['for'], () => void>();
  /** Who has waited waits no longer, whatever has come meanwhile. */
  #hasWaited = false;

  /** `due`: calls back when a signature that was put off may be made. */
  constructor(turns: Turns, after: Timer, due: () => void) {
    this.#turns = turns;
    this.#after = after;
    this.#due = due;
  }

  get isPutOff(): boolean {
    return this.#waits.size > 0;
  }

  /** Whether the command `sign` shall be given now. If not although it could, `due` calls back. */
  isNow(state: ChannelState): boolean {
    const next = nextSignature(state);
    if (next === undefined) return false;
    const wait = this.#hasWaited ? undefined : waitOf(next);
    if (wait === undefined) {
      this.cancel();
      return true;
    }
    if (!this.#waits.has(wait.for)) this.#waits.set(wait.for, this.#begin(wait));
    return false;
  }

  /** What is put off may be made now. */
  hurry(): void {
    if (this.isPutOff) this.#over();
  }

  /** Nothing is put off any more. */
  cancel(): void {
    this.#hasWaited = false;
    this.#endWaits();
  }

  /** Returns what ends the wait before its time. */
  #begin(wait: Wait): () => void {
    const isOver = (): void => this.#over();
    if (wait.for === 'idle') return this.#turns.whenIdle(isOver);
    return this.#after(wait.for === 'changes' ? wait.milliseconds : TIDYING_UP_WAITS_MS, isOver);
  }

  #over(): void {
    this.#endWaits();
    this.#hasWaited = true;
    this.#due();
  }

  #endWaits(): void {
    for (const end of this.#waits.values()) end();
    this.#waits.clear();
  }
}

function waitOf({ changes, htlcs, isCleanUp, isLast }: SigningLoad): Wait | undefined {
  if (htlcs > changes && htlcs > QUICKLY_SIGNED)
    return { for: 'changes', milliseconds: Math.ceil(htlcs * MILLISECONDS_PER_HTLC) };
  if (!isCleanUp) return undefined;
  // The peer has waited for the next payment in vain.
  return { for: changes > QUICKLY_CARRIED || isLast ? 'idle' : 'payment' };
}
