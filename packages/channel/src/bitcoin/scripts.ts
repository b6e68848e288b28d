/** The witness scripts of BOLT 3 for channels with `option_anchors`. */
import { concatBytes, hash160, ripemd160 } from '@sferic/crypto';
import type { PaymentHash, Point } from '@sferic/wire';
import type { CommitmentKeys } from './keys.ts';
import { OP, push, pushNumber, script } from './script.ts';

/** BOLT 3, "Funding Transaction Output": both funding keys in lexicographical order. */
export function fundingScript(oneFundingKey: Point, otherFundingKey: Point): Uint8Array {
  const [first, second] = sortKeys(oneFundingKey, otherFundingKey);
  return script(OP.N2, first, second, OP.N2, OP.CHECKMULTISIG);
}

/** The keys in the order in which `OP_CHECKMULTISIG` meets them, which is also that of the signatures. */
export function sortKeys(one: Point, other: Point): readonly [Point, Point] {
  return compareBytes(one, other) <= 0 ? [one, other] : [other, one];
}

/** As `memcmp` over the common length, then the shorter first (BOLT 3, "Transaction Output Ordering"). */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const common = Math.min(a.length, b.length);
  for (let index = 0; index < common; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/**
 * Delayed payment to the owner, at once to the counterparty when revoked: the `to_local` output and
 * the output of HTLC transactions (BOLT 3, "`to_local` Output"). `toSelfDelay` in blocks.
 */
export function delayedPaymentScript(
  keys: Pick<CommitmentKeys, 'revocation' | 'ownerDelayedPayment'>,
  toSelfDelay: number,
): Uint8Array {
  return concatBytes(
    script(OP.IF, keys.revocation, OP.ELSE),
    pushNumber(toSelfDelay),
    script(OP.CHECKSEQUENCEVERIFY, OP.DROP, keys.ownerDelayedPayment, OP.ENDIF, OP.CHECKSIG),
  );
}

/** BOLT 3, "`to_remote` Output": the counterparty's, spendable after one confirmation. */
export function toRemoteScript(counterpartyPayment: Point): Uint8Array {
  return script(counterpartyPayment, OP.CHECKSIGVERIFY, OP.N1, OP.CHECKSEQUENCEVERIFY);
}

/** BOLT 3, "`to_local_anchor` and `to_remote_anchor` Output". */
export function anchorScript(fundingKey: Point): Uint8Array {
  return script(fundingKey, ...[OP.CHECKSIG, OP.IFDUP, OP.NOTIF, OP.N16, OP.CHECKSEQUENCEVERIFY, OP.ENDIF]);
}

/** The HTLC scripts of one commitment: what all its HTLCs share is made once. */
export interface HtlcScripts {
  /** BOLT 3, "Offered HTLC Outputs". */
  offered(paymentHash: PaymentHash): Uint8Array;
  /** BOLT 3, "Received HTLC Outputs". */
  received(paymentHash: PaymentHash, cltvExpiry: number): Uint8Array;
  /** The same of `RIPEMD160(payment_hash)`, which is all that they show of it; with an expiry a received one. */
  locked(lock: Uint8Array, cltvExpiry?: number): Uint8Array;
}

export function htlcScripts(keys: Omit<CommitmentKeys, 'counterpartyPayment'>): HtlcScripts {
  const head = concatBytes(
    script(OP.DUP, OP.HASH160, hash160(keys.revocation), OP.EQUAL, OP.IF, OP.CHECKSIG, OP.ELSE),
    script(keys.counterpartyHtlc, OP.SWAP, OP.SIZE, Uint8Array.of(32), OP.EQUAL),
  );
  const multisig = script(OP.N2, OP.SWAP, keys.ownerHtlc, OP.N2, OP.CHECKMULTISIG);
  const tail = script(...[OP.CHECKSIG, OP.ENDIF], ...[OP.N1, OP.CHECKSEQUENCEVERIFY, OP.DROP, OP.ENDIF]);
  /** What stands before and behind the push of a lock that the preimage is checked against. */
  const [beforeLock, afterLock] = [script(OP.HASH160), script(OP.EQUALVERIFY)];

  const offeredHead = concatBytes(head, script(OP.NOTIF, OP.DROP), multisig, script(OP.ELSE), beforeLock);
  const offeredTail = concatBytes(afterLock, tail);
  const receivedHead = concatBytes(head, script(OP.IF), beforeLock);
  const receivedMiddle = concatBytes(afterLock, multisig, script(OP.ELSE, OP.DROP));
  const receivedTail = concatBytes(script(OP.CHECKLOCKTIMEVERIFY, OP.DROP), tail);
  const locked = (lock: Uint8Array, cltvExpiry?: number) =>
    cltvExpiry === undefined
      ? concatBytes(offeredHead, push(lock), offeredTail)
      : concatBytes(receivedHead, push(lock), receivedMiddle, pushNumber(cltvExpiry), receivedTail);
  return {
    offered: (paymentHash) => locked(ripemd160(paymentHash)),
    received: (paymentHash, cltvExpiry) => locked(ripemd160(paymentHash), cltvExpiry),
    locked,
  };
}
