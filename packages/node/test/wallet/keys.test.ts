import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { derivePublicKey, deriveRevocationPrivateKey } from '@sferic/channel';
import { bytesToHex, mnemonicToSeed, publicKey, Secret, sha256, verify } from '@sferic/crypto';
import type { TxId } from '@sferic/wire';
import { basepointsOf, channelSigner } from '../../src/wallet/channel-signer.ts';
import { MAX_CHANNEL_INDEX, NodeKeys } from '../../src/wallet/keys.ts';

const seed = new Secret(mnemonicToSeed(`${'abandon '.repeat(11)}about`));
const keys = new NodeKeys(seed, 0);
const DIGEST = sha256(Uint8Array.of(1));

test('the first wallet keys are those of BIP 84, test vectors', () => {
  const expected = [
    ['receive', 0, '0330d54fd0dd420a6e5f8d3624f5f3482cae350f79d5f0753bf5beef9c2d91af3c'],
    ['receive', 1, '03e775fd51f0dfb8cd865d9ff1cca2a158cf651fe997fdc9fee9c1d3b5e995ea77'],
    ['change', 0, '03025324888e429ab8e3dbaf1f7802648b9cd01e9b418485c5fa4c1b9b5700e1a6'],
  ] as const;
  for (const [branch, index, hex] of expected) {
    assert.equal(bytesToHex(keys.walletPublicKey(branch, index)), hex);
    const { secretKey, publicKey: point } = keys.wallet(branch, index);
    assert.equal(bytesToHex(point), hex);
    assert.deepEqual(publicKey(secretKey.expose()), point);
  }
});

test('keys of another chain, channel or purpose differ, and the same path gives the same keys', () => {
  const other = new NodeKeys(seed, 1);
  const all = [keys, other].flatMap((node) => [
    node.nodeId,
    node.walletPublicKey('receive', 0),
    ...[0, 1, MAX_CHANNEL_INDEX].flatMap((index) => {
      const channel = node.channel(index);
      return [
        channel.fundingKey(0).publicKey,
        channel.fundingKey(1).publicKey,
        ...Object.values(basepointsOf(channel)),
      ];
    }),
  ]);
  assert.equal(new Set(all.map(bytesToHex)).size, all.length);
  assert.deepEqual(new NodeKeys(seed, 0).channel(1).htlc.publicKey, keys.channel(1).htlc.publicKey);
});

// A change here loses the keys of every node: these values never change.
test('the identity and the first channel of a known seed are what they were', () => {
  assert.equal(bytesToHex(keys.nodeId), '02de057a3bcf9a11591fe2717af9a5316dbdd21ebcb6488b2af32132ed5764fe63');
  assert.equal(
    bytesToHex(keys.channel(0).fundingKey(0).publicKey),
    '03f85e731e62221e981e497c12b76f97828c0a5e7d7481e5c0640267e7ef33b0d2',
  );
  assert.equal(
    bytesToHex(keys.channel(0).payment.publicKey),
    '027324343600609f07e4e38fa22c80dfb3a9f9e71db40b5d38c8020fa1d62ce869',
  );
  assert.equal(
    bytesToHex(publicKey(keys.channel(0).shachainSeed.expose())),
    '03bb037dd321ceacd2464bff207239c26d76d519df124b76043f14826b5aa94ff4',
  );
});

test('a channel index out of range throws', () => {
  for (const index of [-1, 0.5, MAX_CHANNEL_INDEX + 1]) assert.throws(() => keys.channel(index), RangeError);
});

test('no secret of a node prints', () => {
  const secret = bytesToHex(keys.identity.secretKey.expose());
  const printed = inspect([keys, keys.channel(0), keys.identity], { depth: 9, showHidden: true });
  assert.doesNotMatch(printed, new RegExp(secret));
  assert.match(printed, /\[secret\]/);
});

test('a signer signs with the keys that it states', () => {
  const signer = channelSigner(keys, 7);
  const funding = signer.fundingPubkey(1);
  const request = { digest: DIGEST, commitmentNumber: 3, fundingIndex: 1 };
  assert.equal(
    verify(DIGEST, signer.signRemoteCommitment({ ...request, fundingTxid: sha256(DIGEST) as TxId }), funding),
    true,
  );
  assert.equal(verify(DIGEST, signer.signLocalCommitment(request), funding), true);
  assert.equal(verify(DIGEST, signer.signClosing(request), funding), true);
  const { nodeSignature, bitcoinSignature } = signer.signChannelAnnouncement(request);
  assert.equal(verify(DIGEST, nodeSignature, signer.nodeId), true);
  assert.equal(verify(DIGEST, bitcoinSignature, funding), true);
  const perCommitmentPoint = signer.perCommitmentPoint(3);
  const htlcKey = derivePublicKey(signer.basepoints.htlc, perCommitmentPoint);
  const htlcRequest = { digest: DIGEST, commitmentNumber: 3, perCommitmentPoint };
  assert.equal(verify(DIGEST, signer.signRemoteHtlc(htlcRequest), htlcKey), true);
  assert.equal(verify(DIGEST, signer.signLocalHtlc(htlcRequest), htlcKey), true);
});

test('a revealed secret is that of its point, and its commitment is not signed again', () => {
  const signer = channelSigner(keys, 7);
  const point = signer.perCommitmentPoint(5);
  const secret = signer.perCommitmentSecret(5);
  assert.deepEqual(publicKey(secret), Uint8Array.from(point));
  assert.ok(deriveRevocationPrivateKey(keys.channel(7).revocation.secretKey.expose(), secret));
  for (const commitmentNumber of [4, 5]) {
    const request = { digest: DIGEST, commitmentNumber, fundingIndex: 0 };
    assert.throws(() => signer.signLocalCommitment(request), /revoked/);
    assert.throws(() => signer.signLocalHtlc({ ...request, perCommitmentPoint: point }), /revoked/);
  }
  assert.ok(signer.signLocalCommitment({ digest: DIGEST, commitmentNumber: 6, fundingIndex: 0 }));
});
