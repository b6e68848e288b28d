/** The node as a library: start one, talk to one, and the parts that stand on their own. */
export * from './api/index.ts';
export type { FundingPolicy as ChannelFundingPolicy } from './channels/index.ts';
export { Daemon, type StartError } from './daemon.ts';
export type { DaemonOptions } from './daemon-options.ts';
export * from './defaults.ts';
export { createLogger, LOG_LEVELS, type Logger, type LogLevel, silentLogger } from './log.ts';
export {
  decodeInvoice,
  encodeInvoice,
  fallbackScript,
  formatFallback,
  type Invoice,
  type InvoiceTerms,
  isExpired,
  signedData,
} from './payments/invoice/index.ts';
export { createSeed, loadSeed, restoreSeed, type Seed, seedState } from './wallet/index.ts';
