/**
 * libp2p writes each buffer that a frame consists of for itself, yamux answers each frame with a window update, and Noise throws an
 * error for each piece that it reads. On a stream of small messages, each of which somebody waits for, those are most of the system
 * calls of either end, most of what wakes it, and more work than the message is.
 */

import { StreamState, YamuxStream } from '@chainsafe/libp2p-yamux/stream';
import type { MessageStream, Stream } from '@libp2p/interface';

/** Of a connection that Noise has secured, how it reads the lengths of frames. */
interface NoiseStream {
  readonly decoder: { lengthDecoder: (data: { readonly byteLength: number }) => number };
}

const LENGTH_BYTES = 2;
const INCOMPLETE = new RangeError('a length that is not there yet');

/** Of a stream of yamux, what it may receive in all, and what of that is left. */
interface Windows {
  readonly recvWindow: number;
  readonly recvWindowCapacity: number;
}

/** What is sent at a time goes to the socket as one buffer. */
export function writeAtOnce(connection: MessageStream): void {
  const send = connection.send.bind(connection);
  connection.send = (data) => send(data.subarray());
}

/**
 * Noise reads until a length is missing, which an error tells it, one for each piece that comes from the socket: most of its cost is
 * the account of where it was thrown, which nobody reads.
 */
export function readToTheEnd(secured: MessageStream): void {
  const { decoder } = secured as Partial<NoiseStream>;
  if (decoder?.lengthDecoder === undefined) return;
  const { lengthDecoder } = decoder;
  decoder.lengthDecoder = (data) => {
    if (data.byteLength < LENGTH_BYTES) throw INCOMPLETE;
    return lengthDecoder(data);
  };
}

/**
 * The peer is told of its window when it has used half of it, as the specification of yamux means it: it is never without, and hears
 * nothing as long as it sends little.
 */
export function updateWindowAtHalf(stream: Stream): void {
  if (!(stream instanceof YamuxStream)) return;
  const sendWindowUpdate = stream.sendWindowUpdate.bind(stream);
  stream.sendWindowUpdate = () => {
    // In other states an update says more than the window: that the stream is accepted.
    const { recvWindow, recvWindowCapacity } = stream as unknown as Windows;
    const isEnough = stream.state === StreamState.Established && recvWindowCapacity * 2 > recvWindow;
    if (!isEnough) sendWindowUpdate();
  };
}
