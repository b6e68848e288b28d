/** The types of tagged fields, by the letters that bech32 writes them with (BOLT 11, "Tagged Fields"). */
export const TAG = {
  p: 1,
  r: 3,
  '9': 5,
  x: 6,
  f: 9,
  d: 13,
  s: 16,
  n: 19,
  h: 23,
  c: 24,
  m: 27,
} as const;

export type Tag = keyof typeof TAG;

/** What each field holds, for messages. */
export const TAG_MEANING: Readonly<Record<Tag, string>> = {
  p: 'payment hash',
  r: 'route hint',
  '9': 'features',
  x: 'expiry',
  f: 'fallback address',
  d: 'description',
  s: 'payment secret',
  n: 'payee',
  h: 'description hash',
  c: 'minimal final CLTV delta',
  m: 'payment metadata',
};

/** Fields with a fixed length, in words. */
export const FIXED_LENGTH: Readonly<Partial<Record<Tag, number>>> = { p: 52, h: 52, s: 52, n: 53 };

/** Ten bits hold the length of a field, in words: 639 whole bytes. */
export const MAX_FIELD_WORDS = 1023;

export const TIMESTAMP_WORDS = 7;
/** 64 bytes of r ‖ s and the recovery id. */
export const SIGNATURE_WORDS = 104;

/** `pubkey`, `short_channel_id`, `fee_base_msat`, `fee_proportional_millionths`, `cltv_expiry_delta`. */
export const ROUTE_HINT_HOP_LENGTH = 33 + 8 + 4 + 4 + 2;

/** Versions of fallback addresses that are no witness versions. */
export const FALLBACK_P2PKH = 17;
export const FALLBACK_P2SH = 18;

const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

/** The letter of a type, known or not. */
export function letterOf(type: number): string {
  return ALPHABET[type] ?? '?';
}

export function isTag(letter: string): letter is Tag {
  return letter in TAG;
}
