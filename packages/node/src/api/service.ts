/**
 * What a running node offers to people and programs. The HTTP API exposes exactly this, the daemon implements it, and
 * the command line is a client of the HTTP API: one list of operations, in one place.
 *
 * Values are what JSON can hold: amounts are decimal strings (their unit is in the name), ids are lower-case hex,
 * txids are in display order, times are seconds since 1970.
 */
import type { ChannelsOperations } from './service/channels.ts';
import type { EventsOperations } from './service/events.ts';
import type { NetworkOperations } from './service/network.ts';
import type { NodeOperations } from './service/node.ts';
import type { PaymentsOperations } from './service/payments.ts';
import type { PeersOperations } from './service/peers.ts';
import type { SpontaneousOperations } from './service/spontaneous.ts';
import type { StreamsOperations } from './service/streams.ts';
import type { TowersOperations } from './service/towers.ts';
import type { WalletOperations } from './service/wallet.ts';

export * from './service/channels.ts';
export * from './service/error.ts';
export * from './service/events.ts';
export * from './service/network.ts';
export * from './service/node.ts';
export * from './service/payments.ts';
export * from './service/peers.ts';
export * from './service/pending.ts';
export * from './service/spontaneous.ts';
export * from './service/streams.ts';
export * from './service/towers.ts';
export * from './service/wallet.ts';

/** The operations. Each rejects with a `ServiceError` where it is refused. */
export interface NodeService
  extends NodeOperations,
    PeersOperations,
    WalletOperations,
    ChannelsOperations,
    PaymentsOperations,
    NetworkOperations,
    SpontaneousOperations,
    StreamsOperations,
    TowersOperations,
    EventsOperations {}
