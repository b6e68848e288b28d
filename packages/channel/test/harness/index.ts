/** What tests of other packages need to play one end of a channel. */
export { End } from './end.ts';
export { environment, normalStates, originOf, POLICY, payment, START_HEIGHT } from './fixtures.ts';
export { TestSigner } from './test-signer.ts';
