/** See `service/events.ts`. */
import { boolean, object, oneOf, type Schema, taggedUnion } from '../schema.ts';
import type { NodeEvent } from '../service/events.ts';
import { channelInfo } from './channels.ts';
import { forwardInfo, invoiceInfo, paymentInfo } from './payments.ts';
import { spontaneousInfo } from './spontaneous.ts';
import { streamInfo } from './streams.ts';
import { hash, height, nodeId } from './values.ts';

const blockFields = { height, hash } as const;

export const nodeEvent: Schema<NodeEvent> = taggedUnion('type', {
  block: object({ type: oneOf(['block']), ...blockFields }),
  block_disconnected: object({ type: oneOf(['block_disconnected']), ...blockFields }),
  peer: object({ type: oneOf(['peer']), nodeId, connected: boolean() }),
  channel: object({ type: oneOf(['channel']), channel: channelInfo }),
  payment: object({ type: oneOf(['payment']), payment: paymentInfo }),
  invoice: object({ type: oneOf(['invoice']), invoice: invoiceInfo }),
  spontaneous: object({ type: oneOf(['spontaneous']), payment: spontaneousInfo }),
  stream: object({ type: oneOf(['stream']), stream: streamInfo }),
  forward: object({ type: oneOf(['forward']), forward: forwardInfo }),
});
