import { p2wsh } from '../bitcoin/output-scripts.ts';
import { fundingScript } from '../bitcoin/scripts.ts';
import type { Watch } from '../effect.ts';
import type { EstablishedState } from '../state.ts';

/** The watches that a state needs: confirmation of its fundings, and whatever spends them. */
export function fundingWatches({ commitments, params }: EstablishedState): readonly Watch[] {
  const scriptPubKey = p2wsh(fundingScript(params.local.fundingPubkey, params.remote.fundingPubkey));
  return commitments.active.flatMap(({ txid, outputIndex }): Watch[] => [
    { type: 'funding_confirmed', txid, scriptPubKey },
    { type: 'funding_spent', txid, outputIndex, scriptPubKey },
  ]);
}
