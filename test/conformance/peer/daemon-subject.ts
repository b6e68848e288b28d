/** This project's node as the subject of the suite. */

import { bytesToHex, hexToBytes } from '@sferic/crypto';
import { NODE_FEATURES, ServiceError } from '@sferic/node';
import { encodeFeatures, nodeId } from '@sferic/wire';
import { CHAINS } from '../../../packages/node/src/chain/index.ts';
import { type LocalNetwork, type TestNode, until } from '../../network/local-network.ts';
import type { Subject } from './subject.ts';

/** What the node puts into a channel that it opens. */
const OWN_CHANNEL_SAT = '500000';

export async function daemonSubject(network: LocalNetwork, node: TestNode): Promise<Subject> {
  const info = await node.service.info();
  // It ripens with the coins of the suite.
  await network.mine(1, (await node.service.walletAddress()).address);
  const [address] = info.listening;
  if (address === undefined) throw new Error('the node listens nowhere');
  return {
    nodeId: nodeId(hexToBytes(info.nodeId)),
    address,
    chain: CHAINS.regtest.chainHash,
    features: encodeFeatures(NODE_FEATURES),
    call: (method, ...params) => network.call(method, ...params),
    synced: async () => {
      const height = await network.call('getblockcount');
      await until(async () => (await node.service.info()).blockHeight === height);
    },
    invoice: async (amountMsat) => {
      const { invoice } = await node.service.createInvoice({ amountMsat: amountMsat.toString() });
      return invoice;
    },
    open: async (peer) => {
      try {
        await node.service.open({ peer: bytesToHex(peer), amountSat: OWN_CHANNEL_SAT });
        return undefined;
      } catch (error) {
        if (error instanceof ServiceError) return error.message;
        throw error;
      }
    },
    reservedSat: async () => BigInt((await node.service.walletBalance()).reservedSat),
    channels: async () =>
      (await node.service.channels()).map(({ channelId, usable }) => ({ channelId, usable })),
  };
}
