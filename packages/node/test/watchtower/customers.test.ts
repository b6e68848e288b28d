/** The tower's end of the protocol: quotas, and clients that do not keep to it. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { hexToBytes } from '@sferic/crypto';
import { describeReason, type SatPerKw, type TowerMessage } from '@sferic/wire';
import { NODE, nodeIdOf, RawClient, TestTower, until } from './tower-fixture.ts';

const HELLO: TowerMessage = { type: 'tower_hello', mostFeeratePerKw: 2500 as SatPerKw };

function id(number: number): Uint8Array {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}

function given(number: number, size = 256, sequence = number): TowerMessage {
  const [locator, handle] = [id(number), id(number + 1_000_000)];
  return {
    type: 'store_package',
    sequence: BigInt(sequence),
    locator,
    handle,
    package: new Uint8Array(size),
  };
}

/** A client that has heard the terms. */
async function greeted(t: TestContext, tower = new TestTower(t, 'tower'), client = NODE) {
  const raw = new RawClient(tower.accept(client));
  raw.say(HELLO);
  await until(() => raw.heard.length > 0);
  return { tower, raw };
}

async function closedBy(t: TestContext, ...messages: readonly TowerMessage[]): Promise<string> {
  const { raw } = await greeted(t);
  raw.say(...messages);
  await until(() => raw.link.closed !== undefined);
  return raw.link.closed ?? '';
}

function refusalOf(raw: RawClient): string | undefined {
  const refusal = raw.heard.find((message) => message.type === 'tower_refusal');
  return refusal?.type === 'tower_refusal' ? `${refusal.code} ${describeReason(refusal.reason)}` : undefined;
}

describe('a client of a watchtower', () => {
  it('hears the terms, and of each package when it is on disk', async (t) => {
    const { tower, raw } = await greeted(t);
    raw.say(given(1), given(2, 1024), given(7, 256));
    await until(() => raw.heard.length === 4);
    const [terms, ...stored] = raw.heard;
    assert(terms?.type === 'tower_terms');
    assert.deepEqual([terms.feeratePerKw, terms.packages, terms.bytes], [625, 0, 0n]);
    assert.deepEqual(
      stored.map((message) => message.type === 'packages_stored' && message.sequence),
      [1n, 2n, 7n],
    );
    assert.deepEqual(tower.shelf.usage(hexToBytes(NODE)), { packages: 3, bytes: 1536 });
    const again = (await greeted(t, tower)).raw.heard[0];
    assert(again?.type === 'tower_terms' && again.packages === 3 && again.bytes === 1536n);
  });

  it('counts while it is connected, or keeps packages', async (t) => {
    const { tower, raw } = await greeted(t);
    const other = (await greeted(t, tower, nodeIdOf('other'))).raw;
    // Two links of one client.
    await greeted(t, tower, nodeIdOf('other'));
    tower.accept(nodeIdOf('silent'));
    assert.equal(tower.customers.count, 2);
    raw.say(given(1));
    await until(() => raw.heard.length === 2);
    assert.equal(tower.customers.count, 2);
    await other.link.close('over');
    assert.equal(tower.customers.count, 2);
    tower.goOffline();
    assert.equal(tower.customers.count, 1);
  });

  it('may send more than a window: the stream waits, and all is taken', async (t) => {
    const { tower, raw } = await greeted(t, new TestTower(t, 'tower', { window: 4 }));
    raw.say(...Array.from({ length: 100 }, (_, index) => given(index + 1)));
    await until(() => raw.heard.length === 101);
    assert.equal(tower.shelf.total.packages, 100);
  });

  it('that sends a package again replaces it, by locator or by handle', async (t) => {
    const { tower, raw } = await greeted(t);
    raw.say(given(1), given(1, 512, 2), given(3));
    // The handle of the third with another locator.
    raw.say({ ...given(3, 256, 4), locator: id(99) } as TowerMessage);
    await until(() => raw.heard.length === 5);
    assert.deepEqual(tower.shelf.total, { clients: 1, packages: 2, bytes: 768 });
    assert.equal(tower.shelf.find(id(1) as never)[0]?.package.length, 512);
    assert.equal(tower.shelf.find(id(3) as never).length, 0);
  });

  it('deletes by handles what is its own, and no other', async (t) => {
    const { tower, raw } = await greeted(t);
    raw.say(given(1), given(2), given(3));
    const other = (await greeted(t, tower, nodeIdOf('other'))).raw;
    other.say(given(2));
    await until(() => raw.heard.length === 4 && other.heard.length === 2);
    other.say({ type: 'delete_packages', handles: [id(1_000_001), id(1_000_002)] });
    await until(() => other.heard.length === 3);
    assert.deepEqual(other.heard[2], { type: 'packages_deleted', packages: 0, bytes: 0n });
    assert.deepEqual(tower.shelf.total, { clients: 1, packages: 3, bytes: 768 });
    raw.say({ type: 'delete_packages', handles: [id(1_000_001), id(1_000_003), id(5)] });
    await until(() => raw.heard.length === 5);
    assert.deepEqual(raw.heard[4], { type: 'packages_deleted', packages: 1, bytes: 256n });
  });

  it('beyond its quota is refused, and what came behind is not taken', async (t) => {
    for (const limits of [{ clientPackages: 2 }, { clientBytes: 512 }]) {
      const { tower, raw } = await greeted(t, new TestTower(t, 'tower', limits));
      raw.say(given(1), given(2), given(3), given(2, 256, 4));
      await until(() => raw.link.closed !== undefined);
      assert.match(refusalOf(raw) ?? '', /^3 the quota/);
      assert.deepEqual(tower.shelf.total, { clients: 1, packages: 2, bytes: 512 });
    }
  });

  it('of a tower that is full, or serves nobody, is refused', async (t) => {
    const tower = new TestTower(t, 'tower', { clients: 1, totalBytes: 512 });
    const { raw } = await greeted(t, tower);
    raw.say(given(1));
    await until(() => raw.heard.length === 2);
    const late = (await greeted(t, tower, nodeIdOf('late'))).raw;
    assert.match(refusalOf(late) ?? '', /^4 /);
    raw.say(given(2, 512, 2));
    await until(() => raw.link.closed !== undefined);
    assert.match(refusalOf(raw) ?? '', /^4 /);
    tower.serving = false;
    assert.match(refusalOf((await greeted(t, tower)).raw) ?? '', /^1 /);
    const poor = new RawClient(new TestTower(t, 'other').accept());
    poor.say({ type: 'tower_hello', mostFeeratePerKw: 100 as SatPerKw });
    await until(() => poor.heard.length > 0);
    assert.match(refusalOf(poor) ?? '', /^2 /);
  });

  it('that does not keep to the protocol loses its link', async (t) => {
    assert.match(await closedBy(t, given(1, 300)), /300 bytes/);
    assert.match(await closedBy(t, given(1, 262_144 / 4), given(2, 0)), /0 bytes/);
    assert.match(await closedBy(t, given(5), given(5)), /package 5 after 5/);
    assert.match(await closedBy(t, HELLO), /tower_hello of a client/);
    assert.match(await closedBy(t, { type: 'packages_stored', sequence: 1n }), /of a client/);
    const silent = new RawClient(new TestTower(t, 'tower').accept());
    silent.say(given(1));
    await until(() => silent.link.closed !== undefined);
    assert.match(silent.link.closed ?? '', /tower_hello first/);
    const { raw } = await greeted(t);
    raw.link.send(Uint8Array.of(3, 0xff, 0xff, 0xff));
    await until(() => raw.link.closed !== undefined);
  });
});
