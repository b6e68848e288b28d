/** Coming back from a loss of data, pure: what is kept of a channel against it, and what can be done with that. */
export * from './channel-backup.ts';
export * from './lost-channel.ts';
