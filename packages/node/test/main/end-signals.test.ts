import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { it } from 'node:test';
import { onEndSignals } from '../../src/main/end-signals.ts';

it('a signal ends; its repetitions are the same wish for a second, and an order to give up after it', () => {
  const source = new EventEmitter();
  const told: string[] = [];
  let time = 5_000;
  const off = onEndSignals(
    source,
    () => time,
    (name) => told.push(`end ${name}`),
    (name) => told.push(`abandon ${name}`),
  );
  source.emit('SIGINT', 'SIGINT');
  source.emit('SIGTERM', 'SIGTERM');
  time += 999;
  source.emit('SIGINT', 'SIGINT');
  assert.deepEqual(told, ['end SIGINT']);
  time += 1;
  source.emit('SIGTERM', 'SIGTERM');
  assert.deepEqual(told, ['end SIGINT', 'abandon SIGTERM']);
  off();
  assert.deepEqual(source.eventNames(), []);
});
