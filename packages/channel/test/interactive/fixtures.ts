import assert from 'node:assert/strict';
import { unwrap } from '@sferic/codec';
import { publicKey, sha256 } from '@sferic/crypto';
import type { ChannelId, Sat, SatPerKw } from '@sferic/wire';
import {
  p2wpkh,
  p2wsh,
  serializeTransaction,
  type Transaction,
  type TxOutput,
} from '../../src/bitcoin/index.ts';
import {
  type Contribution,
  type InteractiveErrorCode,
  type NegotiationMessage,
  type NumberedInput,
  receiveInSession,
  type SessionParams,
  startSession,
  type Turn,
} from '../../src/interactive/index.ts';

export const CHANNEL_ID = sha256(Uint8Array.of(1)) as ChannelId;
export const SHARED_SCRIPT = p2wsh(Uint8Array.of(1));
export const FEERATE = 1000 as SatPerKw;

/** A script of a wallet with this number. */
export function walletScript(number: number): Uint8Array {
  return p2wpkh(publicKey(sha256(Uint8Array.of(number))));
}

/** A transaction that pays `amount` to each of `scripts`; `salt` makes its txid. */
export function previousTransaction(
  salt: number,
  amount: bigint,
  scripts: readonly Uint8Array[] = [walletScript(salt)],
): Transaction {
  return {
    version: 2,
    inputs: [
      {
        outPoint: { txid: sha256(Uint8Array.of(salt)) as never, index: 0 },
        scriptSig: new Uint8Array(0),
        sequence: 0xff_ff_ff_ff,
        witness: [],
      },
    ],
    outputs: scripts.map((scriptPubKey) => ({ amount: amount as Sat, scriptPubKey })),
    locktime: 0,
  };
}

export function coin(serialId: bigint, salt: number, amount: bigint): NumberedInput {
  return { serialId, previousTransaction: previousTransaction(salt, amount), outputIndex: 0 };
}

export function sessionParams(overrides: Partial<SessionParams> = {}): SessionParams {
  return {
    channelId: CHANNEL_ID,
    initiator: 'remote',
    feerate: FEERATE,
    locktime: 120,
    dustLimit: 354n as Sat,
    sharedScript: SHARED_SCRIPT,
    sharedContributions: { local: 0n as Sat, remote: 100_000n as Sat },
    replaces: [],
    ...overrides,
  };
}

export const NOTHING: Contribution = { inputs: [], outputs: [] };

export type Said =
  | {
      readonly add: 'input';
      readonly serialId: bigint;
      readonly prevtx: Transaction | Uint8Array;
      readonly vout?: number;
      readonly sequence?: number;
      readonly shared?: true;
    }
  | { readonly add: 'output'; readonly serialId: bigint; readonly output: TxOutput }
  | { readonly remove: 'input' | 'output'; readonly serialId: bigint }
  | 'complete';

/** The message of the wire for a word of a test. */
export function message(said: Said): NegotiationMessage {
  const channelId = CHANNEL_ID;
  if (said === 'complete') return { type: 'tx_complete', channelId };
  const { serialId } = said;
  if ('remove' in said) return { type: `tx_remove_${said.remove}`, channelId, serialId };
  if (said.add === 'output') {
    const { amount: sats, scriptPubKey: script } = said.output;
    return { type: 'tx_add_output', channelId, serialId, sats, script };
  }
  const prevtx = said.prevtx instanceof Uint8Array ? said.prevtx : serializeTransaction(said.prevtx);
  return {
    type: 'tx_add_input',
    channelId,
    serialId,
    prevtx,
    prevtxVout: said.vout ?? 0,
    sequence: said.sequence ?? 0xff_ff_ff_fd,
    ...(said.shared && { sharedInputTxid: new Uint8Array(32) as never }),
  };
}

/** What a peer says to us, one after another; the last turn. */
export function hear(
  params: SessionParams,
  said: readonly Said[],
  contribution: Contribution = NOTHING,
): Turn {
  let turn = startSession(params, contribution);
  for (const each of said) turn = unwrap(receiveInSession(turn.session, message(each)));
  return turn;
}

/** The last of what the peer says ends the negotiation by this error. */
export function refuses(
  code: InteractiveErrorCode,
  said: readonly Said[],
  params = sessionParams(),
  contribution: Contribution = NOTHING,
): void {
  const last = said.at(-1);
  assert.ok(last !== undefined);
  const { session } = hear(params, said.slice(0, -1), contribution);
  const result = receiveInSession(session, message(last));
  assert.ok(!result.ok, `${code} expected`);
  assert.equal(result.error.code, code, result.error.message);
  // `tx_abort` is for people too: nothing but printable ASCII.
  assert.match(result.error.message, /^[\x20-\x7e]+$/);
}

/** The peer, as the initiator, adds one coin and the funding output of 100,000 sat. */
export const FUNDING_OUTPUT: TxOutput = { amount: 100_000n as Sat, scriptPubKey: SHARED_SCRIPT };

export function goodPeer(): readonly Said[] {
  return [
    { add: 'input', serialId: 0n, prevtx: previousTransaction(1, 150_000n) },
    { add: 'output', serialId: 2n, output: FUNDING_OUTPUT },
    { add: 'output', serialId: 4n, output: { amount: 49_000n as Sat, scriptPubKey: walletScript(2) } },
  ];
}
