import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { bytesToHex, constantTimeEqual, hmacSha256, randomBytes } from '@sferic/crypto';

/** The user name in cookies, as bitcoind writes it. */
const COOKIE_USER = '__cookie__';
const COOKIE_BYTES = 32;

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** A fresh cookie's credentials. */
export const newCookie = (): Credentials => ({
  user: COOKIE_USER,
  password: bytesToHex(randomBytes(COOKIE_BYTES)),
});

/** Writes `user:password` so that readers see all of it or nothing, readable by the owner alone. */
export async function writeCookie(path: string, { user, password }: Credentials): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.tmp`;
  await rm(temporary, { force: true });
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(`${user}:${password}`);
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

export const removeCookie = (path: string): Promise<void> => rm(path, { force: true });

/** Decides whether an HTTP Authorization header holds one of the accepted credentials, in constant time. */
export class Authenticator {
  /** Random, so that the digests compared are of one length and unrelated to the passwords. */
  readonly #key = randomBytes(COOKIE_BYTES);
  readonly #accepted: readonly Uint8Array[];

  constructor(accepted: readonly Credentials[]) {
    this.#accepted = accepted.map(({ user, password }) => this.#digest(`${user}:${password}`));
  }

  #digest(text: string): Uint8Array {
    return hmacSha256(this.#key, new TextEncoder().encode(text));
  }

  accepts(header: string | undefined): boolean {
    const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/.exec(header ?? '') ?? [];
    if (encoded === undefined) return false;
    const given = this.#digest(Buffer.from(encoded, 'base64').toString('utf8'));
    return this.#accepted.some((digest) => constantTimeEqual(digest, given));
  }
}
