/**
 * Functions in C, called without bindings of their own. C believes every length that it is told, so callers pass it nothing but
 * arrays of a fixed length that they made for it: a shorter one would be written beyond its end.
 */
import { createRequire } from 'node:module';

export type CType = 'void *' | 'const char *' | 'int' | 'unsigned int' | 'size_t';
export type CArgument = Uint8Array | Int32Array | BigUint64Array | bigint | number | string | null;
export type CFunction<R> = (...parameters: readonly CArgument[]) => R;

/** The functions of a library. Both methods throw when it has none of that name. */
export interface CLibrary {
  int(name: string, ...parameters: readonly CType[]): CFunction<number>;
  /** A pointer is its address. */
  pointer(name: string, ...parameters: readonly CType[]): CFunction<bigint>;
}

interface Koffi {
  load(name: string | null): {
    func(name: string, result: CType, parameters: readonly CType[]): CFunction<unknown>;
  };
  address(bytes: Uint8Array): bigint;
  sizeof(type: CType): number;
}

/** Those who pass pointers in arrays write them as such. */
const POINTER_LENGTH = 8;

const koffi = load();

function load(): Koffi | undefined {
  try {
    const loaded = createRequire(import.meta.url)('koffi') as Koffi;
    return loaded.sizeof('void *') === POINTER_LENGTH ? loaded : undefined;
  } catch {
    // Not built for this system: the callers have other ways.
    return undefined;
  }
}

/** A library by the name that the system's loader knows, `null` for what is part of this process; `undefined` when there is none. */
export function openLibrary(name: string | null): CLibrary | undefined {
  if (koffi === undefined) return undefined;
  try {
    const library = koffi.load(name);
    return {
      int: (symbol, ...parameters) => library.func(symbol, 'int', parameters) as CFunction<number>,
      pointer: (symbol, ...parameters) => library.func(symbol, 'void *', parameters) as CFunction<bigint>,
    };
  } catch {
    return undefined;
  }
}

/** Where the array begins in memory, from now on and for as long as it is kept. */
export function addressOf(bytes: Uint8Array): bigint {
  if (koffi === undefined) throw new Error('no library has been opened');
  return koffi.address(bytes);
}

/** An array to lend to C. What is written to it is in no other place, as it may be where V8 keeps small arrays. */
export function lendable(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  addressOf(bytes);
  return bytes;
}
