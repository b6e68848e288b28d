/** Judges interactive transaction construction by BOLT 3, appendix G: both sides, message by message. */
import assert from 'node:assert/strict';
import { unwrap } from '@sferic/codec';
import { base58CheckDecode, bytesToHex, hexToBytes, verify } from '@sferic/crypto';
import type { ChannelId, NodeId, Point, Sat, SatPerKw } from '@sferic/wire';
import {
  encodeWitness,
  formatTxid,
  fundingScript,
  p2wsh,
  parseTransaction,
  serializeTransaction,
  sighashContext,
  signP2wpkhInput,
  transactionId,
} from '../../src/bitcoin/index.ts';
import {
  type Contribution,
  checkWitnesses,
  contributionFee,
  contributionWeight,
  firstSigner,
  inputsOf,
  type NegotiationMessage,
  receiveInSession,
  type SessionParams,
  type SharedTransaction,
  startSession,
  type Turn,
  withAllWitnesses,
  witnessSignatureChecks,
} from '../../src/interactive/index.ts';
import type { VectorCase } from './vector-case.ts';

interface AddInputVector {
  readonly serial_id: number;
  readonly prevtx: string;
  readonly prev_vout: number;
  readonly sequence: number;
}

interface AddOutputVector {
  readonly serial_id: number;
  readonly amount_sats: number;
  readonly script: string;
}

interface InteractiveVector {
  readonly name: string;
  readonly locktime: number;
  readonly feerate_per_kw: number;
  readonly opener_funding_sats: number;
  readonly accepter_funding_sats: number;
  readonly opener_input: {
    readonly amount_sats: number;
    readonly preimage: string;
    readonly witness_script: string;
  };
  readonly accepter_input: {
    readonly amount_sats: number;
    readonly public_key: string;
    readonly private_key_wif: string;
  };
  readonly opener_change: { readonly script_pubkey: string };
  readonly accepter_change: { readonly script_pubkey: string };
  readonly funding_output: {
    readonly funding_pubkeys: readonly [string, string];
    readonly script_pubkey: string;
    readonly amount_sats: number;
  };
  readonly expected: {
    readonly opener_tx_add_input: readonly AddInputVector[];
    readonly accepter_tx_add_input: readonly AddInputVector[];
    readonly opener_tx_add_output: readonly AddOutputVector[];
    readonly accepter_tx_add_output: readonly AddOutputVector[];
    readonly opener_weight: number;
    readonly opener_fee_sats: number;
    readonly opener_change_sats: number;
    readonly accepter_weight: number;
    readonly accepter_fee_sats: number;
    readonly accepter_change_sats: number;
    readonly unsigned_tx: string;
    readonly txid: string;
    readonly opener_tx_signatures: { readonly witnesses: readonly string[] };
    readonly accepter_tx_signatures: { readonly witnesses: readonly string[] };
    readonly signed_tx: string;
  };
}

export interface InteractiveFamily {
  readonly cases: readonly InteractiveVector[];
}

export function interactiveCases(family: InteractiveFamily): readonly VectorCase[] {
  return family.cases.map((vector) => ({ name: vector.name, check: () => checkInteractive(vector) }));
}

function checkInteractive(vector: InteractiveVector): void {
  checkFees(vector);
  const { expected } = vector;
  const { opener, accepter } = negotiate(vector);
  assert.equal(bytesToHex(serializeTransaction(opener.tx)), expected.unsigned_tx);
  assert.deepEqual(accepter.tx, opener.tx);
  assert.equal(formatTxid(transactionId(opener.tx)), expected.txid);
  assert.equal(opener.fee, BigInt(expected.opener_fee_sats + expected.accepter_fee_sats));

  // Equal inputs: the lower node id signs first.
  const low = new Uint8Array(33).fill(2) as NodeId;
  const high = new Uint8Array(33).fill(3) as NodeId;
  assert.equal(firstSigner(opener, { local: low, remote: high }), 'local');
  assert.equal(firstSigner(accepter, { local: high, remote: low }), 'remote');

  const openerWitness = [
    hexToBytes(vector.opener_input.preimage),
    hexToBytes(vector.opener_input.witness_script),
  ];
  const accepterWitness = signAccepterInput(vector, accepter);
  assert.deepEqual([bytesToHex(encodeWitness(openerWitness))], expected.opener_tx_signatures.witnesses);
  assert.deepEqual([bytesToHex(encodeWitness(accepterWitness))], expected.accepter_tx_signatures.witnesses);
  const received = unwrap(checkWitnesses(opener, expected.accepter_tx_signatures.witnesses.map(hexToBytes)));
  const checks = witnessSignatureChecks(opener, received);
  assert.equal(checks.length, 1);
  for (const { digest, signature, publicKey } of checks) assert.ok(verify(digest, signature, publicKey));
  assert.ok(checkWitnesses(accepter, expected.opener_tx_signatures.witnesses.map(hexToBytes)).ok);
  const signed = withAllWitnesses(opener, { local: [openerWitness], remote: received });
  assert.equal(bytesToHex(serializeTransaction(signed)), expected.signed_tx);
}

function signAccepterInput(vector: InteractiveVector, accepter: SharedTransaction) {
  const secretKey = base58CheckDecode(vector.accepter_input.private_key_wif)?.slice(1, 33);
  assert.ok(secretKey !== undefined);
  const [own] = inputsOf(accepter, 'local');
  assert.ok(own !== undefined);
  const publicKey = hexToBytes(vector.accepter_input.public_key);
  return signP2wpkhInput(sighashContext(accepter.tx), own.index, own.spent, { secretKey, publicKey });
}

/** Weights and fees of appendix G, for the witnesses that it counts. */
function checkFees({ expected, ...vector }: InteractiveVector): void {
  const feerate = vector.feerate_per_kw as SatPerKw;
  const funding = hexToBytes(vector.funding_output.script_pubkey);
  const opener = {
    initiator: true,
    inputs: 1,
    witnessWeight: 71,
    outputScripts: [hexToBytes(vector.opener_change.script_pubkey), funding],
  };
  const accepter = {
    initiator: false,
    inputs: 1,
    witnessWeight: 99,
    outputScripts: [hexToBytes(vector.accepter_change.script_pubkey)],
  };
  assert.equal(contributionWeight(opener), expected.opener_weight);
  assert.equal(contributionWeight(accepter), expected.accepter_weight);
  assert.equal(contributionFee(opener, feerate), BigInt(expected.opener_fee_sats));
  assert.equal(contributionFee(accepter, feerate), BigInt(expected.accepter_fee_sats));
  const change = (side: 'opener' | 'accepter') =>
    vector[`${side}_input`].amount_sats - vector[`${side}_funding_sats`] - expected[`${side}_fee_sats`];
  assert.equal(change('opener'), expected.opener_change_sats);
  assert.equal(change('accepter'), expected.accepter_change_sats);
}

function negotiate(vector: InteractiveVector) {
  const { expected, funding_output: funding } = vector;
  const [one, other] = funding.funding_pubkeys;
  const sharedScript = p2wsh(fundingScript(hexToBytes(one) as Point, hexToBytes(other) as Point));
  assert.equal(bytesToHex(sharedScript), funding.script_pubkey);
  const amounts = {
    opener: BigInt(vector.opener_funding_sats) as Sat,
    accepter: BigInt(vector.accepter_funding_sats) as Sat,
  };
  const params = (role: 'opener' | 'accepter'): SessionParams => ({
    channelId: new Uint8Array(32) as ChannelId,
    initiator: role === 'opener' ? 'local' : 'remote',
    feerate: vector.feerate_per_kw as SatPerKw,
    locktime: vector.locktime,
    dustLimit: 354n as Sat,
    sharedScript,
    sharedContributions:
      role === 'opener'
        ? { local: amounts.opener, remote: amounts.accepter }
        : { local: amounts.accepter, remote: amounts.opener },
    replaces: [],
  });
  const opener = startSession(
    params('opener'),
    contribution(expected.opener_tx_add_input, expected.opener_tx_add_output),
  );
  const accepter = startSession(
    params('accepter'),
    contribution(expected.accepter_tx_add_input, expected.accepter_tx_add_output),
  );
  const sent = { opener: [] as NegotiationMessage[], accepter: [] as NegotiationMessage[] };
  const result = converse(opener, accepter, sent);
  const added = (side: 'opener' | 'accepter') =>
    sent[side].flatMap((message) =>
      message.type === 'tx_add_input'
        ? [
            {
              serial_id: Number(message.serialId),
              prevtx: bytesToHex(message.prevtx),
              prev_vout: message.prevtxVout,
              sequence: message.sequence,
            },
          ]
        : [],
    );
  for (const side of ['opener', 'accepter'] as const)
    assert.deepEqual(
      added(side),
      expected[`${side}_tx_add_input`].map(({ serial_id, prevtx, prev_vout, sequence }) => ({
        serial_id,
        prevtx,
        prev_vout,
        sequence,
      })),
    );
  return result;
}

function contribution(inputs: readonly AddInputVector[], outputs: readonly AddOutputVector[]): Contribution {
  return {
    inputs: inputs.map((input) => ({
      serialId: BigInt(input.serial_id),
      previousTransaction: unwrap(parseTransaction(hexToBytes(input.prevtx))),
      outputIndex: input.prev_vout,
    })),
    outputs: outputs.map((output) => ({
      serialId: BigInt(output.serial_id),
      amount: BigInt(output.amount_sats) as Sat,
      scriptPubKey: hexToBytes(output.script),
    })),
  };
}

/** Passes messages between the two, opener first, until both have concluded. */
function converse(
  opener: Turn,
  accepter: Turn,
  sent: { readonly opener: NegotiationMessage[]; readonly accepter: NegotiationMessage[] },
): { readonly opener: SharedTransaction; readonly accepter: SharedTransaction } {
  const turns = { opener, accepter };
  let speaker: 'opener' | 'accepter' = 'opener';
  for (let message = opener.reply; message !== undefined; message = turns[speaker].reply) {
    sent[speaker].push(message);
    speaker = speaker === 'opener' ? 'accepter' : 'opener';
    turns[speaker] = unwrap(receiveInSession(turns[speaker].session, message));
  }
  const { opener: mine, accepter: theirs } = turns;
  assert.ok(mine.concluded !== undefined && theirs.concluded !== undefined);
  return { opener: mine.concluded, accepter: theirs.concluded };
}
