/** HTLCs that make a channel fail because time runs out (BOLT 2, "`cltv_expiry_delta` Selection"). */
import type { Htlc } from '../commitment/htlc.ts';
import { type ChannelError, channelError } from '../error.ts';
import type { ChannelEnv } from '../input.ts';
import type { NormalState } from '../state.ts';

/** Blocks after its expiry in which the peer may still remove an HTLC that we offered: `G` of the BOLT. */
export const OFFERED_HTLC_GRACE = 2;

/** Blocks before its expiry by which the peer must have taken a preimage: `2R + G + S` of the BOLT. */
export const FULFILLED_HTLC_MARGIN = 18;

/** The error that an HTLC past its deadline calls for, if there is one in a commitment that can still confirm. */
export function expiredHtlc({ commitments }: NormalState, { height }: ChannelEnv): ChannelError | undefined {
  const { local, remote } = commitments.updates.htlcs;
  const offered = local
    .values()
    .find((htlc) => isHeld(htlc) && height >= htlc.facts.cltvExpiry + OFFERED_HTLC_GRACE);
  if (offered !== undefined) return deadline(offered, height);
  const fulfilled = remote
    .values()
    .find(
      (htlc) =>
        htlc.removal?.type === 'fulfill' &&
        isHeld(htlc) &&
        height >= htlc.facts.cltvExpiry - FULFILLED_HTLC_MARGIN,
    );
  return fulfilled === undefined ? undefined : deadline(fulfilled, height);
}

/**
 * Whether a commitment that is not revoked holds the HTLC. Until its removal is irrevocable one does: a peer that has signed the
 * removal and withholds its revocation could still publish the commitment with the HTLC, and claim it.
 */
function isHeld({ stage }: Htlc): boolean {
  return stage !== 'add_proposed';
}

function deadline({ facts }: Htlc, height: number): ChannelError {
  return channelError(
    'htlc_deadline',
    `HTLC ${facts.id} of the ${facts.offeredBy} end with expiry ${facts.cltvExpiry} is due at height ${height}`,
  );
}
