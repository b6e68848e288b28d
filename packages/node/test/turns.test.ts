import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Turns } from '../src/turns.ts';

/** The next turn of the event loop, once what waits for it has run. */
const nextTurn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('spare room of a turn', () => {
  it('is for a few pieces beside what must be done, and none while something waits', async () => {
    const turns = new Turns(3);
    const taken = () => Array.from({ length: 20 }, () => turns.spare()).filter((room) => room).length;
    assert.equal(taken(), 8);
    assert.equal(turns.next('a'), undefined);
    await nextTurn();
    assert.equal(taken(), 8);
    await nextTurn();
    const flood = Array.from({ length: 9 }, () => turns.next('a'));
    assert.equal(taken(), 0, 'others wait');
    await Promise.all(flood);
    await nextTurn();
    assert.equal(taken(), 8);
  });
});

describe('work in portions', () => {
  it('is done at once as far as the turn goes, and in later turns in the order in which it came', async () => {
    const turns = new Turns(2);
    const done: number[] = [];
    const work = async (piece: number): Promise<void> => {
      await turns.next('a');
      done.push(piece);
    };
    assert.equal(turns.next('a'), undefined);
    const all = Promise.all([1, 2, 3, 4].map(work));
    await Promise.resolve();
    assert.deepEqual(done, [1]);
    assert.equal(turns.waiting, 3);
    const seen: number[] = [];
    while (turns.waiting > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(done.length);
    }
    await all;
    assert.deepEqual(done, [1, 2, 3, 4]);
    assert(seen.length >= 2, 'more than one turn');
    assert.equal(turns.next('a'), undefined, 'room again');
  });

  it('does not let what comes later overtake what waits', async () => {
    const turns = new Turns(1);
    const done: string[] = [];
    turns.next('a');
    const waiting = turns.next('a')?.then(() => void done.push('first'));
    await new Promise((resolve) => setImmediate(resolve));
    const later = turns.next('a');
    assert(later !== undefined, 'the turn is full already');
    await Promise.all([waiting, later.then(() => void done.push('second'))]);
    assert.deepEqual(done, ['first', 'second']);
  });

  it('a lone piece of one lane comes with the next turn, however many wait in another; each lane keeps its order', async () => {
    const turns = new Turns(2);
    const done: string[] = [];
    const work = async (lane: string, piece: number): Promise<void> => {
      await turns.next(lane);
      done.push(`${lane}${piece}`);
    };
    const flood = Array.from({ length: 483 }, (_, piece) => work('a', piece));
    assert.equal(turns.waitingIn('a'), 481);
    assert.equal(turns.waitingIn('b'), 0);
    const lone = [work('b', 0), work('c', 0), work('c', 1)];
    assert.deepEqual([turns.waiting, turns.waitingIn('c')], [484, 2]);
    await Promise.all([...flood, ...lone]);
    assert.deepEqual(done.slice(0, 8), ['a0', 'a1', 'a2', 'b0', 'c0', 'a3', 'c1', 'a4']);
    assert.deepEqual(
      done.filter((piece) => piece.startsWith('a')),
      Array.from({ length: 483 }, (_, piece) => `a${piece}`),
    );
    assert.equal(turns.waiting, 0);
  });

  it('tells once when nothing waits any more, and never at once', async () => {
    const turns = new Turns(1);
    let told = 0;
    turns.whenIdle(() => told++);
    assert.equal(told, 0);
    turns.next('a');
    const waiting = [turns.next('a'), turns.next('a')];
    await Promise.all(waiting);
    await nextTurn();
    assert.equal(told, 1);
    await nextTurn();
    assert.equal(told, 1);
  });
});
