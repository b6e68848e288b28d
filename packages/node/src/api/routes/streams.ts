import { route } from '../route.ts';
import { list } from '../schema.ts';
import * as schemas from '../schemas.ts';

const startStream = route(
  {
    method: 'POST',
    path: '/v1/streams',
    id: 'startStream',
    tag: 'streams',
    summary: 'Begins to pay a node by the second',
    description: 'The stream goes on over restarts until its end: its budget, its time, or `stop`.',
    input: schemas.streamRequest,
    reply: schemas.streamInfo,
    status: 201,
    errors: ['conflict'],
  },
  (service, request) => service.startStream(request),
);

const streams = route(
  {
    method: 'GET',
    path: '/v1/streams',
    id: 'streams',
    tag: 'streams',
    summary: 'Streams in both directions, the latest first',
    input: schemas.nothing,
    reply: list(schemas.streamInfo),
    errors: [],
  },
  (service) => service.streams(),
);

const stream = route(
  {
    method: 'GET',
    path: '/v1/streams/{sessionId}',
    id: 'stream',
    tag: 'streams',
    summary: 'One stream, in either direction',
    input: schemas.streamName,
    reply: schemas.streamInfo,
    errors: ['not_found'],
  },
  (service, { sessionId }) => service.stream(sessionId),
);

const pauseStream = route(
  {
    method: 'POST',
    path: '/v1/streams/{sessionId}/pause',
    id: 'pauseStream',
    tag: 'streams',
    summary: 'Pays nothing until it is resumed; the time in between is not paid for',
    input: schemas.streamName,
    reply: schemas.streamInfo,
    errors: ['not_found', 'conflict'],
  },
  (service, { sessionId }) => service.pauseStream(sessionId),
);

const resumeStream = route(
  {
    method: 'POST',
    path: '/v1/streams/{sessionId}/resume',
    id: 'resumeStream',
    tag: 'streams',
    summary: 'Goes on with a stream that was paused',
    input: schemas.streamName,
    reply: schemas.streamInfo,
    errors: ['not_found', 'conflict'],
  },
  (service, { sessionId }) => service.resumeStream(sessionId),
);

const stopStream = route(
  {
    method: 'POST',
    path: '/v1/streams/{sessionId}/stop',
    id: 'stopStream',
    tag: 'streams',
    summary: 'Ends a stream for good; what is on its way may still arrive',
    input: schemas.streamName,
    reply: schemas.streamInfo,
    errors: ['not_found', 'conflict'],
  },
  (service, { sessionId }) => service.stopStream(sessionId),
);

export const STREAM_ROUTES = { startStream, streams, stream, pauseStream, resumeStream, stopStream } as const;
