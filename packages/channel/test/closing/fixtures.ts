import assert from 'node:assert/strict';
import { bytesToHex, equalBytes, verify } from '@sferic/crypto';
import { type ChannelMessage, decodeMessage, type SatPerKw } from '@sferic/wire';
import {
  formatTxid,
  fundingSpendDigest,
  p2wpkh,
  parseScriptSignature,
  serializeTransaction,
  sortKeys,
  type Transaction,
  transactionWeight,
} from '../../src/bitcoin/index.ts';
import { fundingOutput } from '../../src/commitment/build.ts';
import { storedState } from '../../src/state.ts';
import { closingCandidates } from '../../src/states/closing-candidates.ts';
import type { NegotiatingState } from '../../src/states/closing-state.ts';
import { established, onlyFunding } from '../harness/auditor.ts';
import type { End } from '../harness/end.ts';
import { originOf, payment, type Scenario } from '../harness/fixtures.ts';
import { type Name, Pair } from '../harness/pair.ts';

export const CLOSE_FEERATE = 1000 as SatPerKw;

/** A script of the named end's wallet that is not the one of its environment. */
export function anotherScript(end: End): Uint8Array {
  return p2wpkh(end.signer.basepoints.htlc);
}

/** Both ends have sent `shutdown` and answered each other's closing transaction. */
export function closed(scenario: Scenario = {}): Pair {
  const pair = Pair.normal(scenario);
  pair.alice.do({ type: 'close', feerate: CLOSE_FEERATE });
  pair.settle();
  return pair;
}

export function negotiating(end: End): NegotiatingState {
  const state = storedState(end.state);
  assert.equal(state?.type, 'negotiating', end.name);
  return state as NegotiatingState;
}

/** Txids of the transactions that may confirm, as this end knows them. */
export function candidates(end: End): readonly string[] {
  return closingCandidates(negotiating(end))
    .map(({ txid }) => formatTxid(txid))
    .sort();
}

/** An HTLC from one end, committed. */
export function offer(pair: Pair, from: Name, number: number, amount = 20_000_000n): void {
  pair.end(from).do({
    type: 'add_htlc',
    amount: amount as never,
    paymentHash: payment(number).paymentHash,
    cltvExpiry: 1500,
    onion: new Uint8Array(1366),
    origin: originOf(from, number),
  });
}

/** The transactions that `end` has published, once each. */
export function closings(end: End): readonly Transaction[] {
  const byBytes = (end.published as readonly Transaction[]).map(
    (tx) => [bytesToHex(serializeTransaction(tx)), tx] as const,
  );
  return [...new Map(byBytes).values()];
}

/** What the transaction pays to the script of this end; undefined without such an output. */
export function paidTo(tx: Transaction, script: Uint8Array): bigint | undefined {
  return tx.outputs.find((output) => equalBytes(output.scriptPubKey, script))?.amount;
}

/** Both signatures are of the funding keys and cover exactly this transaction; the fee suits its weight. */
export function assertSpendsFunding(
  end: End,
  tx: Transaction,
): { readonly fee: bigint; readonly feerate: number } {
  established(end);
  const funding = onlyFunding(end);
  const [input] = tx.inputs;
  assert.ok(input !== undefined && tx.inputs.length === 1);
  assert.deepEqual(input.outPoint, { txid: funding.txid, index: funding.outputIndex });
  const [dummy, first, second] = input.witness;
  assert.equal(dummy?.length, 0);
  const unsigned = { ...tx, inputs: [{ ...input, witness: [] }] };
  const digest = fundingSpendDigest(unsigned, fundingOutput(funding, 'local'));
  const keys = sortKeys(funding.fundingPubkeys.local, funding.fundingPubkeys.remote);
  for (const [index, encoded] of [first, second].entries()) {
    const parsed = encoded && parseScriptSignature(encoded);
    assert.ok(parsed && verify(digest, parsed.signature, keys[index] as Uint8Array), `signature ${index}`);
  }
  const fee = funding.capacity - tx.outputs.reduce((sum, output) => sum + output.amount, 0n);
  return { fee, feerate: (Number(fee) * 1000) / transactionWeight(tx) };
}

/** Takes the next message of `from` off the link. */
export function take(pair: Pair, from: Name): ChannelMessage {
  const decoded = decodeMessage(pair.end(from).sent.shift() ?? new Uint8Array(0));
  assert.ok(decoded.ok && decoded.value.type !== 'unknown_odd', `${from} has sent nothing`);
  return decoded.value as ChannelMessage;
}
