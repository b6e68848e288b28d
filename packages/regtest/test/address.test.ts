import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesToHex, hexToBytes } from '@sferic/crypto';
import { addressOf, scriptOfAddress } from '../src/address.ts';
import { encodeBech32, toWords } from '../src/bech32.ts';

/** Bitcoin Core, key_io_valid.json (MIT): the addresses of regtest. */
const known: readonly [address: string, script: string][] = [
  ['n4fajahJrAuKbN7uNsKjLjQkz9Qn5ewJXQ', '76a914fdeca3b08e38af53d7c4c60e3ad208ce5066441088ac'],
  ['2MxFajLApXpYk4VodBSZSt7rw8y4ryABkfA', 'a91436e9f191e0b75036a77f65e2eaa4752443233fbe87'],
  ['bcrt1qdavt4j2sd7dlhqsavtnfxvzppw6k7qy97tmnu9', '00146f58bac9506f9bfb821d62e69330410bb56f0085'],
  [
    'bcrt1qawvc90lpytw3z3k9etdx54l0exq5f5sqfzu5e45kjnl6slwayeeqx2dyac',
    '0020eb9982bfe122dd1146c5cada6a57efc98144d20048b94cd69694ffa87ddd2672',
  ],
  [
    'bcrt1pfwxjqvtt4tcxrtdluukfmy2dv7xd2qzdfy6kajv5nwn4yam3wxkq3553uh',
    '51204b8d20316baaf061adbfe72c9d914d678cd5004d49356ec9949ba752777171ac',
  ],
  [
    'bcrt1sx6p8njlx7h9mc2agz4yg82dzne23050ncq72cneeecez2pst8mahn8xecsf8g6hzx94420',
    '6028368279cbe6f5cbbc2ba8154883a9a29e5517d1f3c03cac4f39ce3225060b3efb799cd9c412746ae2',
  ],
];

describe('addresses', () => {
  for (const [address, script] of known) {
    it(`${address}, both ways`, () => {
      const decoded = scriptOfAddress(address);
      assert.equal(decoded && bytesToHex(decoded), script);
      assert.equal(addressOf(hexToBytes(script)), address);
    });
  }

  it('of segwit are taken in upper case but not in mixed case', () => {
    const address = 'bcrt1qdavt4j2sd7dlhqsavtnfxvzppw6k7qy97tmnu9';
    assert.deepEqual(scriptOfAddress(address.toUpperCase()), scriptOfAddress(address));
    assert.equal(scriptOfAddress(`B${address.slice(1)}`), undefined);
  });

  const wrong: readonly [why: string, address: string][] = [
    ['empty', ''],
    ['of main', '1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo'],
    ['of main, segwit', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
    ['a changed character', 'bcrt1qdavt4j2sd7dlhqsavtnfxvzppw6k7qy97tmnu8'],
    ['a changed character, base58', 'n4fajahJrAuKbN7uNsKjLjQkz9Qn5ewJXR'],
    ['a private key', 'cPisAUdLvqqAr6MYtXnrWvgvyUAwuNyuTvZkDGw6miPhZdaiSDNH'],
  ];
  for (const [why, address] of wrong) {
    it(`are refused: ${why}`, () => assert.equal(scriptOfAddress(address), undefined));
  }

  it('are refused when bits are left over, whatever the checksum', () => {
    const program = toWords(new Uint8Array(20));
    const address = (words: readonly number[]): string =>
      encodeBech32({ prefix: 'bcrt', words: [0, ...words], variant: 'bech32' });
    assert.ok(scriptOfAddress(address(program)));
    // The last word of 32 bytes carries one bit, and four that must be zero.
    const long = toWords(new Uint8Array(32));
    assert.ok(scriptOfAddress(address(long)));
    assert.equal(scriptOfAddress(address([...long.slice(0, -1), 1])), undefined);
    assert.equal(scriptOfAddress(address([...program, 0])), undefined);
    const wrongVariant = encodeBech32({ prefix: 'bcrt', words: [0, ...program], variant: 'bech32m' });
    assert.equal(scriptOfAddress(wrongVariant), undefined);
  });

  it('do not exist for other scripts', () => {
    for (const script of ['', '51', '6a', '5121', `21${'02'.repeat(33)}ac`, '0002abcd']) {
      assert.equal(addressOf(hexToBytes(script)), undefined, script);
    }
  });
});
