import type { Result } from '../result.ts';

/**
 * Why the mempool refused a transaction, in Bitcoin Core's words.
 * `missing-inputs`: an input is unknown or spent, so that the transaction may yet become valid.
 */
export interface Rejection {
  readonly code: 'missing-inputs' | 'invalid' | 'policy';
  /** Bitcoin Core's reject reason, such as `min relay fee not met`. */
  readonly reason: string;
  /** Figures that explain the reason, such as `99 < 110`; may be empty. */
  readonly detail: string;
}

/** The reason with its detail: what RPC shows. */
export const rejectionText = ({ reason, detail }: Rejection): string =>
  detail === '' ? reason : `${reason}, ${detail}`;

type Refused = { readonly ok: false; readonly error: Rejection };

export const policyRejection = (reason: string, detail = ''): Refused => ({
  ok: false,
  error: { code: 'policy', reason, detail },
});

export const invalidRejection = (reason: string, detail = ''): Refused => ({
  ok: false,
  error: { code: 'invalid', reason, detail },
});

export const missingInputs = (): Refused => ({
  ok: false,
  error: { code: 'missing-inputs', reason: 'bad-txns-inputs-missingorspent', detail: '' },
});

/** Nothing to object to. */
export type Verdict = Result<true, Rejection>;
export const PASSED: Verdict = { ok: true, value: true };
