/** What the onion of an HTLC that a peer offered asks of us: BOLT 4, "Onion Decryption" and "`payload` format". */
import type { HtlcFacts } from '@sferic/channel';
import { type Secret, sha256 } from '@sferic/crypto';
import {
  type BadOnionType,
  decodeFinalPayload,
  decodeForwardPayload,
  type FailureMessage,
  type FinalPayload,
  type ForwardPayload,
  type InvalidOnionPayload,
  peelOnion,
} from '@sferic/onion';

interface Opened {
  /** Shared with the payer: failures and attribution data are encrypted with keys derived from it. */
  readonly sharedSecret: Secret;
}

export type OpenedHtlc =
  /** The onion is not for us or was damaged: the peer is to blame, or to find who is. */
  | { readonly type: 'malformed'; readonly badOnion: BadOnionType; readonly sha256OfOnion: Uint8Array }
  /** The payer asks for something that makes no sense to us. */
  | (Opened & { readonly type: 'invalid'; readonly failure: FailureMessage })
  | (Opened & {
      readonly type: 'forward';
      readonly payload: ForwardPayload;
      /** The onion for the next hop. */
      readonly nextPacket: Uint8Array;
      readonly replayTag: Uint8Array;
    })
  | (Opened & {
      readonly type: 'final';
      readonly payload: FinalPayload;
      readonly replayTag: Uint8Array;
    });

/** Opens HTLCs, each once: as soon as they are proposed or, at the latest, when they are irrevocable. */
export class HtlcOpener {
  readonly #nodeSecret: Secret;
  readonly #opened = new WeakMap<HtlcFacts, OpenedHtlc>();

  constructor(nodeSecret: Secret) {
    this.#nodeSecret = nodeSecret;
  }

  open(htlc: HtlcFacts): OpenedHtlc {
    const known = this.#opened.get(htlc);
    if (known !== undefined) return known;
    const opened = openHtlc(htlc, this.#nodeSecret);
    this.#opened.set(htlc, opened);
    return opened;
  }

  /** What was shared with the payer is not needed any more. */
  forget(htlc: HtlcFacts): void {
    this.#opened.delete(htlc);
  }
}

/** Takes our layer off. Deterministic: after a restart the same HTLC gives the same again. */
function openHtlc(htlc: HtlcFacts, nodeSecret: Secret): OpenedHtlc {
  // A node that does not take part in blinded routes says so without telling where in one it stands.
  if (htlc.pathKey !== undefined) {
    return { type: 'malformed', badOnion: 'invalid_onion_blinding', sha256OfOnion: sha256(htlc.onion) };
  }
  const peeled = peelOnion({ packet: htlc.onion, associatedData: htlc.paymentHash, nodeSecret });
  if (!peeled.ok) {
    const { error } = peeled;
    if (error.code !== 'invalid_onion_payload') {
      return { type: 'malformed', badOnion: error.code, sha256OfOnion: error.sha256OfOnion };
    }
    return { type: 'invalid', failure: invalidPayload(error), sharedSecret: error.sharedSecret };
  }
  const { sharedSecret, replayTag } = peeled.value;
  if (peeled.value.type === 'final') {
    const payload = decodeFinalPayload(peeled.value.payload);
    return payload.ok
      ? { type: 'final', payload: payload.value, sharedSecret, replayTag }
      : { type: 'invalid', failure: invalidPayload(payload.error), sharedSecret };
  }
  const payload = decodeForwardPayload(peeled.value.payload);
  return payload.ok
    ? {
        type: 'forward',
        payload: payload.value,
        nextPacket: peeled.value.nextPacket,
        sharedSecret,
        replayTag,
      }
    : { type: 'invalid', failure: invalidPayload(payload.error), sharedSecret };
}

function invalidPayload({ tlvType, offset }: InvalidOnionPayload): FailureMessage {
  return { type: 'invalid_onion_payload', tlvType, offset };
}
