/** Against the loss of the database: a static backup of the channels in a file and with peers, and the way back from it. */
export { BACKUP_FILE, readBackupFile, writeBackupFile } from './backup-file.ts';
export { BACKUP_SCHEMA } from './backup-state.ts';
export { Backups, type BackupsModules } from './backups.ts';
export { PEER_SHELF_SCHEMA } from './peer-shelf.ts';
export { openBackup, SEAL_OVERHEAD, sealBackup } from './sealed-backup.ts';
export { type BackedUpChannel, decodeBackup, encodeBackup, type StaticBackup } from './static-backup.ts';
