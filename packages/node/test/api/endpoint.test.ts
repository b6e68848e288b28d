import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { inspect } from 'node:util';
import {
  ApiClient,
  ENDPOINT_FILE,
  loadToken,
  readEndpoint,
  removeEndpoint,
  TOKEN_FILE,
  writeEndpoint,
} from '../../src/api/index.ts';

function directory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'sferic-api-'));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

describe('the files by which clients find a node', () => {
  it('the token is made once, stays over restarts and does not print', async (t) => {
    const path = directory(t);
    const token = await loadToken(path);
    assert.deepEqual((await loadToken(path)).expose(), token.expose());
    const text = readFileSync(join(path, TOKEN_FILE), 'utf8').trim();
    assert.match(text, /^[0-9a-f]{64}$/);
    assert.equal(new TextDecoder().decode(token.expose()), text);
    assert.ok(!inspect(token).includes(text));
    assert.notDeepEqual((await loadToken(directory(t))).expose(), token.expose());
  });

  it('what is written can be read by its owner only, and leaves no draft', async (t) => {
    const path = directory(t);
    await loadToken(path);
    await writeEndpoint(path, 'http://127.0.0.1:1234');
    assert.deepEqual(readdirSync(path).sort(), [ENDPOINT_FILE, TOKEN_FILE].sort());
    if (process.platform === 'win32') return;
    for (const file of readdirSync(path)) assert.equal(statSync(join(path, file)).mode & 0o777, 0o600);
  });

  it('a client finds the node, and after its end finds none', async (t) => {
    const path = directory(t);
    await loadToken(path);
    await assert.rejects(ApiClient.ofDirectory(path), { code: 'not_running' });
    await writeEndpoint(path, 'http://127.0.0.1:1234');
    const client = await ApiClient.ofDirectory(path);
    assert.equal(client.url, 'http://127.0.0.1:1234');
    assert.equal(client.pid, process.pid);
    await removeEndpoint(path);
    await removeEndpoint(path);
    await assert.rejects(ApiClient.ofDirectory(path), { code: 'not_running' });
  });

  for (const [condition, content] of [
    ['is no JSON', '{'],
    ['lacks a field', '{"url":"http://127.0.0.1:1"}'],
    ['leads to another machine', '{"url":"http://198.51.100.1:80","pid":1}'],
  ] as const) {
    it(`an endpoint file that ${condition} is refused`, async (t) => {
      const path = directory(t);
      await loadToken(path);
      writeFileSync(join(path, ENDPOINT_FILE), content);
      const found = await readEndpoint(path);
      assert.equal(found.ok, false);
      assert.equal(!found.ok && found.error.code, 'unreadable');
    });
  }
});
