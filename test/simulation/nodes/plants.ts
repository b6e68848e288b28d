/** Defects that can be planted on purpose, to see that they are found: a module of a process does something else than it should. */
import { CommitToken, type Transaction } from '@sferic/channel';
import type { WatchHandler } from '../../../packages/node/src/chain/index.ts';
import type { StoredChannel } from '../../../packages/node/src/channels/channel-store.ts';
import type { Work } from '../../../packages/node/src/store/index.ts';
import { decodeOrigin } from '../../../packages/node/src/switch/index.ts';
import type { NodeProcess } from './node-process.ts';

export const DEFECTS = {
  lose_channel_rows: 'now and then a row of a channel is not written',
  lose_attempts: 'attempts at payments are not written',
  speak_then_commit: 'everything that follows from a commit is done before it',
  old_rows: 'after a restart the channels are those of the restart before',
  wrong_order: 'after a restart commitment_signed and revoke_and_ack are repeated in the wrong order',
  forget_circuits: 'after a restart nothing is known of what was forwarded',
  forget_attempts: 'after a restart nothing is known of the HTLCs of payments',
  forget_watches: 'after a restart nothing is watched',
  miss_deadline: 'channels are not told of new blocks',
  forget_preimage: 'an HTLC that is fulfilled on chain is not fulfilled upstream',
  ignore_witness: 'no preimage is read from the chain',
  fail_early: 'upstream is failed when an HTLC expires, whatever the chain says',
  ignore_reorganizations: 'blocks that go are not told',
  no_penalty: 'revoked commitments are not punished',
  no_timeout: 'HTLCs that we offered are not taken back',
  hold_lost_coins: 'claims that are void keep their coins',
} as const;

export type Defect = keyof typeof DEFECTS;

export interface Plant {
  readonly defect: Defect | undefined;
  /** True once in so many calls, by the run's chance. */
  readonly chance: (oneIn: number) => boolean;
  /** The process is not the first of its node. */
  readonly isRestart: boolean;
  /** What the node's processes keep for the next one, to spoil it. */
  readonly memory: Map<string, unknown>;
}

/** One write of a channel in so many. */
const LOST_ONE_IN = 100;

/** To be called before the process begins its work. */
export function plant(process: NodeProcess, { defect, chance, isRestart, memory }: Plant): void {
  switch (defect) {
    case 'lose_channel_rows':
      loseWrites(process, (sql) => /channel_row/.test(sql) && chance(LOST_ONE_IN));
      return;
    case 'lose_attempts':
      loseWrites(process, (sql) => /payment_attempt/.test(sql));
      return;
    case 'speak_then_commit':
      speakThenCommit(process);
      return;
    case 'old_rows':
      oldRows(process, memory);
      return;
    case 'wrong_order':
      if (isRestart) wrongOrder(process);
      return;
    case 'forget_circuits':
      process.switch.start = () => undefined;
      return;
    case 'forget_attempts':
      forgetAttempts(process);
      return;
    case 'forget_watches':
      if (isRestart) forgetWatches(process);
      return;
    case 'miss_deadline':
      process.channels.blockConnected = async () => undefined;
      // A block that goes tells of a height too.
      process.channels.blockDisconnected = async () => undefined;
      return;
    case 'forget_preimage':
      forgetPreimage(process);
      return;
    case 'ignore_witness':
      changeWatches(process, (handler) => ({
        lost: () => handler.lost(),
        found: (sighting) => handler.found({ ...sighting, tx: withoutPreimages(sighting.tx) }),
      }));
      return;
    case 'fail_early':
      failEarly(process);
      return;
    case 'ignore_reorganizations':
      changeWatches(process, (handler) => ({
        found: (sighting) => handler.found(sighting),
        lost: async () => undefined,
      }));
      return;
    case 'no_penalty':
      offersNot(process, isPenalty);
      return;
    case 'no_timeout':
      offersNot(process, isTimeout);
      return;
    case 'hold_lost_coins':
      process.chain.wallet.drop = async () => undefined;
      return;
    default:
  }
}

function loseWrites({ store }: NodeProcess, isLost: (sql: string) => boolean): void {
  const losing =
    (work: Work): Work =>
    (tx) =>
      work({
        get: (sql, ...values) => tx.get(sql, ...values),
        all: (sql, ...values) => tx.all(sql, ...values),
        run: (sql, ...values) => (isLost(sql) ? 1 : tx.run(sql, ...values)),
        put: (table, row, sql, ...values) => {
          if (!isLost(sql)) tx.put(table, row, sql, ...values);
        },
      });
  const commit = store.commit.bind(store);
  const commitLate = store.commitLate.bind(store);
  store.commit = (work, kind) => commit(losing(work), kind);
  store.commitLate = (make) => commitLate(() => losing(make()));
}

function speakThenCommit({ store }: NodeProcess): void {
  const commit = store.commit.bind(store);
  store.commit = async (work, kind) => {
    commit(work, kind).catch(() => undefined);
    return CommitToken.issue();
  };
  store.commitLate = (make) => store.commit(make());
}

function oldRows({ channelStore }: NodeProcess, memory: Map<string, unknown>): void {
  const now = channelStore.load();
  const before = memory.get('channels') as readonly StoredChannel[] | undefined;
  memory.set('channels', now);
  const isThere = ({ channelId }: StoredChannel) =>
    now.some((one) => one.channelId.every((byte, at) => byte === channelId[at]));
  if (before !== undefined && before.length > 0) channelStore.load = () => before.filter(isThere);
}

function wrongOrder({ channelStore }: NodeProcess): void {
  const load = channelStore.load.bind(channelStore);
  channelStore.load = () =>
    load().map((stored) => {
      if (!stored.state.ok || stored.state.value.state.type !== 'normal') return stored;
      const { state } = stored.state.value;
      const lastSent =
        state.commitments.lastSent === 'commitment_signed' ? 'revoke_and_ack' : 'commitment_signed';
      const wrong = { ...state, commitments: { ...state.commitments, lastSent } as const };
      return { ...stored, state: { ok: true, value: { ...stored.state.value, state: wrong } } };
    });
}

function forgetAttempts({ sender, channels }: NodeProcess): void {
  const start = sender.start.bind(sender);
  sender.start = () => {
    const origins = channels.origins.bind(channels);
    channels.origins = function* () {};
    start();
    channels.origins = origins;
  };
}

function forgetWatches({ chain: { watcher }, channels }: NodeProcess): void {
  const add = watcher.add.bind(watcher);
  watcher.add = () => () => undefined;
  const resume = channels.resume.bind(channels);
  channels.resume = async () => {
    await resume();
    watcher.add = add;
  };
}

function changeWatches(
  { chain: { watcher } }: NodeProcess,
  change: (handler: WatchHandler) => WatchHandler,
): void {
  const add = watcher.add.bind(watcher);
  watcher.add = (watch, handler, options) => add(watch, change(handler), options);
}

function forgetPreimage(process: NodeProcess): void {
  const settled = process.switch.htlcSettled.bind(process.switch);
  process.switch.htlcSettled = (id, settlement) => {
    const isOnChain = process.channels.stored(id)?.type === 'closing';
    const isForward = decodeOrigin(settlement.origin)?.type === 'forward';
    if (!(isOnChain && isForward && settlement.outcome.type === 'fulfill')) settled(id, settlement);
  };
}

/** Preimages have 32 bytes, and nothing else in the witnesses of HTLCs has. */
function withoutPreimages(tx: Transaction): Transaction {
  const inputs = tx.inputs.map((input) => ({
    ...input,
    witness: input.witness.map((item) => (item.length === 32 ? new Uint8Array(32) : item)),
  }));
  return { ...tx, inputs };
}

function failEarly(process: NodeProcess): void {
  const newBlock = process.switch.newBlock.bind(process.switch);
  process.switch.newBlock = (height) => {
    newBlock(height);
    for (const { htlcs } of process.channels.details())
      for (const { facts } of htlcs) {
        const origin = facts.origin && decodeOrigin(facts.origin);
        if (origin?.type !== 'forward' || facts.cltvExpiry > height) continue;
        const removal = { type: 'fail', reason: new Uint8Array(292) } as const;
        void process.channels.settleHtlc(origin.channelId, origin.htlcId, removal);
      }
  };
}

function offersNot({ chain: { broadcaster } }: NodeProcess, isKept: (tx: Transaction) => boolean): void {
  const publish = broadcaster.publish.bind(broadcaster);
  broadcaster.publish = async (tx, parent) => (isKept(tx) ? { type: 'accepted' } : publish(tx, parent));
}

/** BOLT 5, "Penalties": a revocation key's signature is followed by 1 for `to_local`, by the key for HTLC outputs. */
function isPenalty({ inputs }: Transaction): boolean {
  return inputs.some(
    ({ witness: [, second], witness }) =>
      witness.length === 3 && second !== undefined && (second.length === 33 || second[0] === 1),
  );
}

/** Commitments have locktimes beyond all heights; wallets alone, as for openings, sign with two items. */
function isTimeout({ locktime, inputs }: Transaction): boolean {
  return locktime > 0 && locktime < 1_000_000 && inputs.some(({ witness }) => witness.length > 2);
}
