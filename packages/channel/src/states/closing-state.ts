import type { Dual } from '../dual.ts';
import type { Established } from '../state.ts';

/** Both ends sent `shutdown` and nothing is pending: each proposes closing transactions of its own. */
export interface NegotiatingState extends Established {
  readonly type: 'negotiating';
  readonly shutdown: Dual<Uint8Array>;
}
