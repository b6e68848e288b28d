import { readFile } from 'node:fs/promises';

/** How to authenticate to the server: as bitcoind's cookie file says, or by a user of its configuration. */
export type CredentialsConfig =
  | { readonly type: 'cookie'; readonly file: string }
  | { readonly type: 'password'; readonly user: string; readonly password: string };

/** Largest cookie file read: bitcoind's has about 75 bytes. */
const MAX_COOKIE_LENGTH = 1024;

/** Gives the value of HTTP's `Authorization` header; keeps the secret out of logs. */
export class Credentials {
  readonly #config: CredentialsConfig;
  #header: string | undefined;

  constructor(config: CredentialsConfig) {
    this.#config = config;
  }

  /** Rejects when the cookie file cannot be read. */
  async header(): Promise<string> {
    this.#header ??= `Basic ${Buffer.from(await this.#userAndPassword()).toString('base64')}`;
    return this.#header;
  }

  /** bitcoind writes a new cookie at each start: after a refusal of the old one, reads it again. Returns whether that may help. */
  renew(): boolean {
    this.#header = undefined;
    return this.#config.type === 'cookie';
  }

  async #userAndPassword(): Promise<string> {
    if (this.#config.type === 'password') return `${this.#config.user}:${this.#config.password}`;
    const cookie = (await readFile(this.#config.file, 'utf8')).trim();
    if (cookie.length > MAX_COOKIE_LENGTH || !cookie.includes(':'))
      throw new Error(`${this.#config.file} is not a cookie file`);
    return cookie;
  }
}
