import { err, ok } from '@sferic/codec';
import type { Route, RouteFinder, RouteRequest } from './payments/index.ts';
import { hexToBytes, bytesToHex } from '@sferic/crypto';
import { nodeId } from '@sferic/wire';
export const GRAPH_SCHEMAS: any[] = [];
export class Gossip implements RouteFinder {
  name = 'graph';
  d: any;
  constructor(d: any) { this.d = d; }
  findRoute(r: RouteRequest) {
    const c = this.d.channels().find((c: any) => c.usable && c.peer === bytesToHex(r.payee));
    if (!c) return err({ message: 'no route' });
    return ok({ channelId: c.channelId, hops: [{ nodeId: nodeId(hexToBytes(c.peer)), shortChannelId: c.shortChannelId ?? 0n, amount: r.amount, cltvExpiry: r.finalExpiry }] } as Route);
  }
  announceChannel(_: any) {} channelsChanged() {} peerPolicy(_: any) { return undefined; } connected(_: any) {} disconnected(_: any) {}
  message(_: any, __: any) {} counts() { return { nodes: 0, channels: 0 }; } stop() {}
  async blockConnected() {} async blockDisconnected() {}
}
