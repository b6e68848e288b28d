/** Gossip that no node should take, of every kind that BOLT 7 knows and some that it does not. */
import {
  announceChannel,
  announceNode,
  type GossipErrorCode,
  START,
  scid,
  type TestNetwork,
  type TestNode,
  testNode,
  updateChannel,
} from '@sferic/node/testing';
import {
  type ChannelAnnouncement,
  chainHash,
  type GossipMessage,
  type NodeAddress,
  type Signature,
  U32_MAX,
} from '@sferic/wire';

const [ALICE, BOB, CAROL] = [testNode('alice'), testNode('bob'), testNode('carol')];
/** A channel of Alice and Bob that is known, with Alice's update and announcement. */
export const KNOWN = scid('100x1x0');
const OTHER_CHAIN = chainHash(new Uint8Array(32).fill(7));
const DAY = 86_400;

export interface Forgery {
  readonly name: string;
  readonly code: GossipErrorCode;
  /** The message with this number, and what the chain says of it. */
  readonly make: (number: number, network: TestNetwork) => GossipMessage;
}

export function knownGossip(network: TestNetwork): readonly GossipMessage[] {
  const announcement = announceChannel(ALICE, BOB, KNOWN);
  network.outputs.fund(announcement);
  return [announcement, updateChannel(ALICE, BOB, KNOWN), announceNode(ALICE)];
}

export const FORGERIES: readonly Forgery[] = [...forgedChannels(), ...forgedUpdates(), ...forgedNodes()];

function forgedChannels(): readonly Forgery[] {
  const name = (what: string): string => `channel: ${what}`;
  const wrongSignature = (field: 'node' | 'bitcoin', end: 1 | 2): Forgery => ({
    name: name(`wrong ${field} signature ${end}`),
    code: 'invalid_signature',
    make: (number, network) => {
      const valid = fundedChannel(number, network);
      const key = `${field}Signature${end}` as const;
      return { ...valid, [key]: forged(valid[key]) };
    },
  });
  return [
    wrongSignature('node', 1),
    wrongSignature('node', 2),
    wrongSignature('bitcoin', 1),
    wrongSignature('bitcoin', 2),
    {
      name: name('known, for other nodes, unsigned'),
      code: 'invalid_signature',
      make: () => announceChannel(ALICE, CAROL, KNOWN, { nodeId2: CAROL.id, nodeId1: lesser(CAROL).id }),
    },
    {
      name: name('nodes out of order'),
      code: 'malformed',
      make: (number) => {
        const { nodeId1, nodeId2 } = announceChannel(ALICE, BOB, idOf(number));
        return announceChannel(ALICE, BOB, idOf(number), { nodeId1: nodeId2, nodeId2: nodeId1 });
      },
    },
    {
      name: name('a node with itself'),
      code: 'malformed',
      make: (number) => announceChannel(ALICE, ALICE, idOf(number)),
    },
    {
      name: name('another chain'),
      code: 'wrong_chain',
      make: (number) => announceChannel(ALICE, BOB, idOf(number), { chainHash: OTHER_CHAIN }),
    },
    {
      name: name('too long'),
      code: 'too_large',
      make: (number) => announceChannel(ALICE, BOB, idOf(number), { extension: new Uint8Array(1_000) }),
    },
    { name: name('known'), code: 'known', make: () => announceChannel(ALICE, BOB, KNOWN) },
    {
      name: name('no such transaction'),
      code: 'invalid_funding',
      make: (number) => announceChannel(ALICE, BOB, idOf(number)),
    },
    {
      name: name('output of other keys'),
      code: 'invalid_funding',
      make: (number, { outputs }) => {
        outputs.fund(announceChannel(ALICE, CAROL, idOf(number)));
        return announceChannel(ALICE, BOB, idOf(number));
      },
    },
    {
      name: name('output that is spent'),
      code: 'spent',
      make: (number, { outputs }) => {
        outputs.set(idOf(number), { type: 'spent' });
        return announceChannel(ALICE, BOB, idOf(number));
      },
    },
    {
      name: name('block far in the future'),
      code: 'invalid_funding',
      make: (number) => announceChannel(ALICE, BOB, scid(`500000x${number}x0`)),
    },
    {
      name: name('output that is not deep enough'),
      code: 'premature',
      make: (number, { outputs }) => announceChannel(ALICE, BOB, scid(`${outputs.height}x${number}x0`)),
    },
  ];
}

function forgedUpdates(): readonly Forgery[] {
  const changed = (
    what: string,
    code: GossipErrorCode,
    change: (number: number) => Parameters<typeof updateChannel>[3],
  ): Forgery => ({
    name: `update: ${what}`,
    code,
    make: (number) => updateChannel(ALICE, BOB, KNOWN, change(number)),
  });
  return [
    {
      name: 'update: unknown channel',
      code: 'orphan',
      make: (number) => updateChannel(ALICE, BOB, idOf(number)),
    },
    {
      name: 'update: wrong signature',
      code: 'invalid_signature',
      make: (number) => {
        const update = updateChannel(ALICE, BOB, KNOWN, { timestamp: START + 1 + number });
        return { ...update, signature: forged(update.signature) };
      },
    },
    {
      name: 'update: signed by the other end',
      code: 'invalid_signature',
      make: (number) => {
        const { channelFlags } = updateChannel(ALICE, BOB, KNOWN);
        return updateChannel(BOB, ALICE, KNOWN, { channelFlags, timestamp: START + 1 + number });
      },
    },
    changed('far in the future', 'future', (number) => ({ timestamp: START + DAY + 1 + number })),
    changed('timestamp 2^32 - 1', 'future', () => ({ timestamp: U32_MAX })),
    changed('older than the known one', 'known', (number) => ({ timestamp: START - 1 - number })),
    changed('known', 'known', () => ({})),
    changed('other content, same time', 'conflicting', (number) => ({ feeBaseMsat: 2_000 + number })),
    {
      name: 'update: two weeks old',
      code: 'stale',
      make: (number) => updateChannel(BOB, ALICE, KNOWN, { timestamp: START - 14 * DAY - number }),
    },
    changed('another chain', 'wrong_chain', () => ({ chainHash: OTHER_CHAIN })),
    changed('too long', 'too_large', () => ({ extension: new Uint8Array(500) })),
    changed('for another node alone', 'misdirected', () => ({ messageFlags: 3, timestamp: START + 1 })),
  ];
}

function forgedNodes(): readonly Forgery[] {
  const changed = (
    what: string,
    code: GossipErrorCode,
    change: (number: number) => Parameters<typeof announceNode>[1],
  ): Forgery => ({ name: `node: ${what}`, code, make: (number) => announceNode(ALICE, change(number)) });
  const dns = (hostname: string): NodeAddress => ({ type: 'dns', hostname, port: 9735 });
  return [
    { name: 'node: unknown', code: 'orphan', make: () => announceNode(CAROL) },
    {
      name: 'node: wrong signature',
      code: 'invalid_signature',
      make: (number) => {
        const node = announceNode(ALICE, { timestamp: START + 1 + number });
        return { ...node, signature: forged(node.signature) };
      },
    },
    changed('far in the future', 'future', (number) => ({ timestamp: START + DAY + 1 + number })),
    changed('older than the known one', 'known', (number) => ({ timestamp: START - 1 - number })),
    changed('known', 'known', () => ({})),
    changed('other content, same time', 'conflicting', () => ({ rgbColor: new Uint8Array(3) })),
    changed('two hostnames', 'too_large', () => ({ addresses: [dns('a.example'), dns('b.example')] })),
    changed('too long', 'too_large', () => ({ extension: new Uint8Array(5_000) })),
  ];
}

/** Of a channel that is not known. */
function idOf(number: number) {
  return scid(`150x${number}x0`);
}

function fundedChannel(number: number, { outputs }: TestNetwork): ChannelAnnouncement {
  const announcement = announceChannel(ALICE, BOB, idOf(number));
  outputs.fund(announcement);
  return announcement;
}

function forged(signature: Signature): Signature {
  const other = signature.slice() as Signature;
  other[40] = (other[40] ?? 0) ^ 1;
  return other;
}

/** A node whose id comes before that of `node`; it has signed nothing. */
function lesser(node: TestNode): TestNode {
  for (let number = 0; ; number++) {
    const candidate = testNode(`lesser ${number}`);
    if (candidate.key < node.key) return candidate;
  }
}
