import { hexToBytes } from '@sferic/crypto';
import { type Block, parseBlock } from '../block.ts';

/** Regtest's first block: everyone's coinbase of 2009 under regtest's own header. Its output is never a coin. */
const GENESIS_HEX =
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f61' +
  '7fc81bc3888a51323a9fb8aa4b1e5e4adae5494dffff7f200200000001010000000100000000000000000000000000000000000000' +
  '00000000000000000000000000ffffffff4d04ffff001d0104455468652054696d65732030332f4a616e2f32303039204368616e63' +
  '656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420666f722062616e6b73ffffffff0100f2052a0100' +
  '0000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de' +
  '5c384df7ba0b8d578a4c702b6bf11d5fac00000000';

function parseGenesis(): Block {
  const block = parseBlock(hexToBytes(GENESIS_HEX));
  if (!block.ok) throw new Error('the genesis block does not parse');
  return block.value;
}

export const GENESIS_BLOCK: Block = parseGenesis();
