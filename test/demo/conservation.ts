/**
 * The proof that no money came from nowhere and none got lost, as a pure function of what chain and nodes say.
 * Channels count millisatoshis and the chain satoshis: what a balance has below a satoshi goes to fees at the close, and
 * stands in a row of its own.
 */
import { type ChainLedger, type LedgerOutput, type LedgerTransaction, total } from './chain-ledger.ts';

/** What a node says of its payments, and what its wallet had before all channels. */
export interface NodeAccount {
  readonly name: string;
  readonly startSat: bigint;
  readonly receivedMsat: bigint;
  readonly sentMsat: bigint;
  readonly routingPaidMsat: bigint;
  readonly routingEarnedMsat: bigint;
}

/** One end of a channel. */
export interface Party {
  readonly name: string;
  readonly contributionSat: bigint;
  /** Its balance before the close. */
  readonly finalMsat: bigint;
}

export interface ChannelAccount {
  readonly name: string;
  readonly fundingOutpoint: string;
  readonly parties: readonly [Party, Party];
}

export interface Accounts {
  readonly nodes: readonly NodeAccount[];
  readonly channels: readonly ChannelAccount[];
  readonly ledger: ChainLedger;
  /** Whose an address is; a node's name, or `MINER`. */
  readonly owners: ReadonlyMap<string, string>;
  /** The sum of all unspent outputs as the chain itself counts it. */
  readonly unspentTotal: bigint;
}

export const MINER = 'miner';

/** The way of a node from start to end, in millisatoshis. */
export interface Statement extends NodeAccount {
  readonly fundingFeesMsat: bigint;
  readonly closingFeesMsat: bigint;
  readonly remaindersMsat: bigint;
  /** What follows from all rows above. */
  readonly expectedMsat: bigint;
  /** What the chain has for it. */
  readonly endMsat: bigint;
}

export interface Check {
  readonly text: string;
  /** Both must be equal; in satoshis or millisatoshis, as the text says. */
  readonly left: bigint;
  readonly right: bigint;
}

export interface Audit {
  readonly statements: readonly Statement[];
  readonly checks: readonly Check[];
  /** In words; none when everything adds up. */
  readonly problems: readonly string[];
}

const SAT_IN_MSAT = 1000n;

export function audit(accounts: Accounts): Audit {
  const statements = accounts.nodes.map((node) => statementOf(node, accounts));
  const checks = [...chainChecks(accounts, statements), ...nodeChecks(statements)];
  const broken = checks
    .filter(({ left, right }) => left !== right)
    .map(({ text, left, right }) => `${text}: ${left} is not ${right}`);
  return { statements, checks, problems: [...broken, ...oddities(accounts)] };
}

function statementOf(node: NodeAccount, accounts: Accounts): Statement {
  const { channels, ledger } = accounts;
  let [fundingFeesSat, closingFeesSat, remaindersMsat] = [0n, 0n, 0n];
  for (const channel of channels) {
    const party = channel.parties.find(({ name }) => name === node.name);
    for (const transaction of ledger.transactions) {
      if (isFunding(transaction, channel))
        fundingFeesSat += fundingFee(node.name, party, transaction, accounts);
      if (isClosing(transaction, channel))
        closingFeesSat += closingFee(node.name, party, transaction, accounts);
    }
    remaindersMsat += (party?.finalMsat ?? 0n) % SAT_IN_MSAT;
  }
  const fundingFeesMsat = fundingFeesSat * SAT_IN_MSAT;
  const closingFeesMsat = closingFeesSat * SAT_IN_MSAT;
  const flow = node.receivedMsat - node.sentMsat + node.routingEarnedMsat - node.routingPaidMsat;
  const costs = fundingFeesMsat + closingFeesMsat + remaindersMsat;
  return {
    ...node,
    fundingFeesMsat,
    closingFeesMsat,
    remaindersMsat,
    expectedMsat: node.startSat * SAT_IN_MSAT + flow - costs,
    endMsat: holdings(node.name, ledger.unspent, accounts) * SAT_IN_MSAT,
  };
}

/** What a node put in and neither got back nor has in the channel. */
function fundingFee(
  name: string,
  party: Party | undefined,
  { inputs, outputs }: LedgerTransaction,
  accounts: Accounts,
): bigint {
  const paid = holdings(name, inputs, accounts) - holdings(name, outputs, accounts);
  return paid - (party?.contributionSat ?? 0n);
}

/** What a node had in the channel, in whole satoshis, and did not get. */
function closingFee(
  name: string,
  party: Party | undefined,
  { outputs }: LedgerTransaction,
  accounts: Accounts,
): bigint {
  return (party?.finalMsat ?? 0n) / SAT_IN_MSAT - holdings(name, outputs, accounts);
}

function chainChecks(accounts: Accounts, statements: readonly Statement[]): readonly Check[] {
  const { ledger, unspentTotal } = accounts;
  const sum = (pick: (statement: Statement) => bigint) =>
    statements.reduce((all, one) => all + pick(one), 0n);
  const ends = sum(({ endMsat }) => endMsat) / SAT_IN_MSAT;
  const costs = sum((node) => node.fundingFeesMsat + node.closingFeesMsat + node.remaindersMsat);
  const miner = holdings(MINER, ledger.unspent, accounts);
  return [
    {
      text: `all unspent outputs = the subsidies of ${ledger.height} blocks (sat)`,
      left: unspentTotal,
      right: ledger.subsidies,
    },
    { text: 'wallets + miner = all unspent outputs (sat)', left: ends + miner, right: unspentTotal },
    {
      text: 'fees that nodes paid on chain = fees in the rewards of blocks (msat)',
      left: costs,
      right: ledger.fees * SAT_IN_MSAT,
    },
    {
      text: 'all sent = all received (msat)',
      left: sum(({ sentMsat }) => sentMsat),
      right: sum(({ receivedMsat }) => receivedMsat),
    },
    {
      text: 'routing fees paid = routing fees earned (msat)',
      left: sum(({ routingPaidMsat }) => routingPaidMsat),
      right: sum(({ routingEarnedMsat }) => routingEarnedMsat),
    },
  ];
}

function nodeChecks(statements: readonly Statement[]): readonly Check[] {
  return statements.map(({ name, expectedMsat, endMsat }) => ({
    text: `${name}: start ± payments − fees = end (msat)`,
    left: expectedMsat,
    right: endMsat,
  }));
}

/** What no sum shows: a transaction that nobody can explain, a channel that was not closed, a fee below zero. */
function oddities(accounts: Accounts): readonly string[] {
  const { channels, ledger, owners } = accounts;
  const unexplained = ledger.transactions
    .filter(
      (transaction) => !channels.some((one) => isFunding(transaction, one) || isClosing(transaction, one)),
    )
    .map(({ txid }) => `transaction ${txid} neither opens nor closes a channel`);
  const open = channels
    .filter((channel) => !ledger.transactions.some((transaction) => isClosing(transaction, channel)))
    .map(({ name }) => `${name} is not closed on chain`);
  const unfair = channels.flatMap((channel) => unfairFees(channel, accounts));
  const strangers = ledger.unspent
    .filter(({ sat, address }) => sat > 0n && owners.get(address ?? '') === undefined)
    .map(({ outpoint }) => `nobody knows whose ${outpoint} is`);
  return [...unexplained, ...open, ...unfair, ...strangers];
}

/** BOLT 2, "Closing Negotiation: closing_complete and closing_sig": the closer pays, and the other gets its balance. */
function unfairFees(channel: ChannelAccount, accounts: Accounts): readonly string[] {
  return accounts.ledger.transactions
    .filter((transaction) => isClosing(transaction, channel))
    .flatMap((transaction) => {
      const fees = channel.parties.map((party) => closingFee(party.name, party, transaction, accounts));
      const isFair = fees.every((fee) => fee >= 0n) && fees.some((fee) => fee === 0n);
      return isFair
        ? []
        : [`the close of ${channel.name} was not paid by its closer: ${fees.join(' and ')} sat`];
    });
}

function isFunding({ outputs }: LedgerTransaction, { fundingOutpoint }: ChannelAccount): boolean {
  return outputs.some(({ outpoint }) => outpoint === fundingOutpoint);
}

function isClosing({ inputs }: LedgerTransaction, { fundingOutpoint }: ChannelAccount): boolean {
  return inputs.some(({ outpoint }) => outpoint === fundingOutpoint);
}

/** The part of some outputs that is `owner`'s. */
function holdings(owner: string, outputs: readonly LedgerOutput[], { owners }: Accounts): bigint {
  return total(outputs.filter(({ address }) => address !== undefined && owners.get(address) === owner));
}
