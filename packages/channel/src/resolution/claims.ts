/** What can be claimed of a closed channel: for each output how, from which height, and by which (BOLT 5). */
import type { Preimage } from '@sferic/wire';
import { p2wsh } from '../bitcoin/output-scripts.ts';
import { REPLACEABLE_SEQUENCE, type TxOutput } from '../bitcoin/transaction.ts';
import { INPUT_WEIGHT, outputWeight } from '../bitcoin/weights.ts';
import type { ClosingState } from '../state.ts';
import { delayedScript } from './spends.ts';
import type { Claim, ClaimPath, OutputRole, TrackedOutput } from './types.ts';
import { claimInputWeight } from './witnesses.ts';

/**
 * Blocks beyond its expiry by which an HTLC that we offered should have come back: an incoming HTLC that pays for it
 * expires `cltv_expiry_delta` later, and must be failed before (BOLT 2, "`cltv_expiry_delta` Selection").
 */
export const TIMEOUT_WINDOW = 18;

/** What most outputs of commitments wait for, by `OP_CHECKSEQUENCEVERIFY`: no child of theirs can pin them. */
const ONE_CONFIRMATION = 1;

/** The input that sweeps a second stage: 41 bytes, and a witness with a signature and a script of 83 bytes. */
const SWEEP_WEIGHT = INPUT_WEIGHT + 160;

/** Everything that is ours to take, also what is not mature yet; nothing while the commitment is unconfirmed. */
export function claimsOf(state: ClosingState): readonly Claim[] {
  const { spend, outputs, params } = state;
  if (spend.height === undefined) return [];
  const point = spend.kind === 'local_commitment' ? spend.commitment?.point : undefined;
  const stageScript = point === undefined ? NO_SCRIPT : p2wsh(delayedScript(params, 'local', point));
  return [...outputs.values()].flatMap((tracked) => {
    if (tracked.spend !== undefined) return [];
    const height = heightOf(state, tracked);
    const way = height === undefined ? undefined : wayOf(state, tracked, height, stageScript);
    return way === undefined ? [] : [claim(tracked, way)];
  });
}

/** Height of the block that holds the output. */
function heightOf({ spend, outputs }: ClosingState, { parent }: TrackedOutput): number | undefined {
  return parent === undefined ? spend.height : outputs.get(parent)?.spend?.height;
}

const NO_SCRIPT = new Uint8Array(0);

/** How, and when. */
interface Way extends Pick<Claim, 'sequence' | 'locktime' | 'from' | 'deadline'> {
  readonly path: ClaimPath;
}

/** `height`: of the block that holds the output. `stageScript`: what HTLC transactions of our commitment pay to. */
function wayOf(
  state: ClosingState,
  { role, output }: TrackedOutput,
  height: number,
  stageScript: Uint8Array,
): Way | undefined {
  if (role.type === 'to_remote') return toRemote(height);
  switch (state.spend.kind) {
    case 'local_commitment':
      return role.type === 'htlc'
        ? ourHtlc(state, role, height, { ...output, scriptPubKey: stageScript })
        : ourDelayed(state, height);
    case 'remote_commitment':
      return role.type === 'htlc' ? theirHtlc(state, role, height) : undefined;
    case 'revoked_commitment':
      return penalty(state, role, height);
    case 'mutual_close':
    case 'future_commitment':
    case 'unknown':
      return undefined;
  }
}

type HtlcRole = Extract<OutputRole, { readonly type: 'htlc' }>;

function toRemote(height: number): Way {
  return {
    path: { type: 'to_remote' },
    sequence: ONE_CONFIRMATION,
    locktime: 0,
    from: height + ONE_CONFIRMATION,
  };
}

function ourDelayed(state: ClosingState, height: number): Way | undefined {
  const { commitment } = state.spend;
  if (commitment === undefined) return undefined;
  const delay = state.params.remote.toSelfDelay;
  return {
    path: { type: 'delayed', commitmentNumber: commitment.number, point: commitment.point },
    sequence: delay,
    locktime: 0,
    from: height + delay,
  };
}

/** BOLT 5, "HTLC Output Handling: Local Commitment", both parts: by an HTLC transaction. */
function ourHtlc(
  state: ClosingState,
  { htlc, remoteSignature }: HtlcRole,
  height: number,
  output: TxOutput,
): Way | undefined {
  const { commitment } = state.spend;
  if (commitment === undefined || remoteSignature === undefined) return undefined;
  const { number: commitmentNumber, point } = commitment;
  const preimage = preimageOf(state, htlc.id);
  if (htlc.offeredBy === 'remote' && preimage === undefined) return undefined;
  const path = { type: 'second_stage', commitmentNumber, point, remoteSignature, output } as const;
  if (htlc.offeredBy === 'local') return { path, ...timeout(htlc, height) };
  return { path: { ...path, ...(preimage && { preimage }) }, ...success(htlc, height) };
}

/** BOLT 5, "HTLC Output Handling: Remote Commitment", both parts: straight to our wallet. */
function theirHtlc(state: ClosingState, { htlc }: HtlcRole, height: number): Way | undefined {
  const { commitment } = state.spend;
  if (commitment === undefined) return undefined;
  const { number: commitmentNumber, point } = commitment;
  if (htlc.offeredBy === 'local')
    return { path: { type: 'htlc_timeout', commitmentNumber, point }, ...timeout(htlc, height) };
  const preimage = preimageOf(state, htlc.id);
  if (preimage === undefined) return undefined;
  return { path: { type: 'htlc_preimage', commitmentNumber, point, preimage }, ...success(htlc, height) };
}

/** Once the height of the latest block has reached the expiry, the next one may hold the transaction. */
function timeout({ cltvExpiry }: HtlcRole['htlc'], height: number) {
  return {
    sequence: ONE_CONFIRMATION,
    locktime: cltvExpiry,
    from: Math.max(cltvExpiry + 1, height + ONE_CONFIRMATION),
    deadline: Math.max(cltvExpiry, height) + TIMEOUT_WINDOW,
  };
}

function success({ cltvExpiry }: HtlcRole['htlc'], height: number) {
  const from = height + ONE_CONFIRMATION;
  return { sequence: ONE_CONFIRMATION, locktime: 0, from, deadline: Math.max(cltvExpiry, from) };
}

/**
 * BOLT 5, "Revoked Transaction Close Handling". Whatever the peer takes first has to wait for the delay that we demanded,
 * be it in `to_local` or behind an HTLC transaction; so long the penalty has time.
 */
function penalty(state: ClosingState, role: OutputRole, height: number): Way | undefined {
  const { commitment } = state.spend;
  if (commitment === undefined || role.type === 'foreign' || role.type === 'to_remote') return undefined;
  return {
    path: { type: 'penalty', commitmentNumber: commitment.number, of: role.type },
    sequence: REPLACEABLE_SEQUENCE,
    locktime: 0,
    from: height + 1,
    deadline: height + state.params.local.toSelfDelay - 1,
  };
}

/** Known for an incoming HTLC once the switch has fulfilled it. */
export function preimageOf(
  { commitments }: Pick<ClosingState, 'commitments'>,
  id: bigint,
): Preimage | undefined {
  const htlc = commitments.updates.htlcs.remote.get(id);
  return htlc?.removal?.type === 'fulfill' ? htlc.removal.preimage : undefined;
}

function claim({ outPoint, output, witnessScript }: TrackedOutput, way: Way): Claim {
  const { path } = way;
  const own = path.type === 'second_stage' ? outputWeight(path.output.scriptPubKey) : 0;
  return {
    outPoint,
    spent: output,
    witnessScript,
    ...way,
    weight: claimInputWeight(path, witnessScript) + own,
    laterWeight: path.type === 'second_stage' ? SWEEP_WEIGHT : 0,
  };
}
