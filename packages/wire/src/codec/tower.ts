/** Messages of the watchtower protocol to bytes and back: proto/sferic/v1/tower.proto. */
import { err, ok, type Result } from '@sferic/codec';
import { Writer } from 'protobufjs/minimal.js';
import type { TowerMessage, TowerMessageType } from '../messages/index.ts';
import { MAX_TOWER_HANDLES, MAX_TOWER_WINDOW } from '../protocol.ts';
import type { SatPerKw } from '../scalars.ts';
import type { WireError } from '../wire-error.ts';
import { decodeField, type UnknownOddMessage, wireError, writeField } from './envelope.ts';
import { Fault } from './fault.ts';
import { bytesOf, type Kind, list, restBytes, u16Bytes, u32, u32As, u64 } from './kinds.ts';
import { type Field, type FieldTable, field, MessageCodec } from './message-codec.ts';

const bytes16 = bytesOf<Uint8Array>(16);

/** A list that is not empty: who has nothing to say does not say it. */
function some<T>(kind: Kind<readonly T[]>): Kind<readonly T[]> {
  return within(kind, (values) => values.length > 0, 'an empty list');
}

function within<T>(kind: Kind<T>, holds: (value: T) => boolean, otherwise: string): Kind<T> {
  return {
    ...kind,
    fromProto(raw) {
      const value = kind.fromProto(raw);
      return value instanceof Fault || holds(value) ? value : new Fault('out_of_range', otherwise);
    },
  };
}

function towerCodec<Type extends TowerMessageType>(
  type: Type,
  protoName: ConstructorParameters<typeof MessageCodec>[1],
  table: FieldTable<Extract<TowerMessage, { readonly type: Type }>>,
): MessageCodec<TowerMessageType> {
  const fields = table as unknown as Readonly<Record<string, Field<never>>>;
  return new MessageCodec<TowerMessageType>(type, protoName, fields, 'TowerEnvelope');
}

export const towerCodecs: readonly MessageCodec<TowerMessageType>[] = [
  towerCodec('tower_hello', 'TowerHello', { mostFeeratePerKw: field(u32As<SatPerKw>()) }),
  towerCodec('store_package', 'StorePackage', {
    sequence: field(u64),
    locator: field(bytes16),
    handle: field(bytes16),
    package: field(restBytes),
  }),
  towerCodec('delete_packages', 'DeletePackages', {
    handles: field(some(list(bytes16, MAX_TOWER_HANDLES, 'uncounted'))),
  }),
  towerCodec('tower_terms', 'TowerTerms', {
    feeratePerKw: field(u32As<SatPerKw>()),
    maxPackages: field(u32),
    maxBytes: field(u64),
    packages: field(u32),
    bytes: field(u64),
    window: field(within(u32, (value) => value >= 1 && value <= MAX_TOWER_WINDOW, 'not a window')),
  }),
  towerCodec('packages_stored', 'PackagesStored', { sequence: field(u64) }),
  towerCodec('packages_deleted', 'PackagesDeleted', { packages: field(u32), bytes: field(u64) }),
  towerCodec('tower_refusal', 'TowerRefusal', { code: field(u32), reason: field(u16Bytes) }),
];

const byType = new Map(towerCodecs.map((codec) => [codec.type, codec]));
const byNumber = new Map(towerCodecs.map((codec) => [codec.number, codec]));

/** The whole frame for a message, length prefix included. */
export function encodeTowerFrame(message: TowerMessage): Uint8Array {
  const codec = byType.get(message.type);
  if (codec === undefined) throw new RangeError(`no codec for ${message.type}`);
  const writer = new Writer();
  writer.fork();
  writeField(codec, message, writer);
  return writer.ldelim().finish();
}

/** Reads the content of one frame, as `decodeMessage` does. Every error ends the stream. */
export function decodeTowerMessage(bytes: Uint8Array): Result<TowerMessage | UnknownOddMessage, WireError> {
  const decoded = decodeField(bytes, (number) => byNumber.get(number));
  if (!decoded.ok) return err(wireError(decoded.error.fault, decoded.error.codec?.type));
  return ok(decoded.value.type === 'unknown_odd' ? decoded.value : (decoded.value.message as TowerMessage));
}
