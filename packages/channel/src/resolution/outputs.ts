/** The outputs of a commitment that has been published, found by their scripts. */
import { bytesToHex } from '@sferic/crypto';
import { msatToSat, type Point, type Sat } from '@sferic/wire';
import { isTrimmed } from '../bitcoin/commitment-transaction.ts';
import { type CommitmentKeys, deriveCommitmentKeys } from '../bitcoin/keys.ts';
import { p2wsh } from '../bitcoin/output-scripts.ts';
import { anchorScript, delayedPaymentScript, htlcScripts, toRemoteScript } from '../bitcoin/scripts.ts';
import { type Transaction, transactionId } from '../bitcoin/transaction.ts';
import type { BuiltCommitment, HeldHtlc } from '../commitment/build.ts';
import type {
  CommitmentSignatures,
  CommitmentSpec,
  Commitments,
  PastHtlc,
} from '../commitment/commitments.ts';
import { SIDES, type Side } from '../dual.ts';
import type { ChannelParams } from '../params.ts';
import type { OutputRole, ResolvingHtlc, TrackedOutput } from './types.ts';

/** Of our own commitment: its anchors and what is the peer's at once do not concern us. */
export function localOutputs(
  { commitment }: BuiltCommitment,
  spec: CommitmentSpec,
  { htlcSignatures }: CommitmentSignatures,
): readonly TrackedOutput[] {
  let htlcIndex = 0;
  return commitment.outputs.flatMap((output, index): TrackedOutput[] => {
    const made = commitment.tx.outputs[index];
    if (made === undefined) return [];
    const tracked = { outPoint: { txid: commitment.txid, index }, output: made };
    const { witnessScript } = output;
    if (output.kind === 'to_local') return [{ ...tracked, witnessScript, role: { type: 'delayed' } }];
    if (output.kind !== 'htlc') return [];
    const remoteSignature = htlcSignatures[htlcIndex++];
    if (remoteSignature === undefined) throw new Error('an HTLC output without a signature of the peer');
    const { direction, id } = output.htlc;
    const offeredBy: Side = direction === 'offered' ? 'local' : 'remote';
    const held = spec.htlcs.find(({ facts }) => facts.id === id && facts.offeredBy === offeredBy);
    if (held === undefined) throw new Error('an HTLC output without an HTLC');
    const htlc = resolving(held.facts);
    return [{ ...tracked, witnessScript, role: { type: 'htlc', htlc, remoteSignature } }];
  });
}

interface RemoteCommitment {
  readonly params: ChannelParams;
  readonly commitments: Commitments;
  readonly transaction: Transaction;
  readonly number: number;
  readonly point: Point;
  readonly past: readonly PastHtlc[];
}

/** Of a commitment of the peer's: all but the anchors. Its feerate need not be known, since scripts tell all. */
export function remoteOutputs(commitment: RemoteCommitment): readonly TrackedOutput[] {
  const { params, transaction, point } = commitment;
  const keys = deriveCommitmentKeys(params.remote.basepoints, params.local.basepoints, point);
  const wanted = [
    known({ type: 'to_remote' }, toRemoteScript(keys.counterpartyPayment)),
    known({ type: 'delayed' }, delayedPaymentScript(keys, params.local.toSelfDelay)),
    ...wantedHtlcs(commitment, keys),
  ];
  return match(transaction, wanted);
}

/** Of a commitment whose point we do not know: what is ours at once, and what may be HTLCs of ours. */
export function foreignOutputs(params: ChannelParams, transaction: Transaction): readonly TrackedOutput[] {
  const anchors = new Set(SIDES.map((side) => bytesToHex(p2wsh(anchorScript(params[side].fundingPubkey)))));
  const ours = known({ type: 'to_remote' }, toRemoteScript(params.local.basepoints.payment));
  const txid = transactionId(transaction);
  return transaction.outputs.flatMap((output, index): TrackedOutput[] => {
    const script = bytesToHex(output.scriptPubKey);
    if (anchors.has(script)) return [];
    const tracked = { outPoint: { txid, index }, output };
    return script === ours.script
      ? [{ ...tracked, witnessScript: ours.witnessScript, role: ours.role }]
      : [{ ...tracked, witnessScript: new Uint8Array(0), role: { type: 'foreign' } }];
  });
}

/** An output to look for. */
interface Wanted {
  readonly role: OutputRole;
  readonly witnessScript: Uint8Array;
  /** Its output script, as hex. */
  readonly script: string;
  /** Of HTLCs, which may share a script. */
  readonly amount?: Sat;
}

function known(role: OutputRole, witnessScript: Uint8Array, amount?: Sat): Wanted {
  const script = bytesToHex(p2wsh(witnessScript));
  return { role, witnessScript, script, ...(amount !== undefined && { amount }) };
}

/** HTLCs of one hash may have the same script and amount: they stand in the order of their expiries (BOLT 3). */
function wantedHtlcs(commitment: RemoteCommitment, keys: CommitmentKeys): readonly Wanted[] {
  const scripts = htlcScripts(keys);
  const { dustLimit } = commitment.params.remote;
  return htlcsHeldAt(commitment.commitments, commitment.number, commitment.past)
    .filter(({ amount }) => !isTrimmed(amount, dustLimit))
    .toSorted((a, b) => a.cltvExpiry - b.cltvExpiry)
    .map((facts) => {
      const { offeredBy, paymentHash, cltvExpiry } = facts;
      const script =
        offeredBy === 'remote' ? scripts.offered(paymentHash) : scripts.received(paymentHash, cltvExpiry);
      return known({ type: 'htlc', htlc: resolving(facts) }, script, msatToSat(facts.amount));
    });
}

/** What the peer's commitment with this number held, whatever became of it since; `past`: as `restorePast` gives it. */
export function htlcsHeldAt(
  commitments: Commitments,
  number: number,
  past: readonly PastHtlc[],
): readonly HeldHtlc[] {
  const live = SIDES.flatMap((side) => [...commitments.updates.htlcs[side].values()])
    .filter(
      ({ firstRemoteCommit: first, lastRemoteCommit: last }) =>
        first !== undefined && first <= number && (last === undefined || number <= last),
    )
    .map(({ facts }) => facts);
  return [...live, ...past];
}

function match(transaction: Transaction, wanted: readonly Wanted[]): readonly TrackedOutput[] {
  const txid = transactionId(transaction);
  const left = Map.groupBy(wanted, ({ script }) => script);
  return transaction.outputs.flatMap((output, index): TrackedOutput[] => {
    const candidates = left.get(bytesToHex(output.scriptPubKey)) ?? [];
    const found = candidates.findIndex(({ amount }) => amount === undefined || amount === output.amount);
    const [one] = found < 0 ? [] : candidates.splice(found, 1);
    if (one === undefined) return [];
    return [{ outPoint: { txid, index }, output, witnessScript: one.witnessScript, role: one.role }];
  });
}

function resolving({ offeredBy, id, paymentHash, cltvExpiry }: HeldHtlc): ResolvingHtlc {
  return { offeredBy, id, paymentHash, cltvExpiry };
}
