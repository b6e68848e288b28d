import { concatBytes, sha256 } from '@sferic/crypto';
import type {
  ChainHash,
  ChannelId,
  Msat,
  PaymentHash,
  Preimage,
  Sat,
  SatPerKw,
  ShortChannelId,
  TxId,
} from '@sferic/wire';
import { fundingSpendDigest } from '../../src/bitcoin/commitment-transaction.ts';
import { p2wpkh } from '../../src/bitcoin/output-scripts.ts';
import { buildCommitment } from '../../src/commitment/build.ts';
import type { CommitmentSignatures, Funding } from '../../src/commitment/commitments.ts';
import { initialCommitments, initialFunding, initialUpdates } from '../../src/commitment/initial.ts';
import { commitmentSpec } from '../../src/commitment/spec.ts';
import { type Side, withSide } from '../../src/dual.ts';
import type { ChannelEnv, ChannelPolicy } from '../../src/input.ts';
import type { ChannelParams, ParticipantParams } from '../../src/params.ts';
import type { NormalState } from '../../src/state.ts';
import { ANCHORS_CHANNEL_TYPE } from '../../src/states/opening-terms.ts';
import type { TestSigner } from './test-signer.ts';

export const CHAIN_HASH = sha256(Uint8Array.of(1)) as ChainHash;
export const START_HEIGHT = 1000;

export const POLICY: ChannelPolicy = {
  chainHash: CHAIN_HASH,
  maxCapacity: (2n ** 24n - 1n) as Sat,
  dustLimit: 354n as Sat,
  maxHtlcValueInFlight: 800_000_000n as Msat,
  htlcMinimum: 1n as Msat,
  toSelfDelay: 144,
  maxAcceptedHtlcs: 30,
  minimumDepth: 3,
  maxToSelfDelay: 2016,
  maxDustExposure: 5_000_000n as Msat,
  announcementDepth: 6,
  closingDepth: 6,
  maxReorgDepth: 6,
  irrevocableDepth: 100,
};

export const FEERATE = 2500 as SatPerKw;

export interface Scenario {
  /** What each end puts in, in satoshis. */
  readonly amounts?: { readonly alice: bigint; readonly bob: bigint };
  readonly feerate?: SatPerKw;
  readonly policy?: Partial<ChannelPolicy>;
  readonly bobPolicy?: Partial<ChannelPolicy>;
  readonly announce?: boolean;
  /** A second funding is alive, into which Alice has put this much more. */
  readonly splicedIn?: bigint;
  /** Where a chain holds the funding output; made up unless given. */
  readonly confirmed?: { readonly txid: TxId; readonly outputIndex: number; readonly height: number };
}

export function environment(signer: TestSigner, policy: ChannelPolicy, height = START_HEIGHT): ChannelEnv {
  return {
    height,
    now: 1_700_000_000,
    feerates: {
      commitment: FEERATE,
      minimum: 253 as SatPerKw,
      maximum: 50_000 as SatPerKw,
      closing: FEERATE,
    },
    policy,
    keys: signer,
    shutdownScript: p2wpkh(signer.nodeId),
    entropy: sha256(Uint8Array.of(height & 0xff)),
  };
}

/** A channel in normal operation without an opening: both ends' states, Alice having opened. */
export function normalStates(alice: TestSigner, bob: TestSigner, scenario: Scenario = {}) {
  const {
    amounts = { alice: 600_000n, bob: 400_000n },
    feerate = FEERATE,
    announce = true,
    splicedIn,
    confirmed = { txid: sha256(alice.nodeId) as TxId, outputIndex: 0, height: START_HEIGHT - 2 },
  } = scenario;
  const policies = {
    alice: { ...POLICY, ...scenario.policy },
    bob: { ...POLICY, ...scenario.policy, ...scenario.bobPolicy },
  };
  const ends = { alice: participant(alice, policies.alice), bob: participant(bob, policies.bob) };
  const stateOf = (self: TestSigner, peer: TestSigner, own: 'alice' | 'bob'): NormalState => {
    const other = own === 'alice' ? 'bob' : 'alice';
    const params: ChannelParams = {
      channelId: sha256(alice.nodeId, bob.nodeId) as ChannelId,
      chainHash: CHAIN_HASH,
      opener: own === 'alice' ? 'local' : 'remote',
      channelType: ANCHORS_CHANNEL_TYPE,
      announce,
      minimumDepth: POLICY.minimumDepth,
      local: ends[own],
      remote: ends[other],
    };
    const { txid, outputIndex, height } = confirmed;
    const outPoint = { txid, outputIndex };
    const contributions = { local: amounts[own] as Sat, remote: amounts[other] as Sat };
    const funding: Funding = {
      ...initialFunding(params, contributions, outPoint),
      confirmation: { type: 'confirmed', height, txIndex: 1 },
    };
    const second: Funding = {
      ...initialFunding(params, contributions, { ...outPoint, txid: sha256(bob.nodeId) as TxId }),
      index: 1,
    };
    const points = { first: peer.perCommitmentPoint(0), second: peer.perCommitmentPoint(1) };
    const fundings = splicedIn === undefined ? [funding] : [funding, spliced(second, own, splicedIn)];
    const active = fundings.map((one) => {
      return { ...one, localSignatures: initialSignatures(params, one, feerate, self, peer) };
    });
    const signatures = initialSignatures(params, funding, feerate, self, peer);
    return {
      type: 'normal',
      params,
      commitments: {
        ...initialCommitments({ params, commitmentFeerate: feerate }, funding, points, signatures),
        active,
      },
      aliases: { local: (own === 'alice' ? 11n : 22n) as ShortChannelId },
      shutdown: {},
    };
  };
  return { alice: stateOf(alice, bob, 'alice'), bob: stateOf(bob, alice, 'bob'), policies };
}

/** The same funding with more from Alice. */
function spliced(funding: Funding, own: 'alice' | 'bob', more: bigint): Funding {
  const side = own === 'alice' ? 'local' : 'remote';
  const balance = (funding.balances[side] + more * 1000n) as Msat;
  return {
    ...funding,
    capacity: (funding.capacity + more) as Sat,
    balances: withSide(funding.balances, side, balance),
  };
}

/** The peer's signature of our commitment 0. */
function initialSignatures(
  params: ChannelParams,
  funding: Funding,
  feerate: SatPerKw,
  self: TestSigner,
  peer: TestSigner,
): CommitmentSignatures {
  const owner: Side = 'local';
  const spec = commitmentSpec(initialUpdates(feerate, params), funding, params.opener, owner, 'current');
  const built = buildCommitment(params, funding, spec, 0, self.perCommitmentPoint(0));
  const digest = fundingSpendDigest(built.commitment.tx, built.funding);
  return { commitmentNumber: 0, signature: peer.signAsJudge(digest), htlcSignatures: [] };
}

function participant(signer: TestSigner, policy: ChannelPolicy): ParticipantParams {
  return {
    nodeId: signer.nodeId,
    fundingPubkey: signer.fundingPubkey(),
    basepoints: signer.basepoints,
    dustLimit: policy.dustLimit,
    maxHtlcValueInFlight: policy.maxHtlcValueInFlight,
    htlcMinimum: policy.htlcMinimum,
    toSelfDelay: policy.toSelfDelay,
    maxAcceptedHtlcs: policy.maxAcceptedHtlcs,
  };
}

/** The preimage with this number, and its hash. */
export function payment(number: number): { readonly preimage: Preimage; readonly paymentHash: PaymentHash } {
  const preimage = sha256(Uint8Array.of(number >> 8, number & 0xff)) as Preimage;
  return { preimage, paymentHash: sha256(preimage) as PaymentHash };
}

/** An origin that no other HTLC has. */
export function originOf(name: string, number: number): Uint8Array {
  return concatBytes(new TextEncoder().encode(name), Uint8Array.of(number >> 8, number & 0xff));
}
