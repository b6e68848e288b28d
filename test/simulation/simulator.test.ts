import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CORE, type Level, NODES, runCampaign } from './campaign.ts';

interface Played {
  readonly what: string;
  readonly level: Level;
  /** Fixed, so that `npm test` says the same each time. More with `npm run simulate`. */
  readonly seed: number;
  readonly steps: number;
  /** That these were met makes the silence of the auditor worth something. */
  readonly covered: readonly string[];
  /** Those that are found within a few runs. The others are found by `npm run simulate -- --plants`. */
  readonly found: readonly string[];
}

const PLAYED: readonly Played[] = [
  {
    what: 'the core of the channels of three nodes in a line, one of them dishonest at times',
    level: CORE,
    seed: 4,
    steps: 25_000,
    covered: [
      ...['crash', 'cut', 'congestion', 'reorganization', 'reorganized spend', 'forwarded', 'forgotten'],
      ...[
        'mutual_close',
        'local_commitment',
        'remote_commitment',
        'revoked_commitment',
        'future_commitment',
      ].map((kind) => `spent by ${kind}`),
      ...[
        'to_remote',
        'delayed',
        'htlc_timeout',
        'htlc_preimage',
        'penalty of delayed',
        'penalty of htlc',
      ].map((path) => `claimed: ${path}`),
      'claimed: htlc timeout transaction',
      'claimed: htlc success transaction',
      'settled on chain upstream and downstream',
    ],
    found: [
      'skip_write',
      'speak_then_commit',
      'sign_revoked',
      'fail_early',
      'forget_circuits',
      'forget_watches',
      'ignore_reorganizations',
      'no_timeout',
    ],
  },
  {
    what: 'four whole nodes in a line, one of them dishonest at times',
    level: NODES,
    seed: 1,
    steps: 3_000,
    covered: [
      ...['crash: commit', 'crash: committed', 'cut', 'reorganization', 'payment'],
      ...['mutual_close', 'local_commitment', 'remote_commitment'].map((kind) => `spent by ${kind}`),
      ...['claiming: delayed', 'claiming: to_remote'],
    ],
    found: ['lose_channel_rows', 'old_rows', 'wrong_order', 'miss_deadline'],
  },
];

/** Whole nodes take half a minute of a core: `npm run simulate -- --nodes` plays them, this variable adds them to the tests. */
const PLAYS_NODES = process.env['SFERIC_SIMULATE_NODES'] !== undefined;

for (const { what, level, seed, steps, covered, found } of PLAYED)
  describe(what, { skip: level === NODES && !PLAYS_NODES }, () => {
    it('whatever happens, nobody who is honest loses more than fees and dust', async () => {
      const { finding, marks } = await runCampaign(level, { seed, steps });
      assert.equal(finding, undefined, finding && `run ${finding.index}: ${finding.error.stack}`);
      assert.deepEqual(
        covered.filter((mark) => !marks.has(mark)),
        [],
      );
    });

    it('the same seed plays the same run', async () => {
      const short = { ...level, runLength: 400 };
      const play = async () => [...(await runCampaign(short, { seed, steps: 1 })).marks];
      assert.deepEqual(await play(), await play());
    });

    for (const defect of found)
      it(`a node with the defect ${defect} is found out`, async () => {
        assert((await runCampaign(level, { seed, steps, defect })).finding !== undefined);
      });
  });
