import { equalBytes } from '@sferic/crypto';
import type { Point } from '@sferic/wire';
import { type Basepoints, type CommitmentKeys, deriveCommitmentKeys } from '../bitcoin/keys.ts';
import { opposite, type Side } from '../dual.ts';
import type { ChannelParams } from '../params.ts';
import type { ChannelKeys } from '../signer.ts';
import type { Commitments } from './commitments.ts';

interface KnownKeys {
  readonly counterparty: Basepoints;
  readonly point: Point;
  readonly keys: CommitmentKeys;
}

/** The keys of the commitments that an exchange is about: the one that is signed and the one before. */
const KEPT = 2;

/** By the basepoints of their owner. What is derived from the same is the same: this saves time and changes nothing else. */
const known = new WeakMap<Basepoints, readonly KnownKeys[]>();

/** The keys of the commitment of `owner` at its `perCommitmentPoint`. */
export function commitmentKeys(
  params: ChannelParams,
  owner: Side,
  perCommitmentPoint: Point,
): CommitmentKeys {
  const { basepoints } = params[owner];
  const { basepoints: counterparty } = params[opposite(owner)];
  const latest = known.get(basepoints) ?? [];
  const same = latest.find(
    (each) => each.counterparty === counterparty && equalBytes(each.point, perCommitmentPoint),
  );
  if (same !== undefined) return same.keys;
  const keys = deriveCommitmentKeys(basepoints, counterparty, perCommitmentPoint);
  known.set(basepoints, [{ counterparty, point: perCommitmentPoint, keys }, ...latest].slice(0, KEPT));
  return keys;
}

/** Derives the keys of each end's next commitment before anybody waits for them. */
export function deriveKeysAhead(params: ChannelParams, commitments: Commitments, keys: ChannelKeys): void {
  const { localNumber, remote } = commitments;
  commitmentKeys(params, 'local', keys.perCommitmentPoint(localNumber + 1));
  // What our revocation will carry.
  keys.perCommitmentPoint(localNumber + 2);
  if (remote.revocation.type === 'received') commitmentKeys(params, 'remote', remote.revocation.nextPoint);
}
