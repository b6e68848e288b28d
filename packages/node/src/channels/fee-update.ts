import type { ChannelState, Feerates } from '@sferic/channel';
import type { SatPerKw } from '@sferic/wire';

/** Of the present feerate: nearer to it than this, a new one is not worth an exchange of commitments. */
const LEAST_CHANGE_PERCENT = 20;

/** The feerate that the opener of a channel should propose now, if any. */
export function feerateToPropose(
  state: ChannelState,
  { commitment: wanted }: Feerates,
): SatPerKw | undefined {
  if (state.type !== 'normal' || state.params.opener !== 'local') return undefined;
  const { feerate, pendingFeerates } = state.commitments.updates;
  const current = pendingFeerates.at(-1)?.feerate ?? feerate;
  const change = Math.abs(wanted - current) * 100;
  return change > current * LEAST_CHANGE_PERCENT ? wanted : undefined;
}
