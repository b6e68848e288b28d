/** Ids and times of the examples. */
export const NODE_ID = '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798';
export const PEER_ID = '02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5';
export const CHANNEL_ID = 'c1'.repeat(32);
export const OTHER_CHANNEL_ID = 'c2'.repeat(32);
export const PAYMENT_HASH = 'aa'.repeat(32);
export const PREIMAGE = 'bb'.repeat(32);
export const TXID = 'dd'.repeat(32);
export const BLOCK_HASH = '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206';
export const INVOICE = 'lnbcrt250u1example';
export const NOW = 1_800_000_000;
