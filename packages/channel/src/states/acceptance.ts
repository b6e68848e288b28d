import type { MustFail } from '../effect.ts';
import type { EstablishedState } from '../state.ts';
import { realShortChannelId } from './announcement.ts';

/** What forbids to take the HTLCs that the peer offers in this state, if anything. */
export function mustFail(state: EstablishedState): MustFail | undefined {
  if (state.type === 'failed' || state.type === 'closing') return 'not_backed';
  if (state.type === 'normal' && state.shutdown.local !== undefined) return 'shutting_down';
  return realShortChannelId(state.commitments) === undefined ? 'not_backed' : undefined;
}
