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

function change(verb: 'pause' | 'resume' | 'stop', summary: string) {
  const id = `${verb}Stream` as const;
  return route(
    {
      method: 'POST',
      path: `/v1/streams/{sessionId}/${verb}`,
      id,
      tag: 'streams',
      summary,
      input: schemas.streamName,
      reply: schemas.streamInfo,
      errors: ['not_found', 'conflict'],
    },
    (service, { sessionId }) => service[id](sessionId),
  );
}

const pauseStream = change('pause', 'Pays nothing until it is resumed; the time in between is not paid for');
const resumeStream = change('resume', 'Goes on with a stream that was paused');
const stopStream = change('stop', 'Ends a stream for good; what is on its way may still arrive');

export const STREAM_ROUTES = { startStream, streams, stream, pauseStream, resumeStream, stopStream } as const;
