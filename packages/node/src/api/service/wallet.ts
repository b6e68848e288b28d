/** The wallet, and what is ours in channels. */
export interface WalletBalance {
  readonly confirmedSat: string;
  readonly unconfirmedSat: string;
  /** Mined, and not yet old enough to be spent. */
  readonly immatureSat: string;
  /** Part of the above that a transaction in the making holds. */
  readonly reservedSat: string;
  readonly channels: ChannelsBalance;
}

/** What is ours in channels, beside what unconfirmed transactions pay to the wallet already. */
export interface ChannelsBalance {
  /** In open channels, ours whatever happens to HTLCs. */
  readonly settledMsat: string;
  /** In HTLCs that this node has offered and nobody has settled yet. */
  readonly inFlightMsat: string;
  /** Of channels that were closed by force, and still to be claimed on chain. */
  readonly closingSat: string;
  /** Part of all that: claims close to their deadline, or that cannot be made. */
  readonly atRiskSat: string;
}

export interface WalletCoin {
  readonly outpoint: string;
  readonly amountSat: string;
  readonly address: string;
  readonly confirmations: number;
  readonly reserved: boolean;
}

export interface WalletSendRequest {
  readonly address: string;
  /** Absent: everything. */
  readonly amountSat?: string;
  readonly feerateSatPerVbyte?: number;
}

export interface WalletTransaction {
  readonly txid: string;
  readonly rawTransaction: string;
  readonly feeSat: string;
}

export interface WalletOperations {
  walletBalance(): Promise<WalletBalance>;
  walletAddress(): Promise<{ readonly address: string }>;
  walletCoins(): Promise<readonly WalletCoin[]>;
  walletSend(request: WalletSendRequest): Promise<WalletTransaction>;
}
