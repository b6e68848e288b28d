/** The ways in which nodes are killed (-9) and started again. */
import { setTimeout as delay } from 'node:timers/promises';
import { ApiClientError, ServiceError } from '@sferic/node';
import type { NetworkNode } from '../demo/network-node.ts';
import type { Random } from './random.ts';
import type { Tally } from './tally.ts';

/** Most kills wait for an HTLC in the hands of a victim, and come within the time that it stays there. */
const WITH_HTLC = 3;
const OF_KILLS = 4;
const LATEST_KILL_MS = 150;
/** All payments may be over before. */
const LONGEST_WAIT_MS = 1_000;
const LOOK_EVERY_MS = 15;
const LONGEST_DOWN_MS = 300;
/** So that the moment of a kill does not follow an answer of the node. */
const LATEST_AFTER_ANSWER_MS = 10;
/** A start takes less than that many times the one before, by far. */
const START_SPAN = 1.5;
const FIRST_START_MS = 600;

/** Kills: one node; two to all at once; one that is killed again while it starts. */
export const KILL_KINDS = ['one', 'one', 'one', 'several', 'several', 'again', 'again'] as const;
export type KillKind = (typeof KILL_KINDS)[number];

export interface Kill {
  readonly kind: string;
  readonly victims: readonly NetworkNode[];
  /** Milliseconds from the beginning of the round, or from the first HTLC that a victim holds. */
  readonly moment: number;
  readonly waitsForHtlc: boolean;
  readonly isRepeated: boolean;
}

export class Killer {
  readonly #tally: Tally;
  readonly #random: Random;
  #startTakes = FIRST_START_MS;

  constructor(tally: Tally, random: Random) {
    this.#tally = tally;
    this.#random = random;
  }

  /** Draws a kill of `kind` among `nodes`. */
  draw(kind: KillKind, nodes: readonly NetworkNode[]): Kill {
    const random = this.#random;
    const number = kind === 'several' ? 2 + random.below(nodes.length - 1) : 1;
    return {
      kind,
      victims: random.some(nodes, number),
      moment: random.below(LATEST_KILL_MS),
      waitsForHtlc: random.below(OF_KILLS) < WITH_HTLC,
      isRepeated: kind === 'again',
    };
  }

  /** Kills, and resolves when all victims are up again. */
  async strike({ kind, victims, moment, waitsForHtlc, isRepeated }: Kill): Promise<void> {
    if (waitsForHtlc) await anyHtlc(victims);
    await delay(moment);
    await Promise.all(
      victims.map(async (victim) => {
        const [afterAnswer, down, startedFor] = this.#delays();
        this.#tally.killed(kind, await htlcsOf(victim));
        await delay(afterAnswer);
        await victim.kill();
        await delay(down);
        if (isRepeated) {
          await victim.startInVain(startedFor);
          this.#tally.killed(kind);
        }
        const started = performance.now();
        await victim.startAgain();
        this.#startTakes = performance.now() - started;
        this.#tally.up(this.#startTakes);
      }),
    );
  }

  #delays(): readonly [afterAnswer: number, down: number, startedFor: number] {
    const random = this.#random;
    return [
      random.below(LATEST_AFTER_ANSWER_MS),
      random.below(LONGEST_DOWN_MS),
      random.below(Math.ceil(this.#startTakes * START_SPAN)),
    ];
  }
}

/** What a node was asked before it, or its peer, was killed may fail; in no other way than a caller can understand. */
export async function excused(asked: Promise<unknown>): Promise<void> {
  try {
    await asked;
  } catch (error) {
    if (!(error instanceof ApiClientError || error instanceof ServiceError)) throw error;
  }
}

async function anyHtlc(victims: readonly NetworkNode[]): Promise<void> {
  const deadline = performance.now() + LONGEST_WAIT_MS;
  while (performance.now() < deadline) {
    const htlcs = await Promise.all(victims.map(htlcsOf));
    if (htlcs.some((number) => number > 0)) return;
    await delay(LOOK_EVERY_MS);
  }
}

/** How many HTLCs there are in its channels at this moment. */
async function htlcsOf({ api }: NetworkNode): Promise<number> {
  try {
    return (await api.channels()).flatMap(({ htlcs }) => htlcs).length;
  } catch (error) {
    if (error instanceof ApiClientError) return 0;
    throw error;
  }
}
