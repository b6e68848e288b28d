/** Watchtowers: the node as a client of some, and as one for others. */
export type { JusticeSource } from './client/justice-maker.ts';
export { TOWER_BOOK_SCHEMA } from './client/tower-book.ts';
export type { TowerView } from './client/tower-client.ts';
export { MAX_TOWERS, Towers } from './client/towers.ts';
export type { BreachView } from './server/breach-watch.ts';
export { TOWER_LIMITS, type TowerLimits } from './server/limits.ts';
export { TOWER_SERVER_SCHEMAS, TowerServer, type TowerServerStatus } from './server/tower-server.ts';
