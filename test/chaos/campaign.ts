/** Rounds of payments and kills, after each of which everything must be as if nobody had been killed. */
import assert from 'node:assert/strict';
import type { OpenedChannel } from '../demo/channel-plan.ts';
import type { Workspace } from '../demo/workspace.ts';
import { KILL_KINDS, type Kill, Killer } from './kills.ts';
import { Line } from './line.ts';
import { Random } from './random.ts';
import { closeSpare, openSpare } from './spare-channel.ts';
import { Tally } from './tally.ts';

export interface CampaignOptions {
  readonly seed: number;
  /** It ends with the round that reaches them. */
  readonly kills: number;
  readonly names: readonly string[];
  /** Called with what a round does, before it does it. */
  readonly tell: (text: string) => void;
}

/** With the first kill, and again when the last victim is up: while its peers still find back to it. */
const PAYMENTS_AT_ONCE = 10;
const PAYMENTS_AFTERWARDS = 3;
/** More than it takes on an idle machine: some kills come when the funding transaction is out. */
const OPENING_TAKES_MS = 800;
/** One round in so many opens or closes a channel besides. */
const SPARE_EVERY = 6;

/** Plays until so many nodes were killed. Rejects at the first thing that is not as it must be. */
export async function runCampaign(workspace: Workspace, options: CampaignOptions): Promise<Tally> {
  const tally = new Tally();
  const line = await Line.start(workspace, options.names, tally);
  let spare: OpenedChannel | undefined;
  while (tally.kills < options.kills) {
    tally.rounds += 1;
    // Each round has lots of its own, whatever the rounds before have drawn.
    const random = new Random(options.seed + tally.rounds);
    const round = new Round(line, random, options.tell);
    if (random.below(SPARE_EVERY) > 0) await round.payAndKill();
    else if (spare === undefined) spare = await round.open();
    else {
      await round.close(spare);
      spare = undefined;
    }
  }
  await line.checkEnd();
  return tally;
}

class Round {
  readonly #line: Line;
  readonly #random: Random;
  readonly #killer: Killer;
  readonly #tell: (text: string) => void;

  constructor(line: Line, random: Random, tell: (text: string) => void) {
    this.#line = line;
    this.#random = random;
    this.#killer = new Killer(line.tally, random);
    this.#tell = tell;
  }

  async payAndKill(): Promise<void> {
    const kill = this.#killer.draw(this.#random.pick(KILL_KINDS), this.#line.network.nodes);
    await this.#withPayments('', kill, () => this.#killer.strike(kill));
  }

  /** Opens a channel between neighbours, one or both of whom are killed. */
  async open(): Promise<OpenedChannel | undefined> {
    const channel = this.#random.pick(this.#line.channels);
    const ends = this.#random.some([channel.opener, channel.accepter], 2);
    const [opener, accepter] = ends;
    assert(opener !== undefined && accepter !== undefined);
    // No payment waits for it, and it takes longer than one.
    const moment = this.#random.below(OPENING_TAKES_MS);
    const kill = { ...this.#among(ends, 'opening'), moment, waitsForHtlc: false };
    this.#announce(`${opener.name} opens a channel with ${accepter.name}; `, kill);
    const opened = await openSpare(this.#line, [opener, accepter], () => this.#killer.strike(kill));
    await this.#line.check();
    return opened;
  }

  /** Closes the channel under payments, while one or both of its ends are killed. */
  async close(spare: OpenedChannel): Promise<void> {
    const kill = this.#among([spare.opener, spare.accepter], 'close');
    await this.#withPayments(`${spare.opener.name} closes ${spare.name}; `, kill, () =>
      closeSpare(this.#line, spare, () => this.#killer.strike(kill)),
    );
  }

  async #withPayments(what: string, kill: Kill, harm: () => Promise<void>): Promise<void> {
    this.#announce(what, kill);
    const pay = () => this.#line.payByLot(this.#random);
    const payments = Array.from({ length: PAYMENTS_AT_ONCE }, pay);
    await harm();
    const started = performance.now();
    payments.push(...Array.from({ length: PAYMENTS_AFTERWARDS }, pay));
    await Promise.all(payments);
    await this.#line.check();
    this.#line.tally.recovered(performance.now() - started);
  }

  #among(ends: Kill['victims'], kind: string): Kill {
    const drawn = this.#killer.draw(this.#random.pick(['one', 'several', 'again'] as const), ends);
    return { ...drawn, kind };
  }

  #announce(what: string, { victims, moment, waitsForHtlc, isRepeated }: Kill): void {
    const { rounds, kills } = this.#line.tally;
    const names = victims.map(({ name }) => name).join(', ');
    const when = `${moment} ms ${waitsForHtlc ? 'into an HTLC' : 'on'}`;
    const how = isRepeated ? ', and again while it starts' : '';
    this.#tell(`round ${rounds}, ${kills} kills so far: ${what}${names} killed ${when}${how}`);
  }
}
