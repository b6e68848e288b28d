/**
 * Node ids and PeerIds: two spellings of one secp256k1 key. A secp256k1 PeerId inlines its 33-byte public key, and
 * libp2p's Noise handshake proves that the peer holds the secret key.
 */
import { privateKeyFromRaw, publicKeyFromRaw } from '@libp2p/crypto/keys';
import type { PeerId, PrivateKey } from '@libp2p/interface';
import { peerIdFromPrivateKey, peerIdFromPublicKey, peerIdFromString } from '@libp2p/peer-id';
import { bytesToHex, hexToBytes, isValidPublicKey } from '@sferic/crypto';

/** A node's public key as 66 lower-case hex digits: the spelling that the shells use as a map key. */
export type NodeIdHex = string;

/** The libp2p identity of a node key (32 bytes). */
export function libp2pPrivateKey(nodeSecret: Uint8Array): PrivateKey {
  return privateKeyFromRaw(nodeSecret);
}

export function peerIdOfSecret(nodeSecret: Uint8Array): PeerId {
  return peerIdFromPrivateKey(privateKeyFromRaw(nodeSecret));
}

/** The PeerId of a node id; `undefined` unless it is a compressed point on the curve. */
export function peerIdOfNode(nodeId: NodeIdHex): PeerId | undefined {
  if (!/^0[23][0-9a-fA-F]{64}$/.test(nodeId)) return undefined;
  const key = hexToBytes(nodeId.toLowerCase());
  return isValidPublicKey(key) ? peerIdFromPublicKey(publicKeyFromRaw(key)) : undefined;
}

/** The node id of a PeerId; `undefined` when it isn't a secp256k1 identity. */
export function nodeIdOfPeer(peer: PeerId): NodeIdHex | undefined {
  if (peer.type !== 'secp256k1' || peer.publicKey === undefined) return undefined;
  return bytesToHex(peer.publicKey.raw);
}

/** Reads either spelling: `02…` (hex) or `16Uiu2…` (base58). */
export function parseNodeId(text: string): NodeIdHex | undefined {
  if (/^0[23][0-9a-fA-F]{64}$/.test(text)) return peerIdOfNode(text) && text.toLowerCase();
  try {
    return nodeIdOfPeer(peerIdFromString(text));
  } catch {
    return undefined;
  }
}
