/** The client: what is revoked reaches every tower, whatever goes away in between. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { justiceClaims, locatorOf, openJustice, type Transaction, transactionId } from '@sferic/channel';
import type { SatPerKw, TowerMessage } from '@sferic/wire';
import { Client, connect, RawClient, TestTower, until } from './tower-fixture.ts';

/** How many outputs of a commitment the tower could take, if it was published. */
function claimsFor(tower: TestTower, commitment: Transaction): number {
  const txid = transactionId(commitment);
  const claims = tower.shelf.find(locatorOf(txid)).map((kept) => {
    const justice = openJustice(kept.package, txid);
    assert(justice !== undefined);
    return justiceClaims(justice, commitment).length;
  });
  assert(claims.length <= 1);
  return claims[0] ?? 0;
}

function countOf(client: Client, table: string): number {
  return client.file.store.get(`SELECT count(*) AS n FROM ${table}`)?.number('n') ?? 0;
}

/** All that was revoked since `from` is with the tower, HTLCs too. */
function assertCovered(client: Client, tower: TestTower, from = 0): void {
  const revoked = client.revoked.slice(from);
  assert(revoked.length > 0);
  for (const commitment of revoked) {
    // All but anchors and what is Alice's at once.
    const wanted = commitment.outputs.length - 3;
    assert.equal(claimsFor(tower, commitment), wanted);
  }
}

describe('the watchtowers of a node', () => {
  it('get a package for each revoked commitment, with its HTLCs; nothing stays behind', async (t) => {
    const tower = new TestTower(t, 'tower');
    const client = new Client(t, [tower]);
    await client.client.add(tower.nodeId);
    await client.pay(5);
    await client.covered();
    assertCovered(client, tower);
    assert(client.revoked.some((commitment) => commitment.outputs.length === 5));
    const [view] = client.client.views();
    assert.equal(view?.terms?.packages, client.revoked.length);
    assert.equal(view.terms.bytes, BigInt(tower.shelf.total.bytes));
    await until(() => countOf(client, 'tower_backlog') === 0);
    assert.deepEqual(client.logged.lines, []);
  });

  it('without any, nothing is stored', async (t) => {
    const client = new Client(t, []);
    await client.pay(2);
    assert.equal(countOf(client, 'tower_backlog'), 0);
  });

  it('that are away get what was revoked meanwhile, after a restart from the rows of the channel', async (t) => {
    const tower = new TestTower(t, 'tower');
    const client = new Client(t, [tower]);
    await client.client.add(tower.nodeId);
    await client.pay();
    await client.covered();
    tower.goOffline();
    await client.pay(18);
    // More than are recalled at once.
    assert(client.client.views().every((view) => client.client.pending(view) >= 36));
    await client.restart();
    await client.covered();
    assertCovered(client, tower);
  });

  it('several: one that is away holds up no other, and comes to have the same', async (t) => {
    const [near, far] = [new TestTower(t, 'near'), new TestTower(t, 'far')];
    const client = new Client(t, [near, far]);
    for (const { nodeId } of [near, far]) await client.client.add(nodeId);
    await client.covered();
    far.goOffline();
    await client.pay(10);
    await client.covered();
    assertCovered(client, near);
    assert.equal(far.shelf.total.packages, 0);
    far.online = true;
    await client.newBlock();
    await client.covered();
    assertCovered(client, far);
  });

  it('one that is added later covers what is revoked from then on', async (t) => {
    const tower = new TestTower(t, 'tower');
    const client = new Client(t, [tower]);
    await client.pay(2);
    const before = client.revoked.length;
    await client.client.add(tower.nodeId);
    await client.pay(2);
    await client.covered();
    assertCovered(client, tower, before);
    assert.equal(claimsFor(tower, client.revoked[0] as Transaction), 0);
    assert.equal(client.client.views()[0]?.missed, 0);
  });

  it('one that is away for longer than the backlog lasts: it is said, and payments and the others go on', async (t) => {
    const [near, far] = [new TestTower(t, 'near'), new TestTower(t, 'far')];
    const client = new Client(t, [near, far], { maxBacklog: 20 });
    for (const { nodeId } of [near, far]) await client.client.add(nodeId);
    await client.covered();
    far.goOffline();
    for (let round = 0; round < 12; round++) {
      await client.pay(2);
      await client.covered();
    }
    assertCovered(client, near);
    await until(() => countOf(client, 'tower_backlog') <= 20);
    far.online = true;
    await client.newBlock();
    await client.covered();
    const missed = client.client.views().find(({ nodeId }) => nodeId === far.nodeId)?.missed ?? 0;
    assert.equal(missed + far.shelf.total.packages, client.revoked.length);
    assert(missed > 0 && client.logged.lines.some((line) => line.includes('never be covered')));
  });

  it('that refuse are told of, and asked again with the next block', async (t) => {
    const tower = new TestTower(t, 'tower', { clientPackages: 3 });
    const client = new Client(t, [tower]);
    await client.client.add(tower.nodeId);
    await client.pay(3);
    await until(() => client.client.views()[0]?.state === 'refused');
    assert.match(client.client.views()[0]?.refusal ?? '', /quota/);
    assert.equal(tower.shelf.total.packages, 3);
    assert(client.logged.lines.some((line) => line.includes('not covered')));
    Object.assign(tower.limits, { clientPackages: 1000 });
    await client.newBlock();
    await client.covered();
    assertCovered(client, tower);
  });

  it('drop what they have of a channel that is over', async (t) => {
    const tower = new TestTower(t, 'tower');
    const client = new Client(t, [tower]);
    await client.client.add(tower.nodeId);
    await client.pay(4);
    await client.covered();
    assert(tower.shelf.total.packages > 4);
    client.isOver = true;
    // What is on its way when the channel ends goes with the blocks after it.
    await until(() => {
      void client.newBlock();
      return tower.shelf.total.packages === 0 && countOf(client, 'tower_held') === 0;
    });
    assert.equal(client.client.views()[0]?.terms?.packages, 0);
  });

  it('are forgotten when they are removed: nothing is stored for them any more', async (t) => {
    const tower = new TestTower(t, 'tower');
    const client = new Client(t, [tower]);
    await client.client.add(tower.nodeId);
    await client.pay();
    await client.covered();
    assert.equal(await client.client.remove(tower.nodeId), true);
    assert.equal(await client.client.remove(tower.nodeId), false);
    await client.pay(2);
    for (const table of ['tower', 'tower_held', 'tower_backlog'])
      await until(() => countOf(client, table) === 0);
  });
});

describe('a hostile tower', () => {
  /** What it says after the hello; resolves with why the client has ended the link. */
  async function endedBy(t: TestContext, ...messages: readonly TowerMessage[]): Promise<string> {
    const tower = new TestTower(t, 'tower');
    const links: ReturnType<typeof connect>[] = [];
    const client = new Client(t, [tower], {
      openLink: async (nodeId, _protocol, open) => {
        const link = connect('client', nodeId);
        links.push(link);
        link.client.handlers = open(link.client);
        new RawClient(link.server).say(...messages);
        return undefined;
      },
    });
    await client.client.add(tower.nodeId);
    await client.pay();
    await until(() => links[0]?.client.closed !== undefined);
    return links[0]?.client.closed ?? '';
  }

  const terms = {
    type: 'tower_terms',
    feeratePerKw: 500 as SatPerKw,
    maxPackages: 10,
    maxBytes: 10_000n,
    packages: 0,
    bytes: 0n,
    window: 4,
  } as const;

  it('that acknowledges what was not sent, or deletes what nobody asked it to', async (t) => {
    assert.match(await endedBy(t, terms, { type: 'packages_stored', sequence: 2n ** 63n }), /was not sent/);
    assert.match(
      await endedBy(t, terms, { type: 'packages_deleted', packages: 0, bytes: 0n }),
      /not asked for/,
    );
  });

  it('that asks for too much, says its terms twice, or speaks as a client', async (t) => {
    assert.match(await endedBy(t, { ...terms, feeratePerKw: 2501 as SatPerKw }), /asks for 2501/);
    assert.match(await endedBy(t, { ...terms, feeratePerKw: 10 as SatPerKw }), /asks for 10 /);
    assert.match(await endedBy(t, terms, terms), /asks for/);
    assert.match(
      await endedBy(t, { type: 'tower_hello', mostFeeratePerKw: 1 as SatPerKw }),
      /tower_hello of a watchtower/,
    );
  });
});
