import { MAX_NETWORKS } from '../protocol.ts';
import type { ChainHash, ChannelId } from '../scalars.ts';
import { Fault } from './fault.ts';
import { bytes32, type Kind, list, restBytes, u16, u16Bytes } from './kinds.ts';
import { field, messageCodec, nested, record } from './message-codec.ts';

/** The chains of `init`: a message around a list in the proto, since a list alone cannot be present and empty. */
const wrappedChains = nested<{ readonly chains: readonly ChainHash[] }>('Networks', {
  chains: field(list(bytes32<ChainHash>(), MAX_NETWORKS, 'uncounted')),
});

const networks: Kind<readonly ChainHash[]> = {
  size: (chains) => wrappedChains.size({ chains }),
  write: (writer, chains) => wrappedChains.write(writer, { chains }),
  toProto: (chains) => wrappedChains.toProto({ chains }),
  fromProto(raw) {
    const wrapped = wrappedChains.fromProto(raw);
    return wrapped instanceof Fault ? wrapped : wrapped.chains;
  },
};

export const setupCodecs = [
  messageCodec('init', 'Init', {
    globalFeatures: field(u16Bytes),
    features: field(u16Bytes),
    networks: record(1, networks),
    remoteAddr: record(3, restBytes),
  }),
  messageCodec('error', 'Error', {
    channelId: field(bytes32<ChannelId>()),
    data: field(u16Bytes),
  }),
  messageCodec('warning', 'Warning', {
    channelId: field(bytes32<ChannelId>()),
    data: field(u16Bytes),
  }),
  messageCodec('ping', 'Ping', {
    numPongBytes: field(u16),
    ignored: field(u16Bytes),
  }),
  messageCodec('pong', 'Pong', {
    ignored: field(u16Bytes),
  }),
  messageCodec('peer_storage', 'PeerStorage', {
    blob: field(u16Bytes),
  }),
  messageCodec('peer_storage_retrieval', 'PeerStorageRetrieval', {
    blob: field(u16Bytes),
  }),
];
