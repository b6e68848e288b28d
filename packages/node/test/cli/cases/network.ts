import { NETWORK, NETWORK_GRAPH, NETWORK_NODE, ROUTE } from '../../api/fake-network.ts';
import { PEER_ID } from '../../api/fake-service.ts';
import type { Case } from './case.ts';

export const NETWORK_CASES: readonly Case[] = [
  {
    args: ['network'],
    call: ['network'],
    json: NETWORK,
    text: [
      /nodes +1,200/,
      /1,070,000 \(80 % from 100,000 to 20,000,000\) sat/,
      /bob +2,383/,
      /512 of 10,700/,
    ],
  },
  {
    args: ['node-info', PEER_ID.toUpperCase()],
    call: ['networkNode', PEER_ID],
    json: NETWORK_NODE,
    text: [
      /alias +bob/,
      /203\.0\.113\.7:9735/,
      /107x1x0 +0279be667ef9 +1,000,000 +1,000 msat \+ 100 ppm, 80 blocks +unknown/,
    ],
  },
  {
    args: ['node-info', `${PEER_ID.slice(0, 9)}`],
    call: ['networkNode', PEER_ID.slice(0, 9)],
    json: NETWORK_NODE,
    text: [],
  },
  {
    args: ['node-info', `${PEER_ID}@127.0.0.1:9736`],
    call: ['networkNode', PEER_ID],
    json: NETWORK_NODE,
    text: [],
  },
  {
    args: ['graph', '--limit', '25'],
    call: ['networkGraph', 25],
    json: NETWORK_GRAPH,
    text: [
      /^graph network \{/,
      /"02c6047f9441" -- "0279be667ef9" \[tooltip="107x1x0, 1000000 sat"/,
      /1 of 1 channel\n/,
    ],
  },
  {
    args: ['graph', '--format', 'json'],
    call: ['networkGraph', 10_000],
    json: NETWORK_GRAPH,
    text: [/^\{"nodes":2,"channels":1,"largest":\[/],
  },
  {
    args: ['route', PEER_ID, '1500msat', '--max-fee', '10msat', '--max-parts', '3'],
    call: ['route', { target: PEER_ID, amountMsat: '1500', maxFeeMsat: '10', maxParts: 3 }],
    json: ROUTE,
    text: [
      /fee 3\.500 sat, 97\.0 % likely/,
      /1 +02c6047f9441 +bob +106x1x0 +ours +25,003\.500/,
      /2 +0279be667ef9 +107x1x0 +1,000,000 +25,000 +3\.500 +80 +97\.0 %/,
    ],
  },
];
