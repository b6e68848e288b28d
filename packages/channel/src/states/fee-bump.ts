/** Replacing the funding transaction (BOLT 2, "Fee bumping: `tx_init_rbf` and `tx_ack_rbf`"). */
import { type ChannelId, reasonData } from '@sferic/wire';
import type { Effect } from '../effect.ts';
import { send } from './transition.ts';

/** The answer to `tx_init_rbf`: the recipient may decline for any reason, and must once `channel_ready` was said. */
export function declineFeeBump(channelId: ChannelId): Effect {
  const data = reasonData('this node does not replace funding transactions');
  return send({ type: 'tx_abort', channelId, data });
}
