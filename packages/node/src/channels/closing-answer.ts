import type { ChannelState } from '@sferic/channel';
import type { Timer } from '../clock.ts';

/** For a signature that takes no thought: as long as `close` waits for it. */
const ANSWER_TIMEOUT_MS = 60_000;

export interface ClosingAnswerModules {
  readonly after: Timer;
  /** The close begins anew with the next connection. */
  readonly disconnect: (reason: string) => void;
}

/**
 * A peer that does not sign our closing transaction is disconnected: until it answers, no other may be proposed (BOLT 2, "Closing
 * Negotiation: closing_complete and closing_sig").
 */
export class ClosingAnswer {
  readonly #modules: ClosingAnswerModules;
  #awaits = false;
  #cancel: (() => void) | undefined;

  constructor(modules: ClosingAnswerModules) {
    this.#modules = modules;
  }

  changed(state: ChannelState): void {
    const awaits = state.type === 'negotiating' && state.offer !== undefined;
    if (awaits === this.#awaits) return;
    this.#awaits = awaits;
    this.#cancel?.();
    this.#cancel = awaits ? this.#modules.after(ANSWER_TIMEOUT_MS, () => this.#giveUp()) : undefined;
  }

  #giveUp(): void {
    this.#modules.disconnect('the peer does not sign our closing transaction');
  }
}
