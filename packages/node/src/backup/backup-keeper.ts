/**
 * Keeps the backup of the channels: a file that is rewritten at each change of the channel list, and a copy with each peer that
 * stores one for us (BOLT 1, "Peer storage"). Takes in channels that a backup has and the database has not.
 */
import { join } from 'node:path';
import { backupOf, type StoredState } from '@sferic/channel';
import type { Result } from '@sferic/codec';
import { bytesToHex, equalBytes, type Secret } from '@sferic/crypto';
import type { ChannelId } from '@sferic/wire';
import type { Channels } from '../channels/index.ts';
import type { Logger } from '../log.ts';
import type { Store } from '../store/index.ts';
import { BACKUP_FILE, readBackupFile, writeBackupFile } from './backup-file.ts';
import { type BackupState, readBackupState, writeBackupRevision, writeSeen } from './backup-state.ts';
import { BACKUP_SALT_LENGTH, openBackup, sealBackup } from './sealed-backup.ts';
import { type BackedUpChannel, decodeBackup, encodeBackup, type StaticBackup } from './static-backup.ts';

/** Blocks before a channel's confirmation, or the tip, from which on a restored node looks for it: deeper than reorganisations. */
const BIRTH_MARGIN = 144;

export interface BackupModules {
  readonly directory: string;
  readonly store: Store;
  readonly backupKey: Secret;
  readonly channels: Pick<Channels, 'adopt' | 'backedUp' | 'stored'>;
  /** Whether the seed was made for this start: then no backup of it can be anywhere. */
  readonly isNewSeed: boolean;
  /** Multiaddrs of a node, the best first. */
  readonly addressesOf: (nodeId: string) => readonly string[];
  readonly height: () => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly entropy: (length: number) => Uint8Array;
  /** There are channels with these peers again; resolves when their addresses are stored. */
  readonly adopted: (channels: readonly BackedUpChannel[]) => Promise<void>;
  /** There may be another backup than before, or peers that have become able to keep it. */
  readonly changed: () => void;
  readonly log: Logger;
}

/** Where a backup was found, in words. */
export type BackupSource = 'its file' | 'a peer';

export class BackupKeeper {
  readonly #modules: BackupModules;
  #state: BackupState = { revision: 0n, isRestored: false, seen: new Set() };
  /** The funding transactions of each channel, by its id as hex: what the backup follows. */
  #listed = new Map<string, readonly Uint8Array[]>();
  #content: Uint8Array | undefined;
  #current: StaticBackup = { revision: 0n, channels: [] };
  #isStarted = false;

  constructor(modules: BackupModules) {
    this.#modules = modules;
  }

  /** The backup that holds now. */
  get current(): StaticBackup {
    return this.#current;
  }

  /** The current backup, sealed; padded with zeros to `length` if given. Undefined if that is not enough. */
  sealed(length?: number): Uint8Array | undefined {
    const plain = encodeBackup(this.#current);
    if (length !== undefined && plain.length > length) return undefined;
    const padded = new Uint8Array(length ?? plain.length);
    padded.set(plain);
    const { backupKey, entropy } = this.#modules;
    return sealBackup(padded, backupKey, entropy(BACKUP_SALT_LENGTH));
  }

  /**
   * To be called when the stored channels are restored, before the chain is followed. Takes in what the file knows and the
   * database has lost; throws if there is a file that cannot be read, which must not be overwritten.
   */
  async start(): Promise<void> {
    const { directory, store, isNewSeed, log } = this.#modules;
    const stored = readBackupState(store);
    this.#state = stored ?? { revision: 0n, isRestored: !isNewSeed, seen: new Set() };
    const path = join(directory, BACKUP_FILE);
    const file = readBackupFile(path);
    if (file !== undefined) {
      const backup = this.#open(file);
      if (!backup.ok) throw new Error(`${path}: ${backup.error.message}`);
      if (backup.value.revision > this.#state.revision) await this.#adopt(backup.value, 'its file');
    }
    const isEmpty = [...this.#modules.channels.backedUp()].length === 0;
    if (stored === undefined && this.#state.isRestored && file === undefined && isEmpty)
      log.warn(
        'a seed without a backup of its channels: connect to the peers that channels were with, they may keep one',
      );
    this.#isStarted = true;
    this.refresh();
  }

  /** A channel has another state. Cheap where that does not concern the backup. */
  channelChanged(id: ChannelId): void {
    if (!this.#isStarted) return;
    const state = this.#modules.channels.stored(id);
    const before = this.#listed.get(bytesToHex(id)) ?? [];
    const after = state === undefined ? [] : fundingsOf(state);
    if (before.length === after.length && after.every((txid, index) => txid === before[index])) return;
    // A peer keeps nothing before it has signed: what it was offered when the channel was put together, it has not taken.
    if (!this.refresh()) this.#modules.changed();
  }

  /**
   * Writes the backup if it is not what it was, and tells whether. Never throws: what a full disk keeps from being written is
   * tried again at the next change, and said.
   */
  refresh(): boolean {
    const { directory, store, log, now } = this.#modules;
    const listed = new Map<string, readonly Uint8Array[]>();
    const addressesOf = remember(this.#modules.addressesOf);
    const channels = [...this.#modules.channels.backedUp()].map(({ record, state }): BackedUpChannel => {
      const channel = backupOf(state);
      listed.set(bytesToHex(channel.params.channelId), fundingsOf(state));
      const { peer, keyIndex, openedAt } = record;
      const addresses = addressesOf(bytesToHex(peer));
      return { peer, addresses, keyIndex, openedAt, birthHeight: this.#birthHeight(state), channel };
    });
    this.#listed = listed;
    const content = encodeBackup({
      revision: 0n,
      channels: channels.map((one) => ({ ...one, birthHeight: 0 })),
    });
    if (this.#content !== undefined && equalBytes(content, this.#content)) return false;
    const revision = greater(this.#state.revision, BigInt(now()));
    this.#current = { revision, channels };
    const sealed = this.sealed();
    try {
      if (sealed !== undefined) writeBackupFile(directory, sealed);
      this.#content = content;
    } catch (error) {
      log.error('the backup of the channels cannot be written', { error: error as Error });
    }
    const { isRestored } = this.#state;
    this.#state = { revision, isRestored, seen: new Set([...this.#state.seen, ...listed.keys()]) };
    const ids = channels.map(({ channel }) => channel.params.channelId);
    // Behind the file: a lost revision of the database is made up for at the next start.
    const noted = store.commit((sql) => {
      writeBackupRevision(sql, revision, isRestored);
      for (const id of ids) writeSeen(sql, id);
    });
    noted.catch((error: Error) => log.error('the revision of the backup cannot be stored', { error }));
    this.#modules.changed();
    return true;
  }

  /** A backup that a peer kept for us. */
  async received(sealed: Uint8Array): Promise<void> {
    const { log } = this.#modules;
    const backup = this.#open(sealed);
    if (!backup.ok) {
      log.warn('what a peer kept for us cannot be read', { reason: backup.error.message });
      return;
    }
    const isNewer = backup.value.revision > this.#state.revision;
    if (isNewer || this.#state.isRestored) await this.#adopt(backup.value, 'a peer');
  }

  #open(sealed: Uint8Array): Result<StaticBackup, { readonly message: string }> {
    const plain = openBackup(sealed, this.#modules.backupKey);
    return plain.ok ? decodeBackup(plain.value) : plain;
  }

  /** Takes in the channels that are unknown here. */
  async #adopt({ revision, channels }: StaticBackup, source: BackupSource): Promise<void> {
    const { log } = this.#modules;
    // What we make from now on is newer than what we have seen, whatever the clock says.
    if (revision > this.#state.revision) this.#state = { ...this.#state, revision };
    const present = [...this.#modules.channels.backedUp()];
    const known = new Set(present.map(({ state }) => bytesToHex(backupOf(state).params.channelId)));
    const lost = channels.filter(({ channel }) => {
      const id = bytesToHex(channel.params.channelId);
      return !known.has(id) && !this.#state.seen.has(id);
    });
    if (lost.length === 0) return;
    const ids = lost.map(({ channel }) => channel.params.channelId);
    const { isRestored } = this.#state;
    // In memory at once: the same backup may come again from another peer while it is stored.
    const seen = new Set([...this.#state.seen, ...ids.map(bytesToHex)]);
    this.#state = { ...this.#state, seen };
    await this.#modules.channels.adopt(lost, (sql) => {
      writeBackupRevision(sql, this.#state.revision, isRestored);
      for (const id of ids) writeSeen(sql, id);
    });
    await this.#modules.adopted(lost);
    const report = { channels: lost.length, peers: new Set(lost.map(({ peer }) => bytesToHex(peer))).size };
    const cause = isRestored ? 'restored' : 'the database has lost channels (is it an old copy?): restored';
    log.warn(`${cause} from ${source}: the peers are asked to close. ${CANNOT_BE_RESTORED}`, report);
    if (this.#isStarted) this.refresh();
  }

  #birthHeight(state: StoredState): number {
    const { height } = this.#modules;
    const fundings = state.type === 'signing_funding' ? [] : state.commitments.active;
    const heights = fundings.flatMap(({ confirmation }) =>
      confirmation.type === 'confirmed' ? [confirmation.height] : [],
    );
    return Math.max(0, Math.min(height(), ...heights) - BIRTH_MARGIN);
  }
}

/** What every restoration loses. */
export const CANNOT_BE_RESTORED =
  'What our side of each channel holds comes home when the peer has closed; payments in flight and the proof against revoked states are lost';

function fundingsOf(state: StoredState): readonly Uint8Array[] {
  if (state.type === 'signing_funding') return [SIGNING];
  return state.commitments.active.map(({ txid }) => txid);
}

/** Stands for the one funding of a channel that is being signed. */
const SIGNING = new Uint8Array(0);

function greater(a: bigint, b: bigint): bigint {
  return a + 1n > b ? a + 1n : b;
}

/** A peer may have a thousand channels. */
function remember<T>(compute: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}
