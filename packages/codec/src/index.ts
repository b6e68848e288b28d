export * from './bech32.ts';
export * from './bigsize.ts';
export { ByteReader } from './byte-reader.ts';
export { ByteWriter } from './byte-writer.ts';
export { DecodeError, type DecodeErrorCode, decoding } from './decode-error.ts';
export { once } from './once.ts';
export { err, ok, type Result, unwrap } from './result.ts';
export * from './segwit-address.ts';
export * from './tlv.ts';
