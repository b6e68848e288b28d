import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concatBytes, hexToBytes, publicKey, sha256d, sign, verify } from '@sferic/crypto';
import {
  type ChannelAnnouncement,
  type ChannelUpdate,
  chainHash,
  channelAnnouncementClaims,
  channelAnnouncementDigest,
  channelId,
  channelUpdateClaim,
  channelUpdateDigest,
  encodeBolt,
  msat,
  type NodeAnnouncement,
  nodeAnnouncementClaim,
  nodeAnnouncementDigest,
  nodeId,
  point,
  type Signature,
  shortChannelId,
  txId,
  type WireMessage,
} from '../src/index.ts';

const CHAIN = '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206';
const ID = '07'.repeat(32);
const SECRETS = [11, 12, 13, 14].map((value) => new Uint8Array(32).fill(value));
const KEYS = SECRETS.map((secret) => publicKey(secret));
const chain = chainHash(hexToBytes(CHAIN));
const id = channelId(hexToBytes(ID));

/** The first five are vectors of BOLT 7, extended-queries.json, and of BOLT 1, Appendix C. */
const KNOWN: readonly (readonly [string, WireMessage])[] = [
  [
    `0107${CHAIN}000186a0000005dc`,
    { type: 'query_channel_range', chainHash: chain, firstBlocknum: 100_000, numberOfBlocks: 1500 },
  ],
  [
    `0107${CHAIN}000088b800000064010103`,
    {
      type: 'query_channel_range',
      chainHash: chain,
      firstBlocknum: 35_000,
      numberOfBlocks: 100,
      queryOption: 3n,
    },
  ],
  [
    `0105${CHAIN}001900000000000000008e0000000000003c69000000000045a6c4`,
    {
      type: 'query_short_channel_ids',
      chainHash: chain,
      encodedShortIds: hexToBytes('00000000000000008e0000000000003c69000000000045a6c4'),
    },
  ],
  ['001000000000', { type: 'init', globalFeatures: new Uint8Array(0), features: new Uint8Array(0) }],
  [
    `0010000000000120${CHAIN}`,
    {
      type: 'init',
      globalFeatures: new Uint8Array(0),
      features: new Uint8Array(0),
      networks: [chain],
    },
  ],
  [
    `0049${ID}0008fffffffffffffffb0200`,
    { type: 'tx_ack_rbf', channelId: id, fundingOutputContribution: -5n, requireConfirmedInputs: true },
  ],
  [
    `0047${ID}${'22'.repeat(32)}000200010a0000`,
    {
      type: 'tx_signatures',
      channelId: id,
      txid: txId(new Uint8Array(32).fill(0x22)),
      witnesses: [Uint8Array.of(10), new Uint8Array(0)],
    },
  ],
];

for (const [hex, message] of KNOWN) {
  test(`${message.type} ${hex.slice(0, 4)}…${hex.slice(-8)}`, () => {
    assert.deepEqual(encodeBolt(message), hexToBytes(hex));
  });
}

const unsigned = {
  type: 'channel_announcement' as const,
  features: hexToBytes('8000'),
  chainHash: chain,
  shortChannelId: shortChannelId(0x083a8400034d0001n),
  nodeId1: nodeId(KEYS[0]!),
  nodeId2: nodeId(KEYS[1]!),
  bitcoinKey1: point(KEYS[2]!),
  bitcoinKey2: point(KEYS[3]!),
  extension: hexToBytes('0b0101'),
};

test('the four signatures of a channel announcement cover all that follows them, with the unknown tail', () => {
  const digest = channelAnnouncementDigest(unsigned);
  const covered = concatBytes(hexToBytes(`00028000${CHAIN}083a8400034d0001`), ...KEYS, hexToBytes('0b0101'));
  assert.deepEqual(digest, sha256d(covered));
  const [a, b, c, d] = SECRETS.map((secret) => sign(digest, secret) as Signature);
  const signed: ChannelAnnouncement = {
    ...unsigned,
    nodeSignature1: a!,
    nodeSignature2: b!,
    bitcoinSignature1: c!,
    bitcoinSignature2: d!,
  };
  const claims = channelAnnouncementClaims(signed);
  assert.deepEqual(
    claims.map((claim) => claim.publicKey),
    KEYS,
  );
  assert.ok(claims.every((claim) => verify(claim.digest, claim.signature, claim.publicKey)));
});

test('the signature of a node announcement covers all that follows it', () => {
  const announcement: Omit<NodeAnnouncement, 'signature'> = {
    type: 'node_announcement',
    features: new Uint8Array(0),
    timestamp: 0x5fffffff,
    nodeId: nodeId(KEYS[0]!),
    rgbColor: Uint8Array.of(1, 2, 3),
    alias: new Uint8Array(32).fill(0x61),
    addresses: [
      { type: 'ipv4', address: Uint8Array.of(127, 0, 0, 1), port: 9735 },
      { type: 'dns', hostname: 'ln.example', port: 9736 },
    ],
    extension: new Uint8Array(0),
  };
  const covered = concatBytes(
    hexToBytes('00005fffffff'),
    KEYS[0]!,
    hexToBytes(`010203${'61'.repeat(32)}0015017f0000012607050a6c6e2e6578616d706c652608`),
  );
  const digest = nodeAnnouncementDigest(announcement);
  assert.deepEqual(digest, sha256d(covered));
  const claim = nodeAnnouncementClaim({ ...announcement, signature: sign(digest, SECRETS[0]!) as Signature });
  assert.ok(verify(claim.digest, claim.signature, claim.publicKey));
});

test('the signature of a channel update covers all that follows it', () => {
  const update: Omit<ChannelUpdate, 'signature'> = {
    type: 'channel_update',
    chainHash: chain,
    shortChannelId: shortChannelId(1n),
    timestamp: 7,
    messageFlags: 1,
    channelFlags: 2,
    cltvExpiryDelta: 144,
    htlcMinimumMsat: msat(1),
    feeBaseMsat: 1000,
    feeProportionalMillionths: 10,
    htlcMaximumMsat: msat(0x0102030405060708n),
    extension: Uint8Array.of(0xfe),
  };
  const covered = hexToBytes(
    `${CHAIN}00000000000000010000000701020090${'00'.repeat(7)}01000003e80000000a0102030405060708fe`,
  );
  const digest = channelUpdateDigest(update);
  assert.deepEqual(digest, sha256d(covered));
  const signed = { ...update, signature: sign(digest, SECRETS[1]!) as Signature };
  const claim = channelUpdateClaim(signed, nodeId(KEYS[1]!));
  assert.ok(verify(claim.digest, claim.signature, claim.publicKey));
});
