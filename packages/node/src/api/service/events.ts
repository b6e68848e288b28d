/** What happens, as it happens. */
import type { ChannelInfo } from './channels.ts';
import type { ForwardInfo, InvoiceInfo, PaymentInfo } from './payments.ts';
import type { SpontaneousInfo } from './spontaneous.ts';
import type { StreamInfo } from './streams.ts';

/** What happens, as it happens: server-sent events carry these. */
export type NodeEvent =
  | { readonly type: 'block'; readonly height: number; readonly hash: string }
  | { readonly type: 'block_disconnected'; readonly height: number; readonly hash: string }
  | { readonly type: 'peer'; readonly nodeId: string; readonly connected: boolean }
  | { readonly type: 'channel'; readonly channel: ChannelInfo }
  | { readonly type: 'payment'; readonly payment: PaymentInfo }
  | { readonly type: 'invoice'; readonly invoice: InvoiceInfo }
  | { readonly type: 'spontaneous'; readonly payment: SpontaneousInfo }
  | { readonly type: 'stream'; readonly stream: StreamInfo }
  | { readonly type: 'forward'; readonly forward: ForwardInfo };

export const EVENT_TYPES = [
  'block',
  'block_disconnected',
  'peer',
  'channel',
  'payment',
  'invoice',
  'spontaneous',
  'stream',
  'forward',
] as const satisfies readonly NodeEvent['type'][];

export interface EventsOperations {
  /** Calls `listener` for every event until the returned function is called. */
  subscribe(listener: (event: NodeEvent) => void): () => void;
}
