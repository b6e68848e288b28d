import { formatCoins, formatColumn, formatCount } from '../amounts.ts';
import type { Cast } from '../cast.ts';
import { type Audit, audit, type Statement } from '../conservation.ts';
import { type Report, style, type TableRow } from '../report.ts';

const SAT_IN_MSAT = 1000n;

/** Adds everything up. Rejects, with what is off, when any sum is. */
export async function proveConservation({ network, books, report }: Cast): Promise<void> {
  const accounts = await books.close(network);
  const result = audit(accounts);
  printStatements(report, result.statements);
  report.line('');
  printChecks(report, result);
  if (result.problems.length > 0) throw new Error(`the sums are off:\n   ${result.problems.join('\n   ')}`);
  const { ledger, unspentTotal } = accounts;
  report.done(
    style(
      'bold',
      `Conservation holds: ${formatCoins(unspentTotal)} unspent = subsidies of ${ledger.height} blocks`,
    ),
  );
}

function printStatements(report: Report, statements: readonly Statement[]): void {
  const row = (title: string, pick: (statement: Statement) => bigint, emphasized = false): TableRow => ({
    cells: [title, ...statements.map((statement) => formatColumn(pick(statement)))],
    emphasized,
  });
  report.table([
    { cells: ['satoshis', ...statements.map(({ name }) => name)], emphasized: true },
    row('start, on chain', ({ startSat }) => startSat * SAT_IN_MSAT),
    row('+ payments received', ({ receivedMsat }) => receivedMsat),
    row('− payments sent', ({ sentMsat }) => sentMsat),
    row('+ routing fees earned', ({ routingEarnedMsat }) => routingEarnedMsat),
    row('− routing fees paid', ({ routingPaidMsat }) => routingPaidMsat),
    row('− fees of openings', ({ fundingFeesMsat }) => fundingFeesMsat),
    row('− fees of closings', ({ closingFeesMsat }) => closingFeesMsat),
    row('− below a satoshi at closings ¹', ({ remaindersMsat }) => remaindersMsat),
    row('= end, expected', ({ expectedMsat }) => expectedMsat, true),
    row('  end, read from the chain', ({ endMsat }) => endMsat, true),
  ]);
  report.line(
    style(
      'dim',
      '   ¹ the chain knows no millisatoshis: what a balance has of them goes to fees when a channel closes',
    ),
  );
}

function printChecks(report: Report, { checks }: Audit): void {
  for (const { text, left, right } of checks) {
    if (left !== right) report.failed(`${text}: ${left} ≠ ${right}`);
    else report.done(`${text}: ${formatCount(left)}`);
  }
}
