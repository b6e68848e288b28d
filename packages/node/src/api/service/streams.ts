/** Money by the second. */

/** So many millisatoshis in so many milliseconds. */
interface RateFields {
  readonly rateMsat: string;
  readonly rateMilliseconds: number;
}

export interface StreamRequest extends RateFields {
  readonly nodeId: string;
  /** Between payments; a second unless given. */
  readonly everyMilliseconds?: number;
  /** The most that the payee gets. */
  readonly budgetMsat?: string;
  /** For how long, without pauses. */
  readonly forMilliseconds?: number;
  /** Of each payment. */
  readonly maxFeeMsat?: string;
}

/** A stream that this node pays, or that pays it: both ends call it by the same id. */
export interface StreamInfo extends RateFields {
  readonly sessionId: string;
  readonly direction: 'outgoing' | 'incoming';
  /**
   * `interrupted`: it runs, and nothing arrives at the moment; see `reason`. `quiet`: nothing has come for a while; the payer may have
   * ended it, or go on.
   */
  readonly state: 'running' | 'interrupted' | 'paused' | 'ended' | 'quiet';
  /** The payee; payers are not known. */
  readonly nodeId?: string;
  readonly everyMilliseconds?: number;
  readonly budgetMsat?: string;
  readonly forMilliseconds?: number;
  /** What has arrived, exactly: the same at both ends when nothing is on its way. */
  readonly amountMsat: string;
  readonly payments: number;
  readonly feesMsat?: string;
  /** What is on its way. */
  readonly underwayMsat?: string;
  readonly createdAt: number;
  readonly lastPaymentAt?: number;
  readonly endedAt?: number;
  /** Why it has ended, or is interrupted. */
  readonly reason?: string;
}

export interface StreamsOperations {
  /** Begins to pay a stream. Resolves when it is durable: it goes on over restarts until its end. */
  startStream(request: StreamRequest): Promise<StreamInfo>;
  /** The latest first, in both directions. */
  streams(): Promise<readonly StreamInfo[]>;
  stream(sessionId: string): Promise<StreamInfo>;
  /** Nothing is paid until it is resumed, and the time in between is not paid for. */
  pauseStream(sessionId: string): Promise<StreamInfo>;
  resumeStream(sessionId: string): Promise<StreamInfo>;
  /** Ends it for good. */
  stopStream(sessionId: string): Promise<StreamInfo>;
}
