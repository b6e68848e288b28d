/** What an array that is lent to OpenSSL holds: any onion, and any message but the longest. */
export const OPENSSL_CAPACITY = 8192;

const SUCCESS = 1;

/** @throws Error when OpenSSL says no to what cannot go wrong. */
export function succeed(status: number): void {
  if (status !== SUCCESS) throw new Error('OpenSSL has failed');
}
