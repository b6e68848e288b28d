/** Makes what pays and is paid: invoices, the receiver, the sender. Part of the composition root. */
import { bytesToHex, randomBytes } from '@sferic/crypto';
import type { NodeEvent } from './api/index.ts';
import type { Channels } from './channels/index.ts';
import { after, milliseconds, seconds } from './clock.ts';
import type { Foundation } from './daemon-options.ts';
import type { GossipService } from './graph/index.ts';
import {
  describeInvoice,
  describePayment,
  describeSpontaneous,
  Invoices,
  type OwnInvoice,
  Receiver,
  routeHintsOf,
  Sender,
  SpontaneousReceiver,
  tellSpontaneous,
} from './payments/index.ts';
import { Router } from './routing/index.ts';
import { describeIncoming, describeOutgoing, IncomingStreams, OutgoingStreams } from './streams/index.ts';

export interface PaymentModules {
  readonly router: Router;
  readonly invoices: Invoices;
  readonly spontaneous: SpontaneousReceiver;
  readonly receiver: Receiver;
  readonly sender: Sender;
  readonly incomingStreams: IncomingStreams;
  readonly outgoingStreams: OutgoingStreams;
}

const entropy = () => randomBytes(32);

export function makePayments(
  { options, store, chain: { chain, height, isStale, keys }, turns }: Foundation,
  channels: Channels,
  graph: GossipService,
  emit: (describe: () => NodeEvent) => void,
): PaymentModules {
  const { network } = chain;
  const { log } = options;
  const now = milliseconds;
  const invoiceChanged = (invoice: () => OwnInvoice) =>
    emit(() => ({ type: 'invoice', invoice: describeInvoice(invoice(), seconds()) }));
  const self = bytesToHex(keys.nodeId);
  const router = new Router({
    facts: () => ({
      self,
      graph: graph.graph,
      channels: channels.channels(),
      height: height(),
      now: seconds(),
    }),
    store,
    log,
  });
  const invoices = new Invoices({
    store,
    nodeSecret: keys.identity.secretKey,
    network,
    now,
    entropy,
    routeHints: () => routeHintsOf(channels.channels(), (channel) => graph.peerPolicy(channel)),
    changed: invoiceChanged,
  });
  const incomingStreams = new IncomingStreams({
    store,
    ...(options.minimumStreamRate !== undefined && { minimumRate: options.minimumStreamRate }),
    changed: (stream) => emit(() => ({ type: 'stream', stream: describeIncoming(stream, seconds()) })),
  });
  const spontaneous = new SpontaneousReceiver({
    store,
    enabled: options.acceptsSpontaneous,
    height,
    now,
    hooks: [
      incomingStreams,
      tellSpontaneous((one) => emit(() => ({ type: 'spontaneous', payment: describeSpontaneous(one) }))),
    ],
    log,
  });
  const receiver = new Receiver({
    store,
    channels,
    spontaneous,
    height,
    now,
    after,
    changed: invoiceChanged,
    log,
  });
  const sender = new Sender({
    channels,
    store,
    routes: router,
    knowledge: router,
    nodeId: keys.nodeId,
    network,
    height,
    isHeightStale: isStale,
    now,
    entropy,
    after,
    turns,
    changed: (payment) => emit(() => ({ type: 'payment', payment: describePayment(payment) })),
    log,
  });
  const outgoingStreams = new OutgoingStreams({
    store,
    payer: sender,
    now,
    after,
    entropy: randomBytes,
    changed: (view) => emit(() => ({ type: 'stream', stream: describeOutgoing(view) })),
    log,
  });
  return { router, invoices, spontaneous, receiver, sender, incomingStreams, outgoingStreams };
}
