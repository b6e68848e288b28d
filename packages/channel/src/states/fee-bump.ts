/** Replacing the funding transaction (BOLT 2, "Fee bumping: `tx_init_rbf` and `tx_ack_rbf`"). */
import { type ChannelId, reasonData } from '@sferic/wire';
import type { Effect } from '../effect.ts';
import { send } from './transition.ts';

/** The answer to `tx_init_rbf` once the channel was ready. */
export function declineFeeBump(channelId: ChannelId): Effect {
  const data = reasonData('channel_ready was said already');
  return send({ type: 'tx_abort', channelId, data });
}
