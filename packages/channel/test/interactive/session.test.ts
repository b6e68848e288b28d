import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { unwrap } from '@sferic/codec';
import type { Sat, SatPerKw } from '@sferic/wire';
import fc from 'fast-check';
import { p2wsh, type TxOutput, transactionId, witnessProgram } from '../../src/bitcoin/index.ts';
import {
  contributionFee,
  MAX_RECEIVED_ADDITIONS,
  MAX_TRANSACTION_ENTRIES,
  receiveInSession,
  startSession,
  type Turn,
  withSerialIds,
} from '../../src/interactive/index.ts';
import {
  coin,
  FEERATE,
  FUNDING_OUTPUT,
  goodPeer,
  hear,
  message,
  NOTHING,
  previousTransaction,
  refuses,
  type Said,
  SHARED_SCRIPT,
  sessionParams,
  walletScript,
} from './fixtures.ts';

const change = (amount: bigint, wallet = 2): TxOutput => ({
  amount: amount as Sat,
  scriptPubKey: walletScript(wallet),
});

describe('turns', () => {
  it('the side without contributions answers every message by tx_complete, and the second pair ends it', () => {
    let turn = startSession(sessionParams(), NOTHING);
    assert.equal(turn.reply, undefined);
    for (const said of goodPeer()) {
      turn = unwrap(receiveInSession(turn.session, message(said)));
      assert.equal(turn.reply?.type, 'tx_complete');
      assert.equal(turn.concluded, undefined);
    }
    turn = unwrap(receiveInSession(turn.session, message('complete')));
    assert.equal(turn.reply, undefined);
    assert.equal(turn.concluded?.tx.inputs.length, 1);
    assert.equal(turn.concluded?.fee, 1000n);
    assert.deepEqual(turn.concluded?.tx.outputs[turn.concluded.sharedOutputIndex], FUNDING_OUTPUT);
  });

  it('a change after tx_complete takes the agreement back', () => {
    const turn = hear(sessionParams(), [...goodPeer(), { remove: 'output', serialId: 4n }]);
    assert.equal(turn.concluded, undefined);
    assert.equal(turn.reply?.type, 'tx_complete');
    const last = unwrap(receiveInSession(turn.session, message('complete')));
    assert.equal(last.concluded?.fee, 50_000n);
  });

  it('the initiator speaks first, and concludes with its own tx_complete answered', () => {
    const funding = { serialId: 4n, ...FUNDING_OUTPUT };
    const params = sessionParams({
      initiator: 'local',
      sharedContributions: { local: 100_000n as Sat, remote: 0n as Sat },
    });
    const contribution = { inputs: [coin(2n, 1, 150_000n)], outputs: [funding] };
    let turn = startSession(params, contribution);
    const types = [turn.reply?.type];
    for (let count = 0; count < 3; count++) {
      turn = unwrap(receiveInSession(turn.session, message('complete')));
      types.push(turn.reply?.type);
    }
    // The third tx_complete of the peer answers ours.
    assert.deepEqual(types, ['tx_add_input', 'tx_add_output', 'tx_complete', undefined]);
    assert.ok(turn.concluded !== undefined);
  });

  it('a message that the peer sends first is added to ours that are still unsent', () => {
    const ours = { inputs: [coin(1n, 9, 60_000n)], outputs: [{ serialId: 3n, ...change(9_000n, 3) }] };
    const params = sessionParams({ sharedContributions: { local: 50_000n as Sat, remote: 50_000n as Sat } });
    const turn = hear(params, [...goodPeer(), 'complete'], ours);
    assert.ok(turn.concluded !== undefined);
    assert.deepEqual(
      turn.concluded.inputs.map((input) => input.addedBy),
      ['remote', 'local'],
    );
  });
});

describe('tx_add_input', () => {
  const add = (overrides: Partial<Extract<Said, { add: 'input' }>> = {}): Said => ({
    add: 'input',
    serialId: 0n,
    prevtx: previousTransaction(1, 150_000n),
    ...overrides,
  });

  it('refuses the parity of the other side, from either role', () => {
    refuses('wrong_serial_parity', [add({ serialId: 1n })]);
    refuses('wrong_serial_parity', [add({ serialId: 2n })], sessionParams({ initiator: 'local' }), {
      inputs: [coin(0n, 8, 200_000n)],
      outputs: [],
    });
  });

  it('refuses a serial id in use, and takes it again once removed', () => {
    const other = previousTransaction(2, 1000n);
    refuses('duplicate_serial', [add(), add({ prevtx: other })]);
    hear(sessionParams(), [add(), { remove: 'input', serialId: 0n }, add({ prevtx: other })]);
  });

  it('refuses a sequence that does not signal replaceability', () => {
    refuses('sequence_not_replaceable', [add({ sequence: 0xff_ff_ff_fe })]);
    refuses('sequence_not_replaceable', [add({ sequence: 0xff_ff_ff_ff })]);
    hear(sessionParams(), [add({ sequence: 0 })]);
  });

  it('refuses a previous transaction that is none, is missing, or lacks the output', () => {
    refuses('invalid_previous_transaction', [add({ prevtx: Uint8Array.of(1, 2, 3) })]);
    refuses('invalid_previous_transaction', [add({ vout: 1 })]);
    refuses('shared_input_unexpected', [add({ prevtx: new Uint8Array(0) })]);
    refuses('shared_input_unexpected', [add({ prevtx: new Uint8Array(0), shared: true })]);
  });

  it('refuses what is not exactly a segwit output, and takes every witness version', () => {
    const legacy = [
      new Uint8Array(25).fill(0x76),
      Uint8Array.from([0x51]),
      Uint8Array.from([0x00, 0x14, ...new Uint8Array(21)]),
      Uint8Array.from([0x4f, 0x02, 1, 1]),
    ];
    for (const script of legacy)
      refuses('not_segwit', [add({ prevtx: previousTransaction(1, 1000n, [script]) })]);
    for (const version of [0, 1, 16]) {
      const script = witnessProgram(version, new Uint8Array(32));
      hear(sessionParams(), [add({ prevtx: previousTransaction(1, 1000n, [script]) })]);
    }
  });

  it('refuses an outpoint that either side has added', () => {
    refuses('duplicate_input', [add(), add({ serialId: 2n })]);
    refuses('duplicate_input', [add({ prevtx: previousTransaction(9, 60_000n) })], sessionParams(), {
      inputs: [coin(1n, 9, 60_000n)],
      outputs: [],
    });
    hear(sessionParams(), [add(), { remove: 'input', serialId: 0n }, add({ serialId: 2n })]);
  });

  it('refuses more additions than the limit, removed ones counted', () => {
    let { session } = startSession(sessionParams(), NOTHING);
    for (let count = 0; count < MAX_RECEIVED_ADDITIONS; count++) {
      session = unwrap(receiveInSession(session, message(add()))).session;
      session = unwrap(receiveInSession(session, message({ remove: 'input', serialId: 0n }))).session;
    }
    const result = receiveInSession(session, message(add()));
    assert.ok(!result.ok && result.error.code === 'too_many_messages');
  });

  it('keeps no bytes of the previous transaction, which may be large', () => {
    const prevtx = previousTransaction(1, 1000n, [walletScript(1), new Uint8Array(60_000)]);
    const { session } = hear(sessionParams(), [add({ prevtx })]);
    const [input] = session.inputs;
    assert.ok(input !== undefined);
    assert.equal(input.spent.scriptPubKey.buffer.byteLength, 22);
    assert.equal(input.outPoint.txid.buffer.byteLength, 32);
  });
});

describe('tx_add_output', () => {
  const add = (output: TxOutput, serialId = 0n): Said => ({ add: 'output', serialId, output });

  it('refuses parity, a serial id in use, and more than the limit', () => {
    refuses('wrong_serial_parity', [add(change(1000n), 1n)]);
    refuses('duplicate_serial', [add(change(1000n)), add(change(1000n, 3))]);
    let { session } = startSession(sessionParams(), NOTHING);
    for (let count = 0; count < MAX_RECEIVED_ADDITIONS; count++) {
      session = unwrap(receiveInSession(session, message(add(change(1000n))))).session;
      session = unwrap(receiveInSession(session, message({ remove: 'output', serialId: 0n }))).session;
    }
    const result = receiveInSession(session, message(add(change(1000n))));
    assert.ok(!result.ok && result.error.code === 'too_many_messages');
  });

  it('inputs and outputs have serial ids of their own', () => {
    hear(sessionParams(), [
      { add: 'input', serialId: 0n, prevtx: previousTransaction(1, 150_000n) },
      add(change(1000n), 0n),
    ]);
  });

  it('takes the dust limit and refuses one satoshi less, and more than all bitcoin', () => {
    hear(sessionParams(), [add(change(354n))]);
    refuses('output_below_dust', [add(change(353n))]);
    refuses('amount_too_large', [add(change(2_100_000_000_000_001n))]);
  });

  it('takes P2WSH, P2WPKH and P2TR, and refuses what no node relays', () => {
    const scripts = [p2wsh(Uint8Array.of(7)), walletScript(1), witnessProgram(1, new Uint8Array(32))];
    for (const scriptPubKey of scripts) hear(sessionParams(), [add({ amount: 1000n as Sat, scriptPubKey })]);
    refuses('nonstandard_script', [add({ amount: 1000n as Sat, scriptPubKey: Uint8Array.of(0x51, 0x51) })]);
  });
});

describe('tx_remove_input and tx_remove_output', () => {
  it('refuses what is not there, is removed already, or is not its own', () => {
    for (const remove of ['input', 'output'] as const) {
      refuses('unknown_serial', [{ remove, serialId: 0n }]);
      refuses(
        'unknown_serial',
        [...goodPeer(), { remove, serialId: 0n }, { remove, serialId: 0n }].slice(remove === 'input' ? 0 : 4),
      );
      refuses('unknown_serial', [{ remove, serialId: 1n }], sessionParams(), {
        inputs: [coin(1n, 9, 60_000n)],
        outputs: [{ serialId: 1n, ...change(1000n) }],
      });
    }
  });
});

describe('tx_complete', () => {
  const without = (...indices: readonly number[]) =>
    goodPeer().filter((_, index) => !indices.includes(index));

  it('refuses a transaction without the funding output, with two, or with one of the wrong side', () => {
    refuses('no_shared_output', [...without(1), 'complete']);
    refuses('no_shared_output', [
      ...goodPeer(),
      { add: 'output', serialId: 6n, output: FUNDING_OUTPUT },
      'complete',
    ]);
    refuses('no_shared_output', [...without(1), 'complete'], sessionParams(), {
      inputs: [],
      outputs: [{ serialId: 1n, ...FUNDING_OUTPUT }],
    });
  });

  it('refuses a funding output that is not the sum of both contributions', () => {
    const sharedContributions = { local: 1n as Sat, remote: 100_000n as Sat };
    refuses('wrong_shared_amount', [...goodPeer(), 'complete'], sessionParams({ sharedContributions }));
  });

  it('refuses a peer whose inputs do not cover its outputs and its part of the funding', () => {
    const poor: readonly Said[] = [
      { add: 'input', serialId: 0n, prevtx: previousTransaction(1, 148_999n) },
      ...without(0),
      'complete',
    ];
    refuses('inputs_below_outputs', poor);
  });

  it('refuses a fee below the agreed feerate, and takes exactly that', () => {
    const scripts = [SHARED_SCRIPT, walletScript(2)];
    const shape = { initiator: true, inputs: 1, witnessWeight: 0, outputScripts: scripts };
    const exact = 149_000n + contributionFee(shape, FEERATE);
    const paying = (amount: bigint): readonly Said[] => [
      { add: 'input', serialId: 0n, prevtx: previousTransaction(1, amount) },
      ...without(0),
      'complete',
    ];
    refuses('fee_too_low', paying(exact - 1n));
    assert.ok(hear(sessionParams(), paying(exact)).concluded !== undefined);
  });

  it('a side that is not the initiator does not pay for the common fields and the funding output', () => {
    const params = sessionParams({
      initiator: 'local',
      sharedContributions: { local: 100_000n as Sat, remote: 50_000n as Sat },
    });
    const funding = { serialId: 4n, amount: 150_000n as Sat, scriptPubKey: SHARED_SCRIPT };
    const shape = { initiator: false, inputs: 1, witnessWeight: 0, outputScripts: [] };
    const exact = 50_000n + contributionFee(shape, FEERATE);
    const ours = { inputs: [coin(2n, 1, 200_000n)], outputs: [funding] };
    const peer = (amount: bigint): readonly Said[] => [
      { add: 'input', serialId: 1n, prevtx: previousTransaction(5, amount) },
      'complete',
    ];
    assert.ok(hear(params, peer(exact), ours).concluded !== undefined);
    refuses('fee_too_low', peer(exact - 1n), params, ours);
  });

  it('refuses more inputs or outputs than one byte counts', () => {
    const inputs = (count: number): readonly Said[] =>
      Array.from({ length: count }, (_, index) => ({
        add: 'input' as const,
        serialId: BigInt(2 * index),
        prevtx: previousTransaction(index, 10_000n, [walletScript(index)]),
      }));
    const manyInputs = (count: number): readonly Said[] => [...inputs(count), ...without(0), 'complete'];
    refuses('too_many_inputs', manyInputs(MAX_TRANSACTION_ENTRIES + 1));
    assert.ok(hear(sessionParams(), manyInputs(MAX_TRANSACTION_ENTRIES)).concluded !== undefined);
    const outputs = (count: number): readonly Said[] => [
      { add: 'input', serialId: 0n, prevtx: previousTransaction(1, 10_000_000n) },
      ...Array.from(
        { length: count - 1 },
        (_, index): Said => ({
          add: 'output',
          serialId: BigInt(2 * index + 10),
          output: change(1000n),
        }),
      ),
      { add: 'output', serialId: 2n, output: FUNDING_OUTPUT },
      'complete',
    ];
    refuses('too_many_outputs', outputs(MAX_TRANSACTION_ENTRIES + 1));
    assert.ok(hear(sessionParams(), outputs(MAX_TRANSACTION_ENTRIES)).concluded !== undefined);
  });

  it('refuses a transaction too heavy to be relayed', () => {
    const scriptPubKey = Uint8Array.from([0x6a, 0x4d, ...new Uint8Array(50_000)]);
    const heavy: readonly Said[] = [
      { add: 'input', serialId: 0n, prevtx: previousTransaction(1, 10_000_000n) },
      { add: 'output', serialId: 2n, output: FUNDING_OUTPUT },
      ...[4n, 6n].map(
        (serialId): Said => ({
          add: 'output',
          serialId,
          output: { amount: 1000n as Sat, scriptPubKey },
        }),
      ),
      'complete',
    ];
    refuses('too_heavy', heavy);
  });

  it('a replacement double-spends every earlier attempt and pays no less', () => {
    const outPoint = { txid: transactionId(previousTransaction(1, 150_000n)), index: 0 };
    const other = { txid: transactionId(previousTransaction(2, 150_000n)), index: 0 };
    const replacing = (fee: bigint, outPoints: readonly (typeof outPoint)[]) =>
      sessionParams({ replaces: [{ fee: fee as Sat, outPoints }] });
    const said: readonly Said[] = [...goodPeer(), 'complete'];
    assert.ok(hear(replacing(1000n, [outPoint, other]), said).concluded !== undefined);
    refuses('not_replacing', said, replacing(1000n, [other]));
    refuses('replacement_fee_too_low', said, replacing(1001n, [outPoint]));
  });
});

describe('both sides', () => {
  const amounts = fc.record({
    openerCoins: fc.array(fc.integer({ min: 200_000, max: 900_000 }), { minLength: 1, maxLength: 4 }),
    accepterCoins: fc.array(fc.integer({ min: 100_000, max: 900_000 }), { maxLength: 4 }),
    openerFunding: fc.integer({ min: 1000, max: 150_000 }),
    accepterFunding: fc.integer({ min: 0, max: 50_000 }),
    feerate: fc.integer({ min: 253, max: 20_000 }),
    entropy: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  });

  it('with random contributions conclude with the same transaction and the fee that each owes', () => {
    fc.assert(
      fc.property(amounts, ({ openerCoins, accepterCoins, entropy, ...rest }) => {
        const feerate = rest.feerate as SatPerKw;
        const funding = {
          opener: BigInt(rest.openerFunding) as Sat,
          accepter: (accepterCoins.length === 0 ? 0n : BigInt(rest.accepterFunding)) as Sat,
        };
        const shared = { amount: (funding.opener + funding.accepter) as Sat, scriptPubKey: SHARED_SCRIPT };
        const fund = (coins: readonly number[], initiator: boolean, own: Sat, salt: number) => {
          const inputs = coins.map((amount, index) => coin(0n, salt + index, BigInt(amount)));
          const total = coins.reduce((sum, amount) => sum + BigInt(amount), 0n);
          const scripts = [walletScript(salt), ...(initiator ? [SHARED_SCRIPT] : [])];
          const shape = { initiator, inputs: coins.length, witnessWeight: 0, outputScripts: scripts };
          const outputs =
            coins.length === 0 ? [] : [change(total - own - contributionFee(shape, feerate), salt)];
          return withSerialIds(inputs, initiator ? [...outputs, shared] : outputs, initiator, entropy);
        };
        const opener = startSession(
          sessionParams({
            initiator: 'local',
            feerate,
            sharedContributions: { local: funding.opener, remote: funding.accepter },
          }),
          fund(openerCoins, true, funding.opener, 10),
        );
        const accepter = startSession(
          sessionParams({
            feerate,
            sharedContributions: { local: funding.accepter, remote: funding.opener },
          }),
          fund(accepterCoins, false, funding.accepter, 20),
        );
        const turns: Turn[] = [opener, accepter];
        let speaker = 0;
        for (let said = opener.reply; said !== undefined; said = turns[speaker]!.reply) {
          speaker = 1 - speaker;
          turns[speaker] = unwrap(receiveInSession(turns[speaker]!.session, said));
        }
        const [one, other] = turns.map((turn) => turn.concluded);
        assert.ok(one !== undefined && other !== undefined);
        assert.deepEqual(one.tx, other.tx);
        assert.equal(one.fee, other.fee);
        assert.deepEqual(
          one.inputs.map(({ addedBy }) => addedBy),
          other.inputs.map(({ addedBy }) => (addedBy === 'local' ? 'remote' : 'local')),
        );
      }),
      { numRuns: 60 },
    );
  });
});
