/** What cheating has cost, by figures of the chain. */
import { formatCoins, formatColumn, formatSat } from '../amounts.ts';
import { type ChainLedger, type LedgerTransaction, readLedger, spenderOf, total } from '../chain-ledger.ts';
import { MINER } from '../conservation.ts';
import type { TableRow } from '../report.ts';
import type { Cast, History } from './cast.ts';

const SAT_IN_MSAT = 1000n;

/** What a wallet had before all channels. */
export type Starts = ReadonlyMap<string, bigint>;

export async function startsOf({ network, owners }: Cast): Promise<Starts> {
  await owners.noteWallets(network.nodes);
  const { unspent } = await readLedger(network.chain);
  return new Map(network.nodes.map(({ name }) => [name, owners.holdings(name, unspent)]));
}

interface Statement {
  readonly name: string;
  readonly start: bigint;
  /** What it would have ended with, had all channels been closed by agreement, for nothing. */
  readonly honest: bigint;
  /** From the chain, for opening and for everything that followed. */
  readonly contributed: bigint;
  readonly openingFees: bigint;
  readonly claimed: bigint;
  readonly end: bigint;
}

/** Rejects when Mallory has got anything back, or a satoshi is missing anywhere. */
export async function proveRuin(cast: Cast, starts: Starts, histories: readonly History[]): Promise<void> {
  const { network, owners, report } = cast;
  await owners.noteWallets(network.nodes);
  const ledger = await readLedger(network.chain);
  await owners.checkWallets(network.nodes, ledger);
  const statements = network.nodes.map(({ name }) => stateOf(cast, name, { starts, histories, ledger }));
  tellStatements(cast, statements);
  for (const { name, start, contributed, openingFees, claimed, end } of statements)
    if (start - contributed - openingFees + claimed !== end) throw new Error(`the sums of ${name} are off`);
  const [mallory, bob] = statements;
  if (mallory === undefined || bob === undefined) throw new Error('there are two of them');
  if (mallory.claimed !== 0n) throw new Error(`mallory has got ${mallory.claimed} sat of her channels`);
  const ends = owners.holdings(MINER, ledger.unspent) + mallory.end + bob.end;
  const anchors = total(leftOver(cast, ledger));
  const unspent = await network.chain.unspentTotal();
  if (ends + anchors !== unspent || unspent !== ledger.subsidies)
    throw new Error('satoshis have come or gone');
  report.done(`mallory, of ${formatSat(mallory.contributed)} that she put in: 0 sat`);
  report.done(`bob has ${formatSat(bob.end - bob.honest)} more than honest closing would have given him`);
  report.done(
    `Conservation holds: ${formatCoins(unspent)} unspent = subsidies of ${ledger.height} blocks (${formatSat(anchors)} in anchors)`,
  );
}

/** Outputs that no wallet counts: anchors, which whoever likes may sweep after a while. */
function leftOver({ owners }: Cast, { unspent }: ChainLedger) {
  return unspent.filter(({ address = '' }) => !owners.byAddress.has(address));
}

function stateOf(
  { owners }: Cast,
  name: string,
  { starts, histories, ledger }: { starts: Starts; histories: readonly History[]; ledger: ChainLedger },
): Statement {
  const start = starts.get(name) ?? 0n;
  let [contributed, openingFees, claimed, honest] = [0n, 0n, 0n, start];
  for (const { channel, newMsat } of histories) {
    const { opener, openerSat, accepterSat, fundingOutpoint } = channel;
    const isOpener = name === opener.name;
    const put = isOpener ? openerSat : accepterSat;
    const balance = isOpener ? newMsat : (openerSat + accepterSat) * SAT_IN_MSAT - newMsat;
    const funding = ledger.transactions.find(({ txid }) => fundingOutpoint.startsWith(`${txid}:`));
    if (funding === undefined) throw new Error(`there is no funding transaction of ${channel.name}`);
    const spent = owners.holdings(name, funding.inputs) - owners.holdings(name, funding.outputs);
    contributed += put;
    openingFees += spent - put;
    honest += balance / SAT_IN_MSAT - spent;
    for (const { outputs, inputs } of descendants(ledger, fundingOutpoint))
      claimed += owners.holdings(name, outputs) - owners.holdings(name, inputs);
  }
  const end = owners.holdings(name, ledger.unspent);
  return { name, start, honest, contributed, openingFees, claimed, end };
}

/** What spends the funding output, and what spends that: commitment and claims. */
function descendants({ transactions }: ChainLedger, fundingOutpoint: string): readonly LedgerTransaction[] {
  const commitment = spenderOf(transactions, fundingOutpoint);
  if (commitment === undefined) return [];
  const claims = commitment.outputs.flatMap(({ outpoint }) => spenderOf(transactions, outpoint) ?? []);
  return [...new Set([commitment, ...claims])];
}

function tellStatements({ report }: Cast, statements: readonly Statement[]): void {
  const row = (title: string, pick: (one: Statement) => bigint, emphasized = false): TableRow => ({
    cells: [title, ...statements.map((one) => formatColumn(pick(one) * SAT_IN_MSAT).replace(/\.000$/, ''))],
    emphasized,
  });
  report.table([
    { cells: ['satoshis', ...statements.map(({ name }) => name)], emphasized: true },
    row('start, on chain', ({ start }) => start),
    row('− put into channels', ({ contributed }) => contributed),
    row('− fees of openings', ({ openingFees }) => openingFees),
    row('+ got out of them', ({ claimed }) => claimed),
    row('= end, read from the chain', ({ end }) => end, true),
    row('  had all been honest', ({ honest }) => honest),
  ]);
}
