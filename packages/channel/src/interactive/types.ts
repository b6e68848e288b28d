/** The data of an interactive transaction construction (BOLT 2, "Interactive Transaction Construction"). */
import type {
  ChannelId,
  Sat,
  SatPerKw,
  TxAddInput,
  TxAddOutput,
  TxComplete,
  TxRemoveInput,
  TxRemoveOutput,
} from '@sferic/wire';
import type { OutPoint, Transaction, TxOutput } from '../bitcoin/transaction.ts';
import type { Dual, Side } from '../dual.ts';

/** The messages of the negotiation proper; signatures and replacements come after it. */
export type NegotiationMessage = TxAddInput | TxAddOutput | TxRemoveInput | TxRemoveOutput | TxComplete;

/** A coin of ours: an output of a transaction that the peer gets to see, so that it knows it to be segwit. */
export interface Coin {
  readonly previousTransaction: Transaction;
  readonly outputIndex: number;
}

/** Serial ids are even from the initiator and odd from the other side; they order the transaction. */
export interface NumberedInput extends Coin {
  readonly serialId: bigint;
}

export interface NumberedOutput extends TxOutput {
  readonly serialId: bigint;
}

/** What we put into the transaction; the initiator's contains the shared output. */
export interface Contribution {
  readonly inputs: readonly NumberedInput[];
  readonly outputs: readonly NumberedOutput[];
}

/** An earlier attempt that the new transaction must double-spend and outbid. */
export interface ReplacedTransaction {
  readonly fee: Sat;
  readonly outPoints: readonly OutPoint[];
}

/** What both sides know before the first message. */
export interface SessionParams {
  readonly channelId: ChannelId;
  /** The side that sends the first message, adds the shared output and pays for the common fields. */
  readonly initiator: Side;
  readonly feerate: SatPerKw;
  readonly locktime: number;
  /** No output may be smaller. */
  readonly dustLimit: Sat;
  /** The script of the output that both fund, and what each puts into it. */
  readonly sharedScript: Uint8Array;
  readonly sharedContributions: Dual<Sat>;
  /** All earlier attempts of a fee bump, the latest last; none for a first attempt. */
  readonly replaces: readonly ReplacedTransaction[];
}

export interface SessionInput {
  readonly serialId: bigint;
  readonly addedBy: Side;
  readonly outPoint: OutPoint;
  readonly sequence: number;
  /** The output that it spends. */
  readonly spent: TxOutput;
}

export interface SessionOutput {
  readonly serialId: bigint;
  readonly addedBy: Side;
  readonly output: TxOutput;
}

/** A negotiation that goes on. */
export interface Session {
  readonly params: SessionParams;
  readonly inputs: readonly SessionInput[];
  readonly outputs: readonly SessionOutput[];
  /** Our messages before `tx_complete`, the next one first. */
  readonly unsent: readonly (TxAddInput | TxAddOutput)[];
  /** How many messages of each kind the peer has sent, removed or not. */
  readonly receivedInputs: number;
  readonly receivedOutputs: number;
  /** Whether our last message was `tx_complete`: if the peer's next one is too, the negotiation is over. */
  readonly sentComplete: boolean;
}

/** What both sides have agreed to build, with what signing and checking its witnesses needs. */
export interface SharedTransaction {
  /** Without witnesses; inputs and outputs in the order of their serial ids. */
  readonly tx: Transaction;
  /** By input of `tx`: who added it and the output that it spends. */
  readonly inputs: readonly { readonly addedBy: Side; readonly spent: TxOutput }[];
  readonly sharedOutputIndex: number;
  readonly fee: Sat;
}

export type InteractiveErrorCode =
  | 'wrong_serial_parity'
  | 'duplicate_serial'
  | 'unknown_serial'
  | 'too_many_messages'
  | 'sequence_not_replaceable'
  | 'shared_input_unexpected'
  | 'invalid_previous_transaction'
  | 'not_segwit'
  | 'duplicate_input'
  | 'output_below_dust'
  | 'amount_too_large'
  | 'nonstandard_script'
  | 'too_many_inputs'
  | 'too_many_outputs'
  | 'too_heavy'
  | 'no_shared_output'
  | 'wrong_shared_amount'
  | 'inputs_below_outputs'
  | 'fee_too_low'
  | 'not_replacing'
  | 'replacement_fee_too_low';

/** Why a negotiation fails; `message` is printable ASCII and goes to the peer in `tx_abort`. */
export interface InteractiveError {
  readonly code: InteractiveErrorCode;
  readonly message: string;
}
