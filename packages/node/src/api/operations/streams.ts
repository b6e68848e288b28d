import type { Result } from '@sferic/codec';
import { hexToBytes } from '@sferic/crypto';
import type { PaymentError } from '../../payments/index.ts';
import { describeIncoming, describeOutgoing, type OutgoingView } from '../../streams/index.ts';
import { ServiceError, type StreamInfo, type StreamsOperations } from '../service.ts';
import type { NodeModules } from './modules.ts';
import { LIST_LIMIT, parseMaxFee, parseMsat, parseNodeId, refusal } from './values.ts';

const DEFAULT_EVERY_MS = 1000;

export function streamOperations({ outgoingStreams, incomingStreams, now }: NodeModules): StreamsOperations {
  const switched = async (change: Promise<Result<OutgoingView, PaymentError>>): Promise<StreamInfo> => {
    const result = await change;
    if (!result.ok) throw refusal(result.error);
    return describeOutgoing(result.value);
  };
  return {
    startStream({ nodeId, rateMsat, rateMilliseconds, budgetMsat, maxFeeMsat, ...times }) {
      const amount = parseMsat('rateMsat', rateMsat);
      return switched(
        outgoingStreams.begin({
          payee: parseNodeId(nodeId),
          rate: { amount, milliseconds: rateMilliseconds },
          everyMilliseconds: DEFAULT_EVERY_MS,
          ...times,
          ...(budgetMsat !== undefined && { budget: parseMsat('budgetMsat', budgetMsat) }),
          ...(maxFeeMsat !== undefined && { maxFee: parseMaxFee(maxFeeMsat) }),
        }),
      );
    },

    async streams() {
      const outgoing: readonly StreamInfo[] = outgoingStreams.streams(LIST_LIMIT).map(describeOutgoing);
      const incoming = incomingStreams.streams(LIST_LIMIT).map((stream) => describeIncoming(stream, now()));
      return [...outgoing, ...incoming].sort((a, b) => b.createdAt - a.createdAt).slice(0, LIST_LIMIT);
    },

    async stream(sessionId) {
      const id = hexToBytes(sessionId);
      const outgoing = outgoingStreams.stream(id);
      if (outgoing !== undefined) return describeOutgoing(outgoing);
      const incoming = incomingStreams.stream(id);
      if (incoming === undefined) throw new ServiceError('not_found', `there is no stream ${sessionId}`);
      return describeIncoming(incoming, now());
    },

    pauseStream: (sessionId) => switched(outgoingStreams.pause(hexToBytes(sessionId))),
    resumeStream: (sessionId) => switched(outgoingStreams.resume(hexToBytes(sessionId))),
    stopStream: (sessionId) => switched(outgoingStreams.end(hexToBytes(sessionId))),
  };
}
