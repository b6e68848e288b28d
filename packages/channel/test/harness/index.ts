/** What tests of other packages need to play channels, one end or both. */
export { established, localCommitment } from './auditor.ts';
export { End } from './end.ts';
export { environment, normalStates, originOf, POLICY, payment, START_HEIGHT } from './fixtures.ts';
export { Pair } from './pair.ts';
export { TestSigner } from './test-signer.ts';
export { fulfill, offer } from './traffic.ts';
