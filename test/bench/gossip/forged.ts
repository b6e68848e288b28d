/** What forged gossip costs the node that gets it, and its sender: decoded and judged by the code that serves peers. */
import type { Logger } from '@sferic/node';
import { silentLogger } from '@sferic/node';
import { type GossipNode, reactionTo, settle, TestNetwork, TestPeer } from '@sferic/node/testing';
import { decodeMessage, encodeMessage, type GossipMessage } from '@sferic/wire';
import { FORGERIES, type Forgery, knownGossip } from './forgeries.ts';

export interface ForgedCost {
  readonly name: string;
  readonly messages: number;
  readonly refused: number;
  /** Of the processor, for each message. */
  readonly microseconds: number;
  readonly lookups: number;
  readonly storedRows: number;
  readonly reaction: ReturnType<typeof reactionTo>;
}

const MESSAGES = 2_000;
/** Of one peer, before another takes its place: so many are within what a peer may send at once. */
const PER_PEER = 400;
const TURNS = 4_000;

export async function forgedCosts(): Promise<readonly ForgedCost[]> {
  const costs: ForgedCost[] = [];
  for (const forgery of FORGERIES) costs.push(await costOf(forgery));
  return costs;
}

async function costOf(forgery: Forgery): Promise<ForgedCost> {
  const network = new TestNetwork();
  const codes: string[] = [];
  network.log = recording(codes);
  try {
    const node = network.node('node');
    const honest = new TestPeer('honest');
    node.service.connected(honest);
    for (const message of knownGossip(network)) await node.service.receive(honest, message);
    await settle();
    const frames = Array.from({ length: MESSAGES }, (_, number) =>
      encodeMessage(forgery.make(number, network)),
    );
    const before = { ...node.service.size, rows: await rowsOf(node), lookups: network.outputs.lookups };
    const began = cpuMicroseconds();
    await sendAll(node, frames);
    const isLogged = ['charge', 'disconnect'].includes(reactionTo({ code: forgery.code, message: '' }));
    for (let turn = 0; turn < TURNS && isLogged && codes.length < MESSAGES; turn++)
      await new Promise((resolve) => setImmediate(resolve));
    await settle();
    const microseconds = (cpuMicroseconds() - began) / MESSAGES;
    const wrong = codes.find((code) => code !== forgery.code);
    if (wrong !== undefined) throw new Error(`${forgery.name}: ${wrong} instead of ${forgery.code}`);
    if (isLogged && codes.length !== MESSAGES)
      throw new Error(`${forgery.name}: ${codes.length} of ${MESSAGES} refused`);
    const { channels } = node.service.size;
    const storedRows = (await rowsOf(node)) - before.rows;
    if (channels !== before.channels || storedRows !== 0) throw new Error(`${forgery.name} was taken`);
    const lookups = (network.outputs.lookups - before.lookups) / MESSAGES;
    const reaction = reactionTo({ code: forgery.code, message: '' });
    const { name } = forgery;
    return { name, messages: MESSAGES, refused: MESSAGES, microseconds, lookups, storedRows, reaction };
  } finally {
    await network.close();
  }
}

/** Who is cut off comes back as somebody else. */
async function sendAll(node: GossipNode, frames: readonly Uint8Array[]): Promise<void> {
  let peer = new TestPeer('forger');
  node.service.connected(peer);
  for (const [number, frame] of frames.entries()) {
    if (peer.disconnects.length > 0 || number % PER_PEER === 0) {
      node.service.disconnected(peer.nodeId);
      peer = new TestPeer(`forger ${number}`);
      node.service.connected(peer);
    }
    const decoded = decodeMessage(frame);
    if (!decoded.ok) throw new Error(decoded.error.message);
    await node.service.receive(peer, decoded.value as GossipMessage);
    // A peer that is to be cut off is, before it sends more.
    for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** What is on disk once all that waits is written. */
async function rowsOf(node: GossipNode): Promise<number> {
  await node.restart();
  return node.storedRows();
}

/** Keeps the codes of what is refused. */
function recording(codes: string[]): Logger {
  const record = (_: string, fields: { readonly code?: unknown } = {}): void => {
    if (typeof fields.code === 'string') codes.push(fields.code);
  };
  return { ...silentLogger, debug: record, warn: record };
}

function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
