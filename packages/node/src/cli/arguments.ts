/** Arguments of commands, from the text of a person to what the API takes; a wrong one is a usage error. */
import { InvalidArgumentError } from 'commander';
import type { ApiClient, ChannelInfo, PeerInfo, StreamInfo } from '../api/index.ts';
import { parseAmount, parseRate, parseSatAmount } from '../config/index.ts';
import { CommandFailure } from './failure.ts';

/** Beyond these, an id is told apart from the others. */
const MIN_PREFIX_LENGTH = 4;
/** Of the id of a node that is no peer: who mistypes a few digits would pay somebody. */
const MIN_STRANGER_LENGTH = 8;
const STRANGER_HINT = `'sferic peers' shows them; other nodes are named by ${MIN_STRANGER_LENGTH} or more digits of their id`;
const WHOLE_NODE_ID = /^0[23][0-9a-f]{64}$/;
/** What the API takes for one of the nodes of the network. */
const BEGINNING_OF_NODE_ID = /^0[23][0-9a-f]{2,64}$/;

/** An amount in millisatoshis, as the API writes it. */
export function msatArgument(text: string): string {
  const amount = parseAmount(text);
  if (!amount.ok) throw new InvalidArgumentError(amount.error);
  return amount.value.toString();
}

/** An amount of whole satoshis, as the API writes it. */
export function satArgument(text: string): string {
  const amount = parseSatAmount(text);
  if (!amount.ok) throw new InvalidArgumentError(amount.error);
  return amount.value.toString();
}

/** A rate of money, as the API writes it. */
export function rateArgument(text: string): { readonly rateMsat: string; readonly rateMilliseconds: number } {
  const rate = parseRate(text);
  if (!rate.ok) throw new InvalidArgumentError(rate.error);
  return { rateMsat: rate.value.amount.toString(), rateMilliseconds: rate.value.milliseconds };
}

/** `100ms`, `1s`, `10m`: milliseconds; a plain number is seconds. */
export function millisecondsArgument(text: string): number {
  const [, digits] = /^(\d{1,9})ms$/.exec(text) ?? [];
  return digits === undefined ? secondsArgument(text) * 1000 : Number(digits);
}

/** A feerate in satoshis per virtual byte; the API knows its limits. */
export function feerateArgument(text: string): number {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`"${text}" is not a number of satoshis per virtual byte`);
}

/** `90`, `90s`, `10m`, `2h` or `7d`, in seconds. */
export function secondsArgument(text: string): number {
  const [, digits, unit = 's'] = /^(\d{1,9})([smhd])?$/.exec(text) ?? [];
  if (digits === undefined)
    throw new InvalidArgumentError(
      `"${text}" is not a time: write 90, 10m, 2h or 7d; a plain number is seconds`,
    );
  return Number(digits) * { s: 1, m: 60, h: 3600, d: 86_400 }[unit as 's' | 'm' | 'h' | 'd'];
}

/** 32 bytes as hex, such as a payment hash. */
export function hashArgument(text: string): string {
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError(`"${text}" is not 32 bytes as 64 hex digits`);
}

/** The channel that a person means: its id or the beginning of it, or its short channel id. */
export async function findChannel(client: ApiClient, text: string): Promise<ChannelInfo> {
  return chooseChannel(
    await client.channels(),
    text,
    "'sferic channels' shows them, with --closed those that are over",
  );
}

export function chooseChannel<T extends Pick<ChannelInfo, 'channelId' | 'shortChannelId'>>(
  channels: readonly T[],
  text: string,
  hint: string,
): T {
  return only(
    channels.filter(({ channelId, shortChannelId }) => isPrefix(text, channelId) || text === shortChannelId),
    'channel',
    text,
    hint,
  );
}

/** The stream that a person means: its id or the beginning of it. */
export async function findStream(client: ApiClient, text: string): Promise<StreamInfo> {
  const streams = await client.streams();
  return only(
    streams.filter(({ sessionId }) => isPrefix(text, sessionId)),
    'stream',
    text,
    "'sferic streams list' shows them",
  );
}

/** The node id that a person means: an id, an address with it, or the beginning of the id of a known peer. */
export async function findPeer(client: ApiClient, text: string): Promise<string> {
  const id = nodeIdIn(text);
  return WHOLE_NODE_ID.test(id) ? id : choosePeer(await client.peers(), text);
}

/**
 * The node id that a person means, of whoever can be paid: an id, an address with it, or the beginning of the id of a
 * peer or, if no peer has such an id, of one node of the network.
 */
export async function findNode(client: ApiClient, text: string): Promise<string> {
  const id = nodeIdIn(text);
  if (WHOLE_NODE_ID.test(id)) return id;
  if (!BEGINNING_OF_NODE_ID.test(id)) {
    const hint = `a node is named by its id, or by ${MIN_PREFIX_LENGTH} or more of the digits that it begins with`;
    throw new CommandFailure('not_found', `there is no node ${text}`, { hint });
  }
  const peers = await client.peers();
  const isPeer = peers.some(({ nodeId }) => isPrefix(id, nodeId));
  if (isPeer || id.length < MIN_STRANGER_LENGTH) return choosePeer(peers, text, STRANGER_HINT);
  const { nodeId } = await client.networkNode(id);
  return nodeId;
}

/** What a way shall lead to: the id of the node that a person means, or an invoice as it is. */
export async function findTarget(client: ApiClient, text: string): Promise<string> {
  if (/^\s*(?:lightning:)?ln/i.test(text)) return text;
  if (/^[0-9a-f]+(?:@|$)/i.test(text)) return findNode(client, text);
  throw new CommandFailure('invalid_argument', `"${text}" is neither the id of a node nor an invoice`, {
    hint: 'the id of a node begins with 02 or 03, an invoice with ln',
  });
}

function choosePeer(peers: readonly PeerInfo[], text: string, hint = "'sferic peers' shows them"): string {
  return findKnown(peers, text, 'peer', hint).nodeId;
}

/** One of those that are known, by its id or the beginning of it. */
export function findKnown<T extends { readonly nodeId: string }>(
  known: readonly T[],
  text: string,
  kind: string,
  hint: string,
): T {
  const id = nodeIdIn(text);
  return only(
    known.filter(({ nodeId }) => isPrefix(id, nodeId)),
    kind,
    text,
    hint,
  );
}

/** Whether a person has named a node: by its id, an address with it, or a multiaddr. */
export function isNodeName(text: string): boolean {
  return /^0[23][0-9a-f]{64}(?:@|$)|^16Uiu2|^\/.*\/p2p\//i.test(text);
}

function nodeIdIn(text: string): string {
  const [id = ''] = text.split('@');
  return id.toLowerCase();
}

function isPrefix(text: string, id: string): boolean {
  return text.length >= MIN_PREFIX_LENGTH && id.startsWith(text.toLowerCase());
}

function only<T>(found: readonly T[], kind: string, text: string, hint: string): T {
  const [first, second] = found;
  if (first === undefined) throw new CommandFailure('not_found', `there is no ${kind} ${text}`, { hint });
  if (second !== undefined)
    throw new CommandFailure('ambiguous', `${found.length} ${kind}s begin with ${text}`, { hint });
  return first;
}
