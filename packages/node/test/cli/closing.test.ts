import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ServiceError } from '../../src/api/index.ts';
import { CHANNEL_ID, TXID } from '../api/fake-service.ts';
import { terminal } from './harness.ts';

describe('closing', () => {
  it('a close that the peer keeps waiting names --force, one that is forced does not', async (t) => {
    const { service, run } = await terminal(t);
    service.close = async () => {
      throw new ServiceError('timeout', 'the channel is closing: the peer has not signed yet');
    };
    const waiting = await run('close', '103x1x0');
    assert.equal(waiting.code, 1);
    assert.match(waiting.err, /has not signed yet\n.*sferic pending.*close --force/);
    assert.doesNotMatch((await run('close', '103x1x0', '--force')).err, /--force/);
  });

  it('a close by force says when the funds come home, and where to look', async (t) => {
    const { service, run } = await terminal(t);
    service.close = async () => ({ channelId: CHANNEL_ID, txid: TXID, delayBlocks: 144 });
    const closed = await run('close', '103x1x0', '--force');
    assert.match(closed.out, /in dddd.*\n.*144 blocks after it confirms.*sferic pending/);
  });

  it('nothing that closes is said so', async (t) => {
    const { service, run } = await terminal(t);
    service.pendingList = [];
    assert.equal((await run('pending')).out, 'No channel is closing.\n');
  });
});
