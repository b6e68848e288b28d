/** The embedded chain's script interpreter, transaction checks and signature hashes by Bitcoin Core's own tests. */
import assert from 'node:assert/strict';
import { bytesToHex, hexToBytes } from '@sferic/crypto';
import {
  allFlagsExcept,
  type Coin,
  checkTransaction,
  flagsFromNames,
  legacySignatureHash,
  NO_FLAGS,
  outPointKey,
  parseDisplayId,
  parseTx,
  type ScriptFlags,
  segwitSignatureHash,
  segwitSignaturePreimage,
  serializeTx,
  type Tx,
  transactionChecker,
  txid,
  verifyInputScripts,
  verifyScript,
} from '@sferic/regtest';
import { each, type Family, nameOf } from '../family.ts';
import type { Item } from '../item.ts';

const FINAL = 0xffff_ffff;
const NO_BYTES = new Uint8Array(0);
/** `output_index` −1 is the index that names no output. */
const asIndex = (index: number) => index >>> 0;

function parse(bytes: Uint8Array): Tx {
  const parsed = parseTx(bytes);
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.error.message);
  return parsed.value;
}

/** The two transactions that the notes of the script tests describe. */
function spendingOf(item: Item): { readonly tx: Tx; readonly amount: bigint } {
  const amount = item.has('amount_sats') ? item.bigint('amount_sats') : 0n;
  const spent: Tx = {
    version: 1,
    inputs: [
      {
        prevout: { txid: new Uint8Array(32), index: FINAL },
        scriptSig: Uint8Array.of(0, 0),
        sequence: FINAL,
        witness: [],
      },
    ],
    outputs: [{ value: amount, scriptPubKey: item.hex('script_pubkey_hex') }],
    lockTime: 0,
  };
  const witness = item.optionalItems('witness').map((element) => hexToBytes(element.asText()));
  const tx: Tx = {
    version: 1,
    inputs: [
      {
        prevout: { txid: txid(spent), index: 0 },
        scriptSig: item.hex('script_sig_hex'),
        sequence: FINAL,
        witness,
      },
    ],
    outputs: [{ value: amount, scriptPubKey: NO_BYTES }],
    lockTime: 0,
  };
  return { tx, amount };
}

function flagsOf(item: Item, key: string, choose: typeof flagsFromNames): ScriptFlags {
  const flags = choose(item.texts(key));
  assert.ok(flags !== undefined, `an unknown flag among ${item.texts(key)}`);
  return flags;
}

function judgeScript(item: Item): void {
  const { tx, amount } = spendingOf(item);
  const spend = {
    scriptSig: item.hex('script_sig_hex'),
    scriptPubKey: item.hex('script_pubkey_hex'),
    witness: tx.inputs[0]?.witness ?? [],
  };
  const error = verifyScript(
    spend,
    flagsOf(item, 'flags', flagsFromNames),
    transactionChecker(tx, 0, amount),
  );
  assert.equal(error ?? 'OK', item.text('expected_result'));
}

export const bitcoinScriptTests: Family = {
  name: 'bitcoin-script-tests',
  *cases(file) {
    for (const item of file.items('cases')) {
      const name = `${item.number('number')}`;
      if (item.has('has_taproot_placeholder') && item.flag('has_taproot_placeholder'))
        yield { name, skipped: 'has_taproot_placeholder' };
      else yield { name, judge: () => judgeScript(item) };
    }
  },
};

/** The coins that a transaction's inputs spend, in their order. */
function coinsOf(item: Item, tx: Tx): readonly Coin[] {
  const coins = new Map(
    item.items('spent_outputs').map((spent) => [
      outPointKey({ txid: displayed(spent), index: asIndex(spent.number('output_index')) }),
      {
        output: {
          value: spent.has('amount_sats') ? spent.bigint('amount_sats') : 0n,
          scriptPubKey: spent.hex('script_pubkey_hex'),
        },
        height: 0,
        coinbase: false,
      },
    ]),
  );
  return tx.inputs.map(({ prevout }) => {
    const coin = coins.get(outPointKey(prevout));
    assert.ok(coin !== undefined, 'an input spends an output that the vector does not list');
    return coin;
  });
}

function displayed(spent: Item): Uint8Array {
  const id = parseDisplayId(spent.text('txid'));
  assert.ok(id !== undefined);
  return id;
}

export const bitcoinTxValid: Family = {
  name: 'bitcoin-tx-valid',
  *cases(file) {
    yield* each(file.items('cases'), (item) => {
      const tx = parse(item.hex('tx'));
      assert.equal(bytesToHex(serializeTx(tx)), item.text('tx'));
      assert.equal(checkTransaction(tx), undefined);
      const coins = coinsOf(item, tx);
      assert.equal(verifyInputScripts(tx, coins, flagsOf(item, 'excluded_flags', allFlagsExcept)), undefined);
      // With fewer flags it stays valid: without each of them, and without any.
      const excluded = item.texts('excluded_flags');
      for (const flag of file.texts('flags_in_use')) {
        const fewer = allFlagsExcept([...excluded, flag]);
        if (fewer !== undefined) assert.equal(verifyInputScripts(tx, coins, fewer), undefined, flag);
      }
      assert.equal(verifyInputScripts(tx, coins, NO_FLAGS), undefined);
    });
  },
};

function isRefused(item: Item): boolean {
  const parsed = parseTx(item.hex('tx'));
  if (!parsed.ok || checkTransaction(parsed.value) !== undefined) return true;
  const flags = item.texts('flags').filter((flag) => flag !== 'BADTX');
  const known = flagsFromNames(flags);
  assert.ok(known !== undefined, `an unknown flag among ${flags}`);
  return verifyInputScripts(parsed.value, coinsOf(item, parsed.value), known) !== undefined;
}

export const bitcoinTxInvalid: Family = {
  name: 'bitcoin-tx-invalid',
  *cases(file) {
    yield* each(file.items('cases'), (item) => {
      if (item.texts('flags').includes('BADTX')) {
        const parsed = parseTx(item.hex('tx'));
        assert.ok(
          !parsed.ok || checkTransaction(parsed.value) !== undefined,
          'the bare transaction was taken',
        );
      }
      assert.ok(isRefused(item), 'the transaction was taken');
    });
  },
};

export const bitcoinSighash: Family = {
  name: 'bitcoin-sighash',
  *cases(file) {
    yield* each(file.items('cases'), (item) => {
      const tx = parse(item.hex('tx'));
      const hash = legacySignatureHash(
        tx,
        item.number('input_index'),
        item.hex('script_code'),
        item.number('hash_type'),
      );
      assert.equal(bytesToHex(hash.toReversed()), item.text('expected_hash'));
    });
  },
};

/** BIP 143's examples, for the embedded chain: its signature hashes, and that it takes the signed transactions. */
export function judgeBip143(item: Item): void {
  const unsigned = parse(item.hex('unsigned_tx'));
  for (const expected of item.items('signature_hashes')) {
    const args = [
      unsigned,
      expected.number('input_index'),
      expected.hex('script_code'),
      expected.bigint('amount_sats'),
      expected.number('hash_type'),
    ] as const;
    assert.equal(bytesToHex(segwitSignaturePreimage(...args)), expected.text('preimage'), nameOf(expected));
    assert.equal(bytesToHex(segwitSignatureHash(...args)), expected.text('expected_signature_hash'));
  }
  const signed = parse(item.hex('signed_tx'));
  const coins = item.items('spent_outputs').map((spent) => ({
    output: { value: spent.bigint('amount_sats'), scriptPubKey: spent.hex('script_pubkey') },
    height: 0,
    coinbase: false,
  }));
  const flags = flagsFromNames(['P2SH', 'WITNESS', 'DERSIG', 'NULLDUMMY']);
  assert.ok(flags !== undefined);
  assert.equal(verifyInputScripts(signed, coins, flags), undefined);
}
