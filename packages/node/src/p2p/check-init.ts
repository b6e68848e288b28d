import { err, ok, type Result } from '@sferic/codec';
import { equalBytes } from '@sferic/crypto';
import { type ChainHash, combineFeatures, compareFeatures, type FeatureSet, type Init } from '@sferic/wire';

export interface InitError {
  readonly code: 'incompatible_features' | 'wrong_chain';
  readonly message: string;
}

/**
 * Whether we can talk to a peer with this `init` (BOLT 1, "The init Message"). Gives its features as one vector.
 * A peer that names chains must name ours; one that names none is taken at its word.
 */
export function checkInit(ours: FeatureSet, chain: ChainHash, init: Init): Result<Uint8Array, InitError> {
  if (init.networks !== undefined && !init.networks.some((network) => equalBytes(network, chain)))
    return err({ code: 'wrong_chain', message: 'the peer follows none of our chains' });
  const features = combineFeatures(init.globalFeatures, init.features);
  const problems = compareFeatures(ours, features);
  if (problems.length === 0) return ok(features);
  return err({
    code: 'incompatible_features',
    message: problems.map((problem) => problem.message).join('; '),
  });
}
