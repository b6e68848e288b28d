/** Cases of the connection: frames, `init`, messages that nobody knows (BOLT 1). */
import assert from 'node:assert/strict';
import { FEATURE_BITS, setBits, vectorOf } from '@sferic/wire';
import { type Case, CUT_OFF, IGNORED, type Reaction } from './case.ts';
import { envelope } from './spoil.ts';

const FORMAT = 'BOLT 1, "Lightning Message Format"';
const INIT = 'BOLT 1, "The init Message"';
const PING = 'BOLT 1, "The ping and pong Messages"';
const ENVELOPE = 'proto/sferic/v1/envelope.proto';

/** The stream may end before a word is said. */
const CLOSED: readonly [Reaction, Reaction] = [CUT_OFF, { says: 'nothing', connection: 'closed' }];
const SESSION_IGNORED: readonly [Reaction] = [IGNORED];

const UNKNOWN_EVEN = 4094;
const UNKNOWN_ODD = 4095;

export const CONNECTION_CASES: readonly Case[] = [
  {
    name: 'a frame length of four bytes',
    rule: ENVELOPE,
    begins: 'stream',
    act: ({ peer }) => peer.sendBytes(Uint8Array.of(0xff, 0xff, 0xff, 0x7f)),
    expect: CLOSED,
  },
  {
    name: 'a frame length beyond the limit',
    rule: ENVELOPE,
    begins: 'session',
    act: ({ peer }) => peer.sendBytes(Uint8Array.of(0x81, 0x88, 0x04)),
    expect: CLOSED,
  },
  {
    name: 'a frame length that is not in its shortest form',
    rule: ENVELOPE,
    begins: 'session',
    act: ({ peer }) => peer.sendBytes(Uint8Array.of(0x81, 0x00, 0x00)),
    expect: CLOSED,
  },
  {
    name: 'an empty frame',
    rule: ENVELOPE,
    begins: 'session',
    act: ({ peer }) => peer.sendFrame(new Uint8Array(0)),
    expect: CLOSED,
  },
  {
    name: 'a frame of bytes that are no message',
    rule: ENVELOPE,
    begins: 'session',
    act: ({ peer }) => peer.sendFrame(new Uint8Array(1000).fill(0xa5)),
    expect: CLOSED,
  },
  {
    name: 'half a frame, and then the end of the connection',
    rule: ENVELOPE,
    begins: 'session',
    act: async ({ peer }) => {
      peer.sendBytes(Uint8Array.of(0xff, 0x01, 1, 2, 3));
      await peer.cut();
    },
    expect: [{ says: 'nothing', connection: 'closed' }],
  },
  {
    name: 'a valid frame, one byte at a time',
    rule: ENVELOPE,
    begins: 'session',
    act: ({ peer }) => {
      for (const byte of [4, ...envelope(UNKNOWN_ODD, new Uint8Array(0))])
        peer.sendBytes(Uint8Array.of(byte));
    },
    expect: SESSION_IGNORED,
  },
  {
    name: 'a ping before init',
    rule: INIT,
    begins: 'stream',
    act: ({ peer }) => peer.send({ type: 'ping', numPongBytes: 1, ignored: new Uint8Array(0) }),
    expect: CLOSED,
  },
  {
    name: 'init for another chain',
    rule: INIT,
    begins: 'stream',
    act: ({ peer }) => peer.send({ ...peer.init(), networks: [new Uint8Array(32).fill(7) as never] }),
    expect: CLOSED,
  },
  {
    name: 'init that asks for an unknown feature',
    rule: INIT,
    begins: 'stream',
    act: ({ peer }) =>
      peer.send({ ...peer.init(), features: vectorOf([...setBits(peer.init().features), 200]) }),
    expect: CLOSED,
  },
  {
    name: 'init that offers an unknown feature',
    rule: INIT,
    begins: 'stream',
    act: ({ peer }) =>
      peer.send({ ...peer.init(), features: vectorOf([...setBits(peer.init().features), 201]) }),
    expect: SESSION_IGNORED,
  },
  {
    name: 'init without option_dual_fund',
    rule: 'BOLT 9',
    begins: 'stream',
    act: ({ peer }) => {
      const wanted = setBits(peer.init().features).filter(
        (bit) => (bit & ~1) !== FEATURE_BITS.option_dual_fund,
      );
      peer.send({ ...peer.init(), features: vectorOf(wanted) });
    },
    expect: CLOSED,
  },
  {
    name: 'a second init',
    rule: INIT,
    begins: 'session',
    act: ({ peer }) => peer.send(peer.init()),
    expect: [CUT_OFF, IGNORED],
  },
  {
    name: 'a message of unknown even type',
    rule: FORMAT,
    begins: 'channel',
    act: ({ peer }) => peer.sendFrame(envelope(UNKNOWN_EVEN, Uint8Array.of(1, 2, 3))),
    expect: CLOSED,
  },
  {
    name: 'a message of unknown odd type',
    rule: FORMAT,
    begins: 'channel',
    act: ({ peer }) => peer.sendFrame(envelope(UNKNOWN_ODD, Uint8Array.of(1, 2, 3))),
    expect: SESSION_IGNORED,
  },
  {
    name: 'a ping that wants no pong',
    rule: PING,
    begins: 'session',
    act: ({ peer }) => peer.send({ type: 'ping', numPongBytes: 65_532, ignored: new Uint8Array(0) }),
    expect: SESSION_IGNORED,
    check: ({ peer }) => {
      assert.equal(peer.received.filter((one) => one.type === 'pong' && one.ignored.length > 1).length, 0);
    },
  },
  {
    name: 'a ping that wants the longest pong',
    rule: PING,
    begins: 'session',
    act: ({ peer }) => peer.send({ type: 'ping', numPongBytes: 65_531, ignored: new Uint8Array(0) }),
    expect: SESSION_IGNORED,
    check: ({ peer }) => {
      assert(peer.received.some((one) => one.type === 'pong' && one.ignored.length === 65_531));
    },
  },
  {
    name: 'a pong that nobody has asked for',
    rule: PING,
    begins: 'session',
    act: ({ peer }) => peer.send({ type: 'pong', ignored: new Uint8Array(3) }),
    expect: SESSION_IGNORED,
  },
];
