import { constantTimeEqual, hmacSha256Under, type Secret } from '@sferic/crypto';
import { applyKeyStream, deriveKey } from './keys.ts';

/**
 * Attribution data: what each hop reports about an HTLC on its way back, under truncated HMACs that only the origin
 * can check (BOLT 4, "Initialization of `attribution_data`").
 *
 * The data are 20 hold times of 4 bytes, then 20 rows of truncated HMACs: row `x` stands for the node `x` hops
 * downstream of the one that handles the data, and has 20 − x slots. Slot `s` of a row holds for the case that this
 * handling node is hop `s` of the route, and so covers 20 − s hold times and the rows below that are left then.
 * Passing the data on to the next node upstream makes row x row x + 1 and slot s slot s − 1.
 */

/** The longest route that attribution data cover. */
export const MAX_ATTRIBUTED_HOPS = 20;
const HOLD_TIME_LENGTH = 4;
const TRUNCATED_HMAC_LENGTH = 4;
const HMACS_OFFSET = MAX_ATTRIBUTED_HOPS * HOLD_TIME_LENGTH;
/** Bytes of `attribution_data`: 80 of hold times and 840 of HMACs. */
export const ATTRIBUTION_DATA_LENGTH =
  HMACS_OFFSET + ((MAX_ATTRIBUTED_HOPS * (MAX_ATTRIBUTED_HOPS + 1)) / 2) * TRUNCATED_HMAC_LENGTH;

/** The unit of hold times. */
const HOLD_TIME_UNIT_MS = 100;
const MAX_HOLD_TIME = 0xffff_ffff;

/** A duration in milliseconds as hold time: units of 100 ms, rounded down. */
export function holdTimeOfMilliseconds(milliseconds: number): number {
  return Math.min(Math.max(Math.floor(milliseconds / HOLD_TIME_UNIT_MS), 0), MAX_HOLD_TIME);
}

/**
 * Adds our hold time and HMACs to the data from downstream, or to none when we are the last node or downstream gave none,
 * and obfuscates the result for upstream. `message` is the return packet before our own obfuscation, empty for a success.
 */
export function extendAttribution(
  downstream: Uint8Array | undefined,
  sharedSecret: Secret,
  message: Uint8Array,
  holdTime: number,
): Uint8Array {
  const data = downstream === undefined ? new Uint8Array(ATTRIBUTION_DATA_LENGTH) : shiftDown(downstream);
  new DataView(data.buffer).setUint32(0, holdTime);
  const hmacOf = truncatedHmacs(data, sharedSecret, message);
  for (let slot = 0; slot < MAX_ATTRIBUTED_HOPS; slot++) data.set(hmacOf(slot), hmacOffset(0, slot));
  return applyKeyStream(deriveKey('ammagext', sharedSecret), data);
}

/** Walks through attribution data from the first hop of a route to the last, as the origin. */
export class AttributionReader {
  #data: Uint8Array;
  #position = 0;
  readonly #holdTimes: number[] = [];
  #intact = true;

  constructor(attributionData: Uint8Array) {
    this.#data = checkLength(attributionData);
  }

  /** Hold times, in units of 100 ms, of the hops up to the first whose HMAC did not match. */
  get holdTimes(): readonly number[] {
    return this.#holdTimes;
  }

  /** Takes the next hop's layer off. `message` is the return packet without that hop's layer, empty for a success. */
  next(sharedSecret: Secret, message: Uint8Array): void {
    const position = this.#position++;
    if (position >= MAX_ATTRIBUTED_HOPS) {
      this.#intact = false;
      return;
    }
    const data = applyKeyStream(deriveKey('ammagext', sharedSecret), this.#shifted());
    const hmac = truncatedHmacs(data, sharedSecret, message)(position);
    const offset = hmacOffset(0, position);
    const valid = constantTimeEqual(hmac, data.subarray(offset, offset + TRUNCATED_HMAC_LENGTH));
    this.#intact &&= valid;
    if (this.#intact) this.#holdTimes.push(new DataView(data.buffer).getUint32(0));
    this.#data = data;
  }

  /** What the hop before passed on as it was before that: for the first, what came. */
  #shifted(): Uint8Array {
    return this.#position === 1 ? this.#data : shiftUp(this.#data);
  }
}

/** The HMACs of the node that handles the data, by the place in the route where it may stand. Only they may change meanwhile. */
function truncatedHmacs(
  data: Uint8Array,
  sharedSecret: Secret,
  message: Uint8Array,
): (slot: number) => Uint8Array {
  const mac = hmacSha256Under(deriveKey('um', sharedSecret));
  // One array for all, and HMACs copied as numbers: there are 190 of them to copy.
  const below = new Uint8Array((MAX_ATTRIBUTED_HOPS - 1) * TRUNCATED_HMAC_LENGTH);
  const [from, to] = [new DataView(data.buffer, data.byteOffset), new DataView(below.buffer)];
  return (slot) => {
    const holdTimes = data.subarray(0, (MAX_ATTRIBUTED_HOPS - slot) * HOLD_TIME_LENGTH);
    const rowsBelow = MAX_ATTRIBUTED_HOPS - 1 - slot;
    for (let row = 1; row <= rowsBelow; row++)
      to.setUint32((row - 1) * TRUNCATED_HMAC_LENGTH, from.getUint32(hmacOffset(row, slot)));
    const hmac = mac(message, holdTimes, below.subarray(0, rowsBelow * TRUNCATED_HMAC_LENGTH));
    return hmac.subarray(0, TRUNCATED_HMAC_LENGTH);
  };
}

/** Makes room for a node upstream; what only a route of more than 20 hops would need falls out. */
function shiftDown(data: Uint8Array): Uint8Array {
  checkLength(data);
  const shifted = new Uint8Array(ATTRIBUTION_DATA_LENGTH);
  shifted.set(data.subarray(0, HMACS_OFFSET - HOLD_TIME_LENGTH), HOLD_TIME_LENGTH);
  for (let row = 1; row < MAX_ATTRIBUTED_HOPS; row++) {
    shifted.set(data.subarray(hmacOffset(row - 1, 1), hmacOffset(row, 0)), hmacOffset(row, 0));
  }
  return shifted;
}

/** Undoes `shiftDown`, with zeros for what fell out. */
function shiftUp(data: Uint8Array): Uint8Array {
  const shifted = new Uint8Array(ATTRIBUTION_DATA_LENGTH);
  shifted.set(data.subarray(HOLD_TIME_LENGTH, HMACS_OFFSET));
  for (let row = 1; row < MAX_ATTRIBUTED_HOPS; row++) {
    shifted.set(data.subarray(hmacOffset(row, 0), hmacOffset(row + 1, 0)), hmacOffset(row - 1, 1));
  }
  return shifted;
}

/** Where the HMAC of a row and slot begins; slot 0 of row 20 is the end of the data. */
function hmacOffset(row: number, slot: number): number {
  const before = row * MAX_ATTRIBUTED_HOPS - (row * (row - 1)) / 2;
  return HMACS_OFFSET + (before + slot) * TRUNCATED_HMAC_LENGTH;
}

/** Messages were decoded and validated before: another length is a broken invariant. */
function checkLength(data: Uint8Array): Uint8Array {
  if (data.length !== ATTRIBUTION_DATA_LENGTH)
    throw new RangeError(`attribution data of ${data.length} bytes`);
  return data;
}
