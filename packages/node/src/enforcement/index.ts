/** Seeing that what a channel publishes confirms in time: one publisher a channel, fees by deadline, and coins kept for it. */
export { ClaimPublisher } from './claim-publisher.ts';
export { CommitmentPublisher } from './commitment-publisher.ts';
export { Published } from './published.ts';
export { enforcementReserve } from './reserve.ts';
