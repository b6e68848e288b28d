import { BALANCE, INFO, PEER, PEER_ID, TOWER, TOWER_SERVER, TXID } from '../../api/fake-service.ts';
import type { Case } from './case.ts';

export const NODE_CASES: readonly Case[] = [
  {
    args: ['info'],
    call: ['info'],
    json: INFO,
    text: [/alice/, /106/, /up to 1,000,000 sat/, /@127\.0\.0\.1/],
  },
  {
    args: ['connect', `${PEER_ID}@127.0.0.1:9736`],
    call: ['connect', `${PEER_ID}@127.0.0.1:9736`],
    json: PEER,
    text: [/^Already connected to 02c6.*, at \/ip4\/.*; no other address was tried/],
  },
  { args: ['peers'], call: ['peers'], json: [PEER], text: [/connected/, /1\.5 ms/, /tcp\/9736/] },
  {
    args: ['disconnect', PEER_ID.slice(0, 8)],
    call: ['disconnect', PEER_ID],
    json: { nodeId: PEER_ID },
    text: [/^Disconnected from 02c6/],
  },
  {
    args: ['wallet', 'balance'],
    call: ['walletBalance'],
    json: BALANCE,
    text: [/5,000,000,000 sat/, /100,000 sat/, /999,998\.500 sat/, /40,000 sat/, /at risk +30,000 sat/],
  },
  {
    args: ['wallet', 'address'],
    call: ['walletAddress'],
    json: { address: 'bcrt1qexample' },
    text: [/^bcrt1qexample\n$/],
  },
  {
    args: ['wallet', 'coins'],
    call: ['walletCoins'],
    json: [
      {
        outpoint: `${TXID}:1`,
        amountSat: '5000000000',
        address: 'bcrt1qexample',
        confirmations: 101,
        reserved: false,
      },
    ],
    text: [/5,000,000,000/, /101/, /no/],
  },
  {
    args: ['wallet', 'send', 'bcrt1qexample', '0.001btc', '--feerate', '1.5'],
    call: ['walletSend', { address: 'bcrt1qexample', amountSat: '100000', feerateSatPerVbyte: 1.5 }],
    json: { txid: TXID, rawTransaction: '0200', feeSat: '141' },
    text: [/Sent in dddd/, /141 sat/],
  },
  {
    args: ['wallet', 'send', 'bcrt1qexample', 'all'],
    call: ['walletSend', { address: 'bcrt1qexample' }],
    json: { txid: TXID, rawTransaction: '0200', feeSat: '141' },
    text: [],
  },
  { args: ['tower', 'list'], call: ['towers'], json: [TOWER], text: [/02c6.* ready +1,500 +400,000 +2 +0/] },
  {
    args: ['tower', 'add', `${PEER_ID}@127.0.0.1:9736`],
    call: ['addTower', `${PEER_ID}@127.0.0.1:9736`],
    json: TOWER,
    text: [/^02c6.* watches from now on/, /1,000,000 packages/],
  },
  {
    args: ['tower', 'remove', PEER_ID.slice(0, 8)],
    call: ['removeTower', PEER_ID],
    json: { nodeId: PEER_ID },
    text: [/^02c6/],
  },
  {
    args: ['tower', 'serve'],
    call: ['info'],
    json: { ...TOWER_SERVER, uris: INFO.uris },
    text: [/1000 packages|1,000 packages/, /sferic tower add 0279.*@127\.0\.0\.1:9735/],
  },
  {
    args: ['tower', 'serve', '--stop'],
    call: ['info'],
    json: { ...TOWER_SERVER, serving: false, uris: INFO.uris },
    text: [/^Takes no clients any more/],
  },
  {
    args: ['tower', 'status'],
    call: ['towerServer'],
    json: { towers: [TOWER], server: TOWER_SERVER },
    text: [/ready/, /1,000 \(300,000 bytes\)/, /dddd.* 105 +3 +2 +1 /],
  },
  { args: ['stop'], call: ['stop'], json: { stopped: true }, text: [/has stopped/] },
  { args: ['stop', '--no-wait'], call: ['stop'], json: { stopped: false }, text: [/is stopping/] },
];
