/**
 * Every key of a node, derived from its seed: whoever has the words has the node again.
 *
 * Paths (BIP 32), with the coin type of BIP 44 (0 on mainnet, 1 elsewhere):
 * - `m/84'/coin'/0'/branch/index`: on-chain wallet (BIP 84);
 * - `m/733742'/coin'/0'`: the node's identity;
 * - `m/733742'/coin'/1'/channel'/key'`: the secrets of one channel. All steps are hardened: a secret that a protocol
 *   reveals tells nothing about another;
 * - `m/733742'/coin'/2'`: seals channel backups;
 * - `m/733742'/coin'/3'`: names packages that watchtowers keep.
 */
import { HdKey, publicKey, Secret } from '@sferic/crypto';
import { type NodeId, nodeId, type Point, point } from '@sferic/wire';

/** "sferic" on the keys of a telephone: no other software derives below it. */
const PURPOSE = 733_742;
const FAMILY = { identity: 0, channels: 1, backup: 2, towers: 3 } as const;
const CHANNEL_KEY = {
  funding: 0,
  revocation: 1,
  payment: 2,
  delayedPayment: 3,
  htlc: 4,
  shachain: 5,
} as const;

/** The number of hardened indices of BIP 32: channels that one seed can have. */
export const MAX_CHANNEL_INDEX = 2 ** 31 - 1;

/** The two branches of a BIP 84 account. */
export type WalletBranch = 'receive' | 'change';
const BRANCH: Readonly<Record<WalletBranch, number>> = { receive: 0, change: 1 };

/** A secret key with its point. */
export interface KeyPair {
  readonly secretKey: Secret;
  readonly publicKey: Point;
}

/** The secrets of one channel (BOLT 3, "Keys"). */
export interface ChannelSecrets {
  /** The parent of the funding keys, one for each funding transaction that the channel has over time. */
  fundingKey(fundingIndex: number): KeyPair;
  readonly revocation: KeyPair;
  readonly payment: KeyPair;
  readonly delayedPayment: KeyPair;
  readonly htlc: KeyPair;
  /** Grows the per-commitment secrets (BOLT 3, "Per-commitment Secret Requirements"). */
  readonly shachainSeed: Secret;
}

/** The point is computed when it is asked for: of most secrets of a channel nobody asks for it after the opening. */
function toKeyPair(key: HdKey): KeyPair {
  let known: Point | undefined;
  return {
    secretKey: new Secret(key.privateKey),
    get publicKey() {
      known ??= point(key.publicKey);
      return known;
    },
  };
}

/** All keys of one node on one chain. */
export class NodeKeys {
  readonly identity: KeyPair;
  readonly nodeId: NodeId;
  /** Encrypts what is kept of channels outside of the database. */
  readonly backupKey: Secret;
  /** Names what is kept with watchtowers. */
  readonly towerKey: Secret;
  readonly #channels: HdKey;
  readonly #branches: Readonly<Record<WalletBranch, HdKey>>;

  /** @param seed 64 bytes of BIP 39 */
  constructor(seed: Secret, coinType: 0 | 1) {
    const root = HdKey.fromSeed(seed.expose());
    const own = root.derive(`m/${PURPOSE}'/${coinType}'`);
    this.identity = toKeyPair(own.derive(`m/${FAMILY.identity}'`));
    this.nodeId = nodeId(this.identity.publicKey);
    this.backupKey = new Secret(own.derive(`m/${FAMILY.backup}'`).privateKey);
    this.towerKey = new Secret(own.derive(`m/${FAMILY.towers}'`).privateKey);
    this.#channels = own.derive(`m/${FAMILY.channels}'`);
    const account = root.derive(`m/84'/${coinType}'/0'`);
    this.#branches = {
      receive: account.derive(`m/${BRANCH.receive}`),
      change: account.derive(`m/${BRANCH.change}`),
    };
  }

  /** The wallet key at an index of a branch. */
  wallet(branch: WalletBranch, index: number): KeyPair {
    return toKeyPair(this.#branches[branch].derive(`m/${index}`));
  }

  /** The public part alone of {@link wallet}. */
  walletPublicKey(branch: WalletBranch, index: number): Point {
    return point(this.#branches[branch].derive(`m/${index}`).publicKey);
  }

  /** The secrets of the channel with this index: each channel of a node has its own, never used again. */
  channel(index: number): ChannelSecrets {
    if (!Number.isInteger(index) || index < 0 || index > MAX_CHANNEL_INDEX)
      throw new RangeError(`channel key index ${index}`);
    const channel = this.#channels.derive(`m/${index}'`);
    const key = (name: keyof typeof CHANNEL_KEY) => channel.derive(`m/${CHANNEL_KEY[name]}'`);
    const funding = key('funding');
    return {
      fundingKey: (fundingIndex) => toKeyPair(funding.derive(`m/${fundingIndex}'`)),
      revocation: toKeyPair(key('revocation')),
      payment: toKeyPair(key('payment')),
      delayedPayment: toKeyPair(key('delayedPayment')),
      htlc: toKeyPair(key('htlc')),
      shachainSeed: new Secret(key('shachain').privateKey),
    };
  }
}

/** The point of a secret key: for secrets that were derived from one of a channel. */
export function pointOf(secretKey: Uint8Array): Point {
  return point(publicKey(secretKey));
}
