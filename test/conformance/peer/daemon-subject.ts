/** This project's node as the subject of the suite. */

import { hexToBytes } from '@sferic/crypto';
import { NODE_FEATURES } from '@sferic/node';
import { encodeFeatures, nodeId } from '@sferic/wire';
import { CHAINS } from '../../../packages/node/src/chain/index.ts';
import { type LocalNetwork, type TestNode, until } from '../../network/local-network.ts';
import type { Subject } from './subject.ts';

export async function daemonSubject(network: LocalNetwork, node: TestNode): Promise<Subject> {
  const info = await node.service.info();
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
    channels: async () =>
      (await node.service.channels()).map(({ channelId, usable }) => ({ channelId, usable })),
  };
}
