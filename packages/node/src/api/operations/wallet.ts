import { formatOutPoint, scriptToAddress, serializeTransaction } from '@sferic/channel';
import { bytesToHex } from '@sferic/crypto';
import type { WalletError } from '../../wallet/index.ts';
import { ServiceError, type ServiceErrorCode, type WalletOperations } from '../service.ts';
import { type NodeModules, pendingModules } from './modules.ts';
import { channelsBalance } from './pending.ts';
import { displayId, parseFeerate, parseSat } from './values.ts';

const CODE: Readonly<Record<WalletError['code'], ServiceErrorCode>> = {
  insufficient_funds: 'insufficient_funds',
  invalid_address: 'invalid_argument',
  amount_too_small: 'invalid_argument',
  rejected: 'conflict',
};

export function walletOperations(modules: NodeModules): WalletOperations {
  const { wallet, chain, follower, fees } = modules;
  return {
    async walletBalance() {
      const { confirmed, unconfirmed, immature, reserved } = wallet.balance;
      return {
        confirmedSat: confirmed.toString(),
        unconfirmedSat: unconfirmed.toString(),
        immatureSat: immature.toString(),
        reservedSat: reserved.toString(),
        channels: channelsBalance(pendingModules(modules)),
      };
    },

    async walletAddress() {
      const { address } = await wallet.newAddress();
      return { address };
    },

    async walletCoins() {
      return wallet.coins().map(({ outPoint, amount, scriptPubKey, height, owner }) => ({
        outpoint: formatOutPoint(outPoint),
        amountSat: amount.toString(),
        address: scriptToAddress(scriptPubKey, chain.network) ?? '',
        confirmations: height === undefined ? 0 : follower.tip.height - height + 1,
        reserved: owner !== undefined,
      }));
    },

    async walletSend({ address, amountSat, feerateSatPerVbyte }) {
      const sent = await wallet.send({
        address,
        amount: amountSat === undefined ? 'all' : parseSat('amountSat', amountSat),
        feerate:
          feerateSatPerVbyte === undefined
            ? fees.current.normal
            : parseFeerate('feerateSatPerVbyte', feerateSatPerVbyte),
      });
      if (!sent.ok) throw new ServiceError(CODE[sent.error.code], sent.error.message);
      const { txid, tx, fee } = sent.value;
      return {
        txid: displayId(txid),
        rawTransaction: bytesToHex(serializeTransaction(tx)),
        feeSat: fee.toString(),
      };
    },
  };
}
