import type { ChannelId, Sat, SatPerKw, Signature, TxId } from '../scalars.ts';

/** BOLT 2, "The tx_add_input Message". */
export interface TxAddInput {
  readonly type: 'tx_add_input';
  readonly channelId: ChannelId;
  /** Even from the initiator, odd from the other side. */
  readonly serialId: bigint;
  /** The whole transaction that holds the output to spend; empty with `sharedInputTxid`. */
  readonly prevtx: Uint8Array;
  readonly prevtxVout: number;
  readonly sequence: number;
  /** TLV 0: the channel's own funding transaction, when a splice spends it. */
  readonly sharedInputTxid?: TxId;
}

/** BOLT 2, "The tx_add_output Message". */
export interface TxAddOutput {
  readonly type: 'tx_add_output';
  readonly channelId: ChannelId;
  /** Even from the initiator, odd from the other side. */
  readonly serialId: bigint;
  readonly sats: Sat;
  readonly script: Uint8Array;
}

/** BOLT 2, "The tx_remove_input and tx_remove_output Messages". */
export interface TxRemoveInput {
  readonly type: 'tx_remove_input';
  readonly channelId: ChannelId;
  readonly serialId: bigint;
}

/** BOLT 2, "The tx_remove_input and tx_remove_output Messages". */
export interface TxRemoveOutput {
  readonly type: 'tx_remove_output';
  readonly channelId: ChannelId;
  readonly serialId: bigint;
}

/** BOLT 2, "The tx_complete Message". */
export interface TxComplete {
  readonly type: 'tx_complete';
  readonly channelId: ChannelId;
}

/** BOLT 2, "The tx_signatures Message". */
export interface TxSignatures {
  readonly type: 'tx_signatures';
  readonly channelId: ChannelId;
  readonly txid: TxId;
  /** One serialised witness stack (BIP 144) for each input of the sender, in order of serial ids. */
  readonly witnesses: readonly Uint8Array[];
  /** TLV 0: the signature for the shared input of a splice. */
  readonly sharedInputSignature?: Signature;
}

/** BOLT 2, "The tx_init_rbf Message". */
export interface TxInitRbf {
  readonly type: 'tx_init_rbf';
  readonly channelId: ChannelId;
  readonly locktime: number;
  readonly feerate: SatPerKw;
  /** TLV 0: satoshis that the sender puts into the funding output; negative when it takes some out. */
  readonly fundingOutputContribution?: bigint;
  /** TLV 2, without a value: the receiver may only use confirmed inputs. */
  readonly requireConfirmedInputs?: true;
}

/** BOLT 2, "The tx_ack_rbf Message". */
export interface TxAckRbf {
  readonly type: 'tx_ack_rbf';
  readonly channelId: ChannelId;
  /** TLV 0: satoshis that the sender puts into the funding output; negative when it takes some out. */
  readonly fundingOutputContribution?: bigint;
  /** TLV 2, without a value: the receiver may only use confirmed inputs. */
  readonly requireConfirmedInputs?: true;
}

/** BOLT 2, "The tx_abort Message". */
export interface TxAbort {
  readonly type: 'tx_abort';
  readonly channelId: ChannelId;
  /** Text for people, in whatever bytes the peer chose: show it through `describeReason`. */
  readonly data: Uint8Array;
}

export type InteractiveTxMessage =
  | TxAddInput
  | TxAddOutput
  | TxRemoveInput
  | TxRemoveOutput
  | TxComplete
  | TxSignatures
  | TxInitRbf
  | TxAckRbf
  | TxAbort;
