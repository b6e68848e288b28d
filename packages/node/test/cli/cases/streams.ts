import { INCOMING_STREAM, PEER_ID, SESSION_ID, STREAM } from '../../api/fake-service.ts';
import type { Case } from './case.ts';

const [RATE_MSAT, MINUTE] = ['50000', 60_000] as const;

export const STREAM_CASES: readonly Case[] = [
  {
    args: ['stream', PEER_ID, '--rate', '50sat/min', '--detach'],
    call: ['startStream', { nodeId: PEER_ID, rateMsat: RATE_MSAT, rateMilliseconds: MINUTE }],
    json: STREAM,
    text: [/interrupted/, /no route/, /12\.345 sat/, /0\.083 sat/],
  },
  {
    args: [
      ...['stream', PEER_ID, '--rate', '1500msat/s', '--every', '100ms', '--budget', '9sat', '--for', '10m'],
      ...['--max-fee', '2sat', '--detach'],
    ],
    call: [
      'startStream',
      {
        nodeId: PEER_ID,
        rateMsat: '1500',
        rateMilliseconds: 1000,
        everyMilliseconds: 100,
        budgetMsat: '9000',
        forMilliseconds: 600_000,
        maxFeeMsat: '2000',
      },
    ],
    json: STREAM,
    text: [],
  },
  {
    args: ['streams', 'list'],
    call: ['streams'],
    json: [STREAM, INCOMING_STREAM],
    text: [/5f3a9c015f3a/, /50 sat\/min/, /incoming +quiet/],
  },
  { args: ['streams', 'show', 'c0ff'], call: ['streams'], json: INCOMING_STREAM, text: [/0\.777 sat/] },
  { args: ['streams', 'pause', '5f3a'], call: ['pauseStream', SESSION_ID], json: STREAM, text: [] },
  { args: ['streams', 'resume', '5f3a'], call: ['resumeStream', SESSION_ID], json: STREAM, text: [] },
  {
    args: ['streams', 'stop', '5f3a9c01'],
    call: ['stopStream', SESSION_ID],
    json: STREAM,
    text: [/outgoing/],
  },
];
