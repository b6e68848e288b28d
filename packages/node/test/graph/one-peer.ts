import assert from 'node:assert/strict';
import type { Announcement, ChannelAnnouncement } from '@sferic/wire';
import { announceChannel, scid, testNode } from './fixture.ts';
import { edgesInto, type GossipNode, settle, type TestNetwork, TestPeer, withNetwork } from './network.ts';

export const alice = testNode('alice');
export const bob = testNode('bob');
export const mallory = testNode('mallory');
export const ID = scid('100x1x0');

/** A node under test with a peer whose messages the test writes. */
export class Setup {
  readonly network: TestNetwork;
  readonly node: GossipNode;
  readonly peer = new TestPeer(mallory.key);

  constructor(network: TestNetwork) {
    this.network = network;
    this.node = network.node('node');
    this.node.service.connected(this.peer);
  }

  async send(...messages: readonly Announcement[]): Promise<void> {
    for (const message of messages) await this.node.service.receive(this.peer, message);
    await settle();
  }

  /** A valid channel of Alice and Bob, on the chain and told. */
  async tellChannel(): Promise<ChannelAnnouncement> {
    const announcement = announceChannel(alice, bob, ID);
    this.network.outputs.fund(announcement);
    await this.send(announcement);
    assert.equal(this.channels, 1);
    return announcement;
  }

  get channels(): number {
    return this.node.service.size.channels;
  }

  edges(): number {
    return [alice, bob].flatMap(({ key }) => edgesInto(this.node, key)).length;
  }
}

export function withPeer(run: (setup: Setup) => Promise<void>): Promise<void> {
  return withNetwork((network) => run(new Setup(network)));
}
