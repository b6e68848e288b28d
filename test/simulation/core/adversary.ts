/** A node that is not honest, from some moment on. */
import { restore } from '@sferic/channel';
import { TestSigner } from '../../../packages/channel/test/harness/index.ts';
import type { Misbehaviour } from '../actions.ts';
import type { Random } from '../random.ts';
import type { SimChannel } from './sim-channel.ts';
import { type SimNode, signerName } from './sim-node.ts';
import type { World } from './world.ts';

/** Old states that are kept. */
const MAX_COPIES = 6;
/** Of the messages of a node that garbles or withholds, one in so many. */
const ONE_IN = 20;

/** Blocks from the expiry of an HTLC that was held to its claim: some before, some after. */
const EARLIEST_CLAIM = -7;
const CLAIM_RANGE = 12;
const HOLDING: ReadonlySet<Misbehaviour> = new Set<Misbehaviour>(['hold', 'late', 'silent', 'revoked']);

export interface Adversary {
  readonly node: SimNode;
  /** Keeps a copy of what the channels are now. */
  remember(): void;
  /** Begins to misbehave; false if it does already. */
  misbehave(): boolean;
  /** What goes over the wire instead of a message; undefined for nothing. */
  say(bytes: Uint8Array): Uint8Array | undefined;
  /** Whether the HTLCs of a node wait for longer than they should. */
  holds(node: SimNode): boolean;
  /** The chain has grown: what was held so far may be claimed at the last moment, or after it. */
  newHeight(height: number): void;
}

export function makeAdversary(how: Misbehaviour, node: SimNode, world: World, random: Random): Adversary {
  let begun = false;
  const lateness = EARLIEST_CLAIM + random.below(CLAIM_RANGE);
  const copies: { readonly channel: SimChannel; readonly rows: ReadonlyMap<string, Uint8Array> }[] = [];
  const goBack = (publishes: boolean): boolean => {
    const old = copies.filter(
      ({ channel, rows }) => channel.stored?.type === 'normal' && isOld(channel, rows),
    );
    const copy = old.length === 0 ? undefined : random.pick(old);
    if (copy === undefined) return false;
    const { channel, rows } = copy;
    const wire = world.wires[channel.index];
    if (wire === undefined) return false;
    if (publishes) for (const one of node.channels) (world.wires[one.index] ?? wire).dead = true;
    channel.rows.clear();
    for (const [key, value] of rows) channel.rows.set(key, value);
    channel.signer = new TestSigner(signerName(channel.index, node.index));
    node.forgetful = true;
    wire.hangUp(channel);
    node.restart();
    if (publishes) node.run(() => channel.command({ type: 'force_close' }));
    return true;
  };
  return {
    node,
    remember() {
      if (begun) return;
      for (const channel of node.channels)
        if (!channel.isOver) copies.push({ channel, rows: new Map(channel.rows) });
      while (copies.length > MAX_COPIES) copies.splice(random.below(copies.length), 1);
    },
    misbehave() {
      if (begun) return false;
      begun = how === 'revoked' || how === 'amnesia' ? goBack(how === 'revoked') : true;
      if (begun && how === 'silent') {
        node.idle = random.below(2) === 0;
        for (const { index } of node.channels) {
          const wire = world.wires[index];
          if (wire !== undefined) wire.dead = true;
        }
      }
      return begun;
    },
    say(bytes) {
      if (!begun || (how !== 'garble' && how !== 'withhold') || random.below(ONE_IN) !== 0) return bytes;
      if (how === 'withhold') return undefined;
      const garbled = bytes.slice();
      const at = random.below(garbled.length);
      garbled[at] = (garbled[at] ?? 0) ^ (1 << random.below(8));
      return garbled;
    },
    holds: (one) => one === node && begun && HOLDING.has(how),
    newHeight(height) {
      if (!begun || !node.up) return;
      for (const held of [...node.held]) {
        const isLate = how === 'late' && height >= held.htlc.cltvExpiry + lateness;
        const isOwn = how === 'revoked' && held.payment.released;
        if (isLate || isOwn) node.run(() => node.resolve(held, true, true));
      }
    },
  };
}

/** Whether the rows are those of a commitment that is revoked by now. */
function isOld({ stored }: SimChannel, rows: ReadonlyMap<string, Uint8Array>): boolean {
  const restored = restore([...rows].map(([key, value]) => ({ key, value })));
  if (!restored.ok || stored === undefined || stored.type === 'signing_funding') return false;
  const { state } = restored.value;
  return state.type === 'normal' && state.commitments.localNumber < stored.commitments.localNumber;
}
