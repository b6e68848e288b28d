import type { ChainHash, ChannelId } from '../scalars.ts';

/** BOLT 1, "The init Message": the first message of each side. */
export interface Init {
  readonly type: 'init';
  /** Feature bits of old; a reader combines both maps. */
  readonly globalFeatures: Uint8Array;
  /** Feature bits of BOLT 9, big-endian, bit 0 in the last byte's lowest bit. */
  readonly features: Uint8Array;
  /** TLV 1: the chains that the sender is interested in. */
  readonly networks?: readonly ChainHash[];
  /** TLV 3: the receiver's address as the sender sees it, an address descriptor of BOLT 7. */
  readonly remoteAddr?: Uint8Array;
}

/** BOLT 1, "The error and warning Messages": the channel (or every channel, if the id is zero) has failed. */
export interface ErrorMessage {
  readonly type: 'error';
  readonly channelId: ChannelId;
  /** Text for people, in whatever bytes the peer chose: show it through `describeReason`. */
  readonly data: Uint8Array;
}

/** BOLT 1, "The error and warning Messages": something is wrong, and the channel goes on. */
export interface Warning {
  readonly type: 'warning';
  readonly channelId: ChannelId;
  /** As in `ErrorMessage`. */
  readonly data: Uint8Array;
}

/** BOLT 1, "The ping and pong Messages". */
export interface Ping {
  readonly type: 'ping';
  /** Bytes that the pong shall carry; from 65532 on no pong is wanted. */
  readonly numPongBytes: number;
  readonly ignored: Uint8Array;
}

/** BOLT 1, "The ping and pong Messages". */
export interface Pong {
  readonly type: 'pong';
  readonly ignored: Uint8Array;
}

/** BOLT 1, "Peer storage": the receiver is asked to keep the blob, in place of the one before. */
export interface PeerStorage {
  readonly type: 'peer_storage';
  /** Encrypted by its sender; at most `MAX_PEER_STORAGE` bytes. */
  readonly blob: Uint8Array;
}

/** BOLT 1, "Peer storage": what the sender keeps for the receiver. */
export interface PeerStorageRetrieval {
  readonly type: 'peer_storage_retrieval';
  /** As in `PeerStorage`. */
  readonly blob: Uint8Array;
}

export type PeerStorageMessage = PeerStorage | PeerStorageRetrieval;

export type SetupMessage = Init | ErrorMessage | Warning | Ping | Pong | PeerStorageMessage;
