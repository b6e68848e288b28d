/** What the benchmark and its node processes say to each other. */
import type { NodeService } from '@sferic/node';
import type { ProfileOfTime } from './profile.ts';
import type { Usage } from './usage.ts';

/** How a node of a benchmark is started. */
export interface NodeSetup {
  readonly directory: string;
  readonly name: string;
  readonly chain: { readonly url: string; readonly cookiePath: string };
  /** Port to listen on; 0 for any. */
  readonly port: number;
  /** Logs what is wrong; nothing at all unless set. */
  readonly isVerbose: boolean;
}

export interface Paid {
  /** From the call to the preimage, of each payment. */
  readonly latencies: readonly number[];
}

/** What a node process can be asked beside the operations of a node. */
export interface BenchCommands {
  start(setup: NodeSetup): Promise<void>;
  stop(): Promise<void>;
  /** Invoices of this amount. */
  invoices(count: number, amountMsat: string): Promise<readonly string[]>;
  /** Pays all of them, so many at a time. */
  payAll(invoices: readonly string[], inFlight: number): Promise<Paid>;
  usage(): Promise<Usage>;
  residentBytes(): Promise<number>;
  /** The most that was resident at any time. */
  peakBytes(): Promise<number>;
  startProfile(): Promise<void>;
  /** `file`: where the raw profile is left. */
  stopProfile(file: string | undefined): Promise<ProfileOfTime>;
  storeBytes(): Promise<number>;
}

export type Operation = keyof BenchCommands | keyof NodeService;

export interface Request {
  readonly id: number;
  readonly operation: Operation;
  readonly parameters: readonly unknown[];
}

export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };
