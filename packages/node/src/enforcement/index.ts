/** Seeing that what a channel publishes confirms in time: one publisher a channel, fees by deadline, and coins kept for it. */
export { Enforcement } from './enforcement.ts';
export { Published } from './published.ts';
export { enforcementReserve, reserveWithOneMore } from './reserve.ts';
