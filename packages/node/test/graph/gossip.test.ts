import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scid } from './fixture.ts';
import { edgesInto, until, withNetwork } from './network.ts';

test('a channel that two nodes announce reaches everybody in a line of peers, with its updates and nodes', () =>
  withNetwork(async (network) => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => network.node(name));
    assert(a && b && c && d);
    network.connect(a, b);
    network.connect(b, c);
    network.connect(c, d);
    network.open(a, b, scid('100x1x0'));
    network.open(b, c, scid('100x2x0'));
    network.open(c, d, scid('100x3x0'));
    for (const node of [a, b, c, d]) {
      await until(() => node.service.size.channels === 3, `${node.node.name} knows 3 channels`);
      await until(
        () => [a, b, c, d].every(({ key }) => edgesInto(node, key).length > 0),
        `${node.node.name} knows a way to everybody`,
      );
    }
    assert.equal(edgesInto(a, b.key).length, 2);
  }));

test('a node that joins later gets the whole graph', () =>
  withNetwork(async (network) => {
    const [a, b, late] = ['a', 'b', 'late'].map((name) => network.node(name));
    assert(a && b && late);
    network.connect(a, b);
    for (let index = 1; index <= 20; index++) network.open(a, b, scid(`100x${index}x0`));
    await until(() => edgesInto(b, b.key).length === 20);
    network.connect(b, late);
    await until(() => late.service.size.channels === 20);
    await until(() => edgesInto(late, a.key).length === 20);
    await until(() => edgesInto(late, b.key).length === 20);
  }));
