/** See `service/wallet.ts`. */
import { boolean, described, type ObjectSchema, object, optional, type Schema } from '../schema.ts';
import type {
  ChannelsBalance,
  WalletBalance,
  WalletCoin,
  WalletSendRequest,
  WalletTransaction,
} from '../service/wallet.ts';
import { amount, hash, millisatoshis, name, satoshis, satPerVbyte, word } from './values.ts';

const channelsBalance: Schema<ChannelsBalance> = object({
  settledMsat: millisatoshis,
  inFlightMsat: described('In HTLCs that this node has offered', millisatoshis),
  closingSat: described('Of channels closed by force, still to be claimed', satoshis),
  atRiskSat: described('Part of it: claims near their deadline, or that cannot be made', satoshis),
});

export const walletBalance: Schema<WalletBalance> = object({
  confirmedSat: satoshis,
  unconfirmedSat: satoshis,
  immatureSat: described('Mined, and not yet old enough to be spent', satoshis),
  reservedSat: satoshis,
  channels: channelsBalance,
});

export const walletCoin: Schema<WalletCoin> = object({
  outpoint: word,
  amountSat: satoshis,
  address: word,
  confirmations: amount,
  reserved: boolean('Held by a transaction in the making'),
});

export const walletSendRequest: ObjectSchema<WalletSendRequest> = object({
  address: name,
  amountSat: optional(described('Everything unless given', satoshis)),
  feerateSatPerVbyte: optional(satPerVbyte),
});

export const walletTransaction: Schema<WalletTransaction> = object({
  txid: hash,
  rawTransaction: word,
  feeSat: satoshis,
});

export const walletAddress = object({ address: word });
