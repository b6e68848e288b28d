/** What an opening must satisfy (BOLT 2, "Channel Establishment v2", and by reference `open_channel` of v1). */
import { equalBytes } from '@sferic/crypto';
import type { AcceptChannel2, OpenChannel2, Sat, SatPerKw } from '@sferic/wire';
import { isValidShutdownScript } from '../bitcoin/shutdown-scripts.ts';
import { commitmentCost } from '../commitment/limits.ts';
import { opposite } from '../dual.ts';
import type { ChannelEnv } from '../input.ts';
import { contributionFee } from '../interactive/contribution.ts';
import type { ChannelParams } from '../params.ts';
import type { FundingContribution } from './opening-commands.ts';
import type { OpeningAgreement } from './opening-state.ts';
import { ANCHORS_CHANNEL_TYPE, temporaryChannelId } from './opening-terms.ts';

/** Most HTLCs that one end may offer: their signatures must fit in one message (BOLT 2). */
export const MAX_ACCEPTED_HTLCS = 483;

/** At this dust limit every output of a commitment is relayed (BOLT 3, "Dust Limits"). */
export const MIN_DUST_LIMIT = 354n as Sat;

/** What a peer trims goes to fees when it closes alone: a limit to that, though not one that a fee rise breaks. */
export const MAX_REMOTE_DUST_LIMIT = 10_000n as Sat;

/** Confirmations that we are ready to wait for: a day. */
export const MAX_MINIMUM_DEPTH = 144;

/** How many blocks a funding transaction may be locked beyond our tip: the peer's may be a little ahead. */
export const MAX_LOCKTIME_AHEAD = 6;

/** From here on a locktime means a time, which no height satisfies. */
const LOCKTIME_THRESHOLD = 500_000_000;

/** Least feerate that Bitcoin Core relays, 1 sat/vbyte, rounded up. */
export const MIN_FUNDING_FEERATE = 253 as SatPerKw;

/** Every simple close lets the peer pay to later witness versions, since it depends on `option_shutdown_anysegwit`. */
export const ANY_SEGWIT = true;

/** A rule and its violation, in words for the peer. */
type Rule = readonly [holds: boolean, violation: string];

export function firstViolation(rules: readonly Rule[]): string | undefined {
  return rules.find(([holds]) => !holds)?.[1];
}

/** What is wrong with `open_channel2`, if anything. */
export function checkOpen(open: OpenChannel2, env: ChannelEnv): string | undefined {
  const { feerates, policy } = env;
  return (
    firstViolation([
      [equalBytes(open.chainHash, policy.chainHash), 'another chain'],
      [
        equalBytes(open.temporaryChannelId, temporaryChannelId(open.revocationBasepoint)),
        'temporary_channel_id is not derived from the revocation basepoint',
      ],
      [
        open.commitmentFeeratePerkw >= feerates.minimum && open.commitmentFeeratePerkw <= feerates.maximum,
        `commitment feerate ${open.commitmentFeeratePerkw} is not within ${feerates.minimum} to ${feerates.maximum}`,
      ],
      [
        open.fundingFeeratePerkw >= MIN_FUNDING_FEERATE && open.fundingFeeratePerkw <= feerates.maximum,
        `funding feerate ${open.fundingFeeratePerkw} is not within ${MIN_FUNDING_FEERATE} to ${feerates.maximum}`,
      ],
      [isSoonMined(open.locktime, env), `locktime ${open.locktime} is too far ahead`],
      [
        open.fundingSatoshis >= commitmentCost(open.commitmentFeeratePerkw, 0),
        `${open.fundingSatoshis} sat do not pay for the commitment transaction: ` +
          `it takes ${leastFunding(open.commitmentFeeratePerkw, open.dustLimitSatoshis)} sat, or somewhat less if the peer adds some`,
      ],
    ]) ?? checkTerms(open, env)
  );
}

/** Whether a funding transaction with this locktime can soon be mined. */
export function isSoonMined(locktime: number, { height }: ChannelEnv): boolean {
  return locktime < LOCKTIME_THRESHOLD && locktime <= height + MAX_LOCKTIME_AHEAD;
}

/** What is wrong with `accept_channel2` as an answer to our `open`, if anything. */
export function checkAccept(
  accept: AcceptChannel2,
  contribution: FundingContribution,
  env: ChannelEnv,
): string | undefined {
  const unconfirmed = contribution.inputs.some((input) => !input.confirmed);
  return (
    firstViolation([
      [accept.minimumDepth <= MAX_MINIMUM_DEPTH, `minimum_depth ${accept.minimumDepth} is too large`],
      [accept.requireConfirmedInputs !== true || !unconfirmed, 'not all of our inputs are confirmed'],
    ]) ?? checkTerms(accept, env)
  );
}

/** The rules that both messages share. Keys were checked when the message was decoded. */
function checkTerms(terms: OpenChannel2 | AcceptChannel2, env: ChannelEnv): string | undefined {
  const { channelType, upfrontShutdownScript: script, dustLimitSatoshis: dustLimit, toSelfDelay } = terms;
  return firstViolation([
    [channelType !== undefined, 'no channel_type'],
    [channelType !== undefined && equalBytes(channelType, ANCHORS_CHANNEL_TYPE), 'unsuitable channel_type'],
    [dustLimit >= MIN_DUST_LIMIT, `dust limit ${dustLimit} is below ${MIN_DUST_LIMIT}`],
    [dustLimit <= MAX_REMOTE_DUST_LIMIT, `dust limit ${dustLimit} is above ${MAX_REMOTE_DUST_LIMIT}`],
    [toSelfDelay <= env.policy.maxToSelfDelay, `to_self_delay ${toSelfDelay} is too large`],
    [terms.maxAcceptedHtlcs > 0, 'max_accepted_htlcs is zero'],
    [terms.maxAcceptedHtlcs <= MAX_ACCEPTED_HTLCS, `max_accepted_htlcs is above ${MAX_ACCEPTED_HTLCS}`],
    [
      terms.htlcMinimumMsat <= terms.maxHtlcValueInFlightMsat,
      'max_htlc_value_in_flight_msat leaves no room for an HTLC of htlc_minimum_msat',
    ],
    [
      script === undefined || script.length === 0 || isValidShutdownScript(script, ANY_SEGWIT),
      'invalid upfront shutdown script',
    ],
  ]);
}

/** What is wrong with the two contributions together, if anything. */
export function checkAgreement(
  agreement: Pick<OpeningAgreement, 'params' | 'contributions' | 'commitmentFeerate'>,
  env: ChannelEnv,
): string | undefined {
  const { params, contributions, commitmentFeerate } = agreement;
  const { opener } = params;
  const capacity = contributions.local + contributions.remote;
  const afterCost = contributions[opener] - commitmentCost(commitmentFeerate, 0);
  const percent = capacity / 100n;
  const dustLimit = strictestDustLimit(params);
  const reserve = percent > dustLimit ? percent : dustLimit;
  return firstViolation([
    [capacity <= env.policy.maxCapacity, `capacity ${capacity} sat is above ${env.policy.maxCapacity} sat`],
    [afterCost >= 0n, 'the opener cannot pay for the commitment transaction'],
    [
      afterCost > reserve || contributions[opposite(opener)] > reserve,
      `both balances are below the reserve: it takes ${leastFunding(commitmentFeerate, dustLimit)} sat of the opener`,
    ],
  ]);
}

/** What an opener puts in at least where the peer adds nothing: then it has more than the reserve of 1 %. */
export function leastFunding(feerate: SatPerKw, dustLimit: Sat): Sat {
  const cost = commitmentCost(feerate, 0);
  const [aboveDust, abovePercent] = [cost + dustLimit + 1n, (100n * cost) / 99n + 1n];
  return (aboveDust > abovePercent ? aboveDust : abovePercent) as Sat;
}

/** The larger of both dust limits: outputs of the funding transaction suit both ends. */
export function strictestDustLimit({ local, remote }: ChannelParams): Sat {
  const stricter = local.dustLimit < remote.dustLimit ? remote : local;
  return stricter.dustLimit;
}

/** Whether the peer's dust limit forbids our change. */
export function checkChange(contribution: FundingContribution, params: ChannelParams): string | undefined {
  const dustLimit = strictestDustLimit(params);
  const dust = contribution.outputs.find((output) => output.amount < dustLimit);
  return dust && `our change of ${dust.amount} sat is below the dust limit of ${dustLimit} sat`;
}

/**
 * What is wrong with our own contribution, if anything: a wallet that reckons wrongly must hear of it before the peer.
 * `sharedScript` is what the funding output will pay to, or any script of that length.
 */
export function checkContribution(
  contribution: FundingContribution,
  initiator: boolean,
  feerate: SatPerKw,
  sharedScript: Uint8Array,
  env: ChannelEnv,
): string | undefined {
  const { amount, inputs, outputs } = contribution;
  const missing = inputs.some((coin) => coin.previousTransaction.outputs[coin.outputIndex] === undefined);
  const added = inputs.reduce(
    (sum, coin) => sum + (coin.previousTransaction.outputs[coin.outputIndex]?.amount ?? 0n),
    0n,
  );
  const scripts = outputs.map((output) => output.scriptPubKey);
  const fee = contributionFee(
    {
      initiator,
      inputs: inputs.length,
      witnessWeight: 0,
      outputScripts: initiator ? [...scripts, sharedScript] : scripts,
    },
    feerate,
  );
  const spent = outputs.reduce((sum, output) => sum + output.amount, amount + fee);
  return firstViolation([
    [!missing, 'a coin that its transaction does not have'],
    [added >= spent, `inputs of ${added} sat where ${spent} sat are needed`],
    [outputs.every((output) => output.amount >= env.policy.dustLimit), 'a change output is dust'],
  ]);
}
