import { hexToBytes, sign } from '@sferic/crypto';
import { ALIAS_LENGTH, aliasOf, signature } from '@sferic/wire';
import type { Channels } from './channels/index.ts';
import { milliseconds } from './clock.ts';
import type { Foundation } from './daemon-options.ts';
import { DISABLE_DELAY_MS, nodeFeatures } from './defaults.ts';
import { announcedAddresses, GossipService, nodeAddress } from './graph/index.ts';
import type { Host } from './p2p/index.ts';
import type { ForwardingPolicies } from './switch/index.ts';

/** The host is made after the graph, and asked when there is something to say of it. */
export function makeGraph(
  { options, store, chain: { chain, follower, keys, fundingOutputs, watcher } }: Foundation,
  channels: Channels,
  policies: ForwardingPolicies,
  host: () => Host,
): GossipService {
  const { gossipRelayMilliseconds, identity, log } = options;
  return new GossipService(
    {
      nodeId: keys.nodeId,
      chain: chain.chainHash,
      features: nodeFeatures(options.acceptsSpontaneous),
      relayDelayMilliseconds: gossipRelayMilliseconds,
      disableDelayMilliseconds: DISABLE_DELAY_MS,
    },
    {
      store,
      outputs: fundingOutputs,
      watcher,
      height: () => follower.tip.height,
      now: milliseconds,
      sign: (digest) => signature(sign(digest, keys.identity.secretKey.expose())),
      channels: () => channels.channels(),
      policyOf: (channel) => policies.policyOf(channel),
      details: () => ({
        alias: aliasOf(identity.alias) ?? new Uint8Array(ALIAS_LENGTH),
        color: hexToBytes(identity.color.slice(1)),
        features: nodeFeatures(options.acceptsSpontaneous),
        addresses: announcedAddresses(
          host()
            .endpoints()
            .flatMap((endpoint) => nodeAddress(endpoint.host, endpoint.port) ?? []),
        ),
      }),
      log,
    },
  );
}
