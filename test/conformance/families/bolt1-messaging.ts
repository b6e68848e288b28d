/** BigSize, TLV streams, message extensions and signed integers: BOLT 1, appendices A to D. */
import assert from 'node:assert/strict';
import {
  ByteReader,
  ByteWriter,
  decodeBigSize,
  decodeTlvStream,
  decoding,
  encodeBigSize,
  readTlvStream,
  readTlvValue,
} from '@sferic/codec';
import { bytesToHex, concatBytes, isValidPublicKey } from '@sferic/crypto';
import { formatShortChannelId, shortChannelId } from '@sferic/wire';
import { each, type Family } from '../family.ts';
import type { Item } from '../item.ts';

const INIT_MESSAGE = 16;
/** BOLT 1, "The init Message": networks and remote_addr. */
const INIT_TLV_TYPES = [1n, 3n];

interface RecordDefinition {
  readonly name: string;
  readonly fields: readonly { readonly name: string; readonly type: string }[];
}

/** The record types of one namespace. */
type Namespace = ReadonlyMap<bigint, RecordDefinition>;

function readNamespace(definitions: readonly Item[]): Namespace {
  return new Map(
    definitions.map((definition) => [
      definition.bigint('type'),
      {
        name: definition.text('name'),
        fields: definition
          .items('fields')
          .map((field) => ({ name: field.text('name'), type: field.text('type') })),
      },
    ]),
  );
}

function readField(reader: ByteReader, type: string): string {
  switch (type) {
    case 'tu64':
      return String(reader.tu64());
    case 'tu32':
      return String(reader.tu32());
    case 'u64':
      return String(reader.u64());
    case 'u16':
      return String(reader.u16());
    case 'short_channel_id':
      return formatShortChannelId(shortChannelId(reader.u64()));
    case 'point': {
      const point = reader.bytes(33);
      if (!isValidPublicKey(point)) throw new RangeError('not a point');
      return bytesToHex(point);
    }
    default:
      throw new Error(`the vectors have a new field type ${type}`);
  }
}

/** The known records of a stream with their fields; `undefined` when the stream is invalid. */
function decodeStream(
  stream: Uint8Array,
  namespace: Namespace,
): readonly { readonly name: string; readonly fields: Readonly<Record<string, string>> }[] | undefined {
  const records = decodeTlvStream(stream, (type) => namespace.has(type));
  if (!records.ok) return undefined;
  try {
    return records.value.flatMap((record) => {
      const definition = namespace.get(record.type);
      if (definition === undefined) return [];
      const fields = readTlvValue(record, (reader) =>
        Object.fromEntries(definition.fields.map(({ name, type }) => [name, readField(reader, type)])),
      );
      return [{ name: definition.name, fields }];
    });
  } catch {
    return undefined;
  }
}

function judgeStream(item: Item, namespaces: ReadonlyMap<string, Namespace>, all: readonly Item[]): void {
  const stream = item.hex('stream');
  for (const name of item.texts('tlv_namespaces')) {
    const namespace = namespaces.get(name);
    assert.ok(namespace !== undefined, `namespace ${name}`);
    const decoded = decodeStream(stream, namespace);
    if (!item.flag('valid')) {
      assert.equal(decoded, undefined, 'the stream was taken');
      // The rule beside the vectors: behind a valid stream, an invalid one stays invalid.
      const valid = all.filter(
        (other) => other.flag('valid') && other.texts('tlv_namespaces').includes(name),
      );
      for (const other of valid)
        assert.equal(decodeStream(concatBytes(other.hex('stream'), stream), namespace), undefined);
      continue;
    }
    const expected = item.has('expected_record')
      ? [{ name: item.text('expected_record'), fields: item.item('expected_fields').value }]
      : [];
    assert.deepEqual(decoded, expected);
  }
}

function judgeExtension(item: Item): void {
  const reader = new ByteReader(item.hex('message'));
  const decoded = decoding(() => {
    assert.equal(reader.u16(), INIT_MESSAGE);
    reader.u16Bytes();
    reader.u16Bytes();
    return readTlvStream(reader, (type) => INIT_TLV_TYPES.includes(type));
  });
  assert.equal(decoded.ok, item.flag('valid'));
}

const SIGNED = {
  8: [(writer: ByteWriter, value: bigint) => writer.s8(Number(value)), (reader: ByteReader) => reader.s8()],
  16: [
    (writer: ByteWriter, value: bigint) => writer.s16(Number(value)),
    (reader: ByteReader) => reader.s16(),
  ],
  32: [
    (writer: ByteWriter, value: bigint) => writer.s32(Number(value)),
    (reader: ByteReader) => reader.s32(),
  ],
  64: [(writer: ByteWriter, value: bigint) => writer.s64(value), (reader: ByteReader) => reader.s64()],
} as const;

function judgeSigned(item: Item): void {
  const bits = item.number('bits');
  assert.ok(bits === 8 || bits === 16 || bits === 32 || bits === 64, `${bits} bits`);
  const [write, read] = SIGNED[bits];
  const value = item.bigint('value');
  assert.equal(bytesToHex(write(new ByteWriter(), value).finish()), item.text('expected_bytes'));
  assert.equal(BigInt(read(new ByteReader(item.hex('expected_bytes')))), value);
}

export const bolt1Messaging: Family = {
  name: 'bolt1-messaging',
  *cases(file) {
    yield* each(file.items('bigsize_decoding'), (item) => {
      const decoded = decodeBigSize(item.hex('bytes'));
      assert.equal(decoded.ok, item.flag('valid'));
      if (decoded.ok) assert.equal(decoded.value, item.bigint('expected_value'));
    });
    yield* each(file.items('bigsize_encoding'), (item) =>
      assert.equal(bytesToHex(encodeBigSize(item.bigint('value'))), item.text('expected_bytes')),
    );
    const definitions = file.item('tlv_namespace_definitions');
    const namespaces = new Map(
      definitions.keys().map((name) => [name, readNamespace(definitions.items(name))]),
    );
    const streams = file.items('tlv_streams');
    yield* each(streams, (item) => judgeStream(item, namespaces, streams));
    yield* each(file.items('message_extensions'), judgeExtension);
    yield* each(file.items('signed_integers'), judgeSigned);
  },
};
