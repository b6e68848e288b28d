import assert from 'node:assert/strict';
import { it } from 'node:test';
import { LocalNetwork, until } from './local-network.ts';

/** A minute and more with SFERIC_STREAM_SECONDS. */
const SECONDS = Number(process.env['SFERIC_STREAM_SECONDS'] ?? 6);

it('ten payments a second over three hops, through the restart of a node on the way: the sums agree to the millisatoshi', {
  timeout: 120_000 + SECONDS * 4000,
}, async (t) => {
  const network = await LocalNetwork.start(t);
  const [alice, , carol, dave] = await network.line('alice', 'bob', 'carol', 'dave');
  const { nodeId } = await dave.service.info();

  const heard: string[] = [];
  const unsubscribe = dave.service.subscribe((event) => {
    if (event.type === 'stream') heard.push(event.stream.amountMsat);
  });
  const cpu = process.cpuUsage();
  // Not to be divided evenly among its payments.
  const { sessionId } = await alice.service.startStream({
    nodeId,
    rateMsat: '12345678',
    rateMilliseconds: 60_000,
    everyMilliseconds: 100,
    forMilliseconds: SECONDS * 1000,
  });
  const sent = () => alice.service.stream(sessionId);
  await until(async () => (await sent()).payments >= 10);
  await carol.restart();
  // It may take longer than the patience of `until`; the test has a limit of its own.
  for (let over = false; !over; ) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { state, underwayMsat } = await sent();
    over = state === 'ended' && underwayMsat === '0';
  }
  unsubscribe();

  const [outgoing, incoming] = [await sent(), await dave.service.stream(sessionId)];
  const { user, system } = process.cpuUsage(cpu);
  t.diagnostic(
    `${outgoing.payments} payments, ${outgoing.amountMsat} msat, fees ${outgoing.feesMsat} msat; ` +
      `${((user + system) / 1000 / outgoing.payments).toFixed(1)} ms of CPU each, all four nodes together`,
  );
  assert.equal(outgoing.reason, 'its time is over');
  assert.equal(outgoing.amountMsat, incoming.amountMsat);
  assert.equal(outgoing.payments, incoming.payments);
  assert.equal(heard.at(-1), incoming.amountMsat);
  assert.equal(BigInt(outgoing.amountMsat), (12_345_678n * BigInt(SECONDS)) / 60n);
  await until(async () =>
    [...(await alice.service.channels()), ...(await dave.service.channels())].every(
      ({ htlcs }) => htlcs.length === 0,
    ),
  );
  const [channel] = await dave.service.channels();
  assert.equal(BigInt(channel?.localMsat ?? 0) - 400_000_000n, BigInt(incoming.amountMsat));
});
