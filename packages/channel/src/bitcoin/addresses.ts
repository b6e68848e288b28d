/** Addresses and the output scripts that they stand for. */
import { decodeSegwitAddress, encodeSegwitAddress, err, ok, type Result } from '@sferic/codec';
import { base58CheckDecode, base58CheckEncode, concatBytes } from '@sferic/crypto';
import { classifyOutputScript, p2pkh, p2sh, witnessProgram } from './output-scripts.ts';

export type Network = 'mainnet' | 'testnet' | 'signet' | 'regtest';

interface AddressFormat {
  /** Human-readable part of segwit addresses. */
  readonly hrp: string;
  /** Version bytes of base58 addresses. */
  readonly p2pkh: number;
  readonly p2sh: number;
}

const TEST_FORMAT: AddressFormat = { hrp: 'tb', p2pkh: 0x6f, p2sh: 0xc4 };

const FORMATS: Readonly<Record<Network, AddressFormat>> = {
  mainnet: { hrp: 'bc', p2pkh: 0x00, p2sh: 0x05 },
  testnet: TEST_FORMAT,
  signet: TEST_FORMAT,
  regtest: { ...TEST_FORMAT, hrp: 'bcrt' },
};

export interface AddressError {
  readonly code: 'invalid_address' | 'wrong_network';
  readonly message: string;
}

/** The address of an output script on `network`; undefined for scripts that have none. */
export function scriptToAddress(scriptPubKey: Uint8Array, network: Network): string | undefined {
  const format = FORMATS[network];
  const output = classifyOutputScript(scriptPubKey);
  switch (output.kind) {
    case 'p2pkh':
    case 'p2sh':
      return base58CheckEncode(concatBytes(Uint8Array.of(format[output.kind]), output.hash));
    case 'p2wpkh':
    case 'p2wsh':
    case 'p2tr':
    case 'witness_unknown':
      return encodeSegwitAddress({ hrp: format.hrp, version: output.version, program: output.program });
    case 'op_return':
    case 'nonstandard':
      return undefined;
  }
}

/** The output script that pays to `address`, which must be one of `network`. */
export function addressToScript(address: string, network: Network): Result<Uint8Array, AddressError> {
  const format = FORMATS[network];
  const segwit = decodeSegwitAddress(address, format.hrp);
  if (segwit.ok) return ok(witnessProgram(segwit.value.version, segwit.value.program));
  if (segwit.error.code === 'wrong_hrp')
    return err({ code: 'wrong_network', message: `${address} is not an address of ${network}` });
  const payload = base58CheckDecode(address);
  if (payload?.length !== 21)
    return err({ code: 'invalid_address', message: `not an address: ${segwit.error.message}` });
  const hash = payload.slice(1);
  if (payload[0] === format.p2pkh) return ok(p2pkh(hash));
  if (payload[0] === format.p2sh) return ok(p2sh(hash));
  return err({ code: 'wrong_network', message: `${address} is not an address of ${network}` });
}
