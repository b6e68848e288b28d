import type { CloseRequest } from './closing-state.ts';

/**
 * Close in cooperation, paying `feerate` for our own closing transaction. Again, to pay more or to another script, once
 * the peer has answered; the transaction before is replaced.
 */
export interface ClosingCommand extends CloseRequest {
  readonly type: 'close';
}
