/** Text in messages: what people wrote, and what a peer may use to deceive them. */

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** Bytes of `alias` in `node_announcement`. */
export const ALIAS_LENGTH = 32;

/** Longest reason that we send in an `error`, `warning` or `tx_abort`: more than any of ours needs. */
export const MAX_REASON_LENGTH = 1024;

/** Controls, and the marks that reverse or hide what stands around them. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/** Whether the bytes are valid UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
  return decodeUtf8(bytes) !== undefined;
}

/**
 * The text of an `error`, `warning` or `tx_abort`, made fit to be shown or logged: BOLT 1, "The error and warning
 * Messages". What is not UTF-8 comes as hex; what is longer than any reason of ours is cut, so that nobody fills a log with it.
 */
export function describeReason(data: Uint8Array): string {
  const text = describe(data);
  return text.length <= MAX_REASON_LENGTH ? text : `${text.slice(0, MAX_REASON_LENGTH).toWellFormed()}…`;
}

/** The `data` of an `error`, `warning` or `tx_abort` that says `text`, cut at `MAX_REASON_LENGTH` bytes. */
export function reasonData(text: string): Uint8Array {
  const bytes = new Uint8Array(MAX_REASON_LENGTH);
  // `encodeInto` stops at a whole character.
  return bytes.slice(0, encoder.encodeInto(text, bytes).written);
}

/** A node's alias, fit to be shown, without the zeros that fill it up. */
export function describeAlias(alias: Uint8Array): string {
  let length = alias.length;
  while (length > 0 && alias[length - 1] === 0) length -= 1;
  return describe(alias.subarray(0, length));
}

/** The 32 bytes of an alias; `undefined` if the text needs more than 32 in UTF-8. */
export function aliasOf(text: string): Uint8Array | undefined {
  const alias = new Uint8Array(ALIAS_LENGTH);
  const { read } = encoder.encodeInto(text, alias);
  return read === text.length ? alias : undefined;
}

function describe(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text === undefined) return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return text.replaceAll(UNPRINTABLE, '\ufffd');
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
