import type { Result } from '../result.ts';

/**
 * Why the mempool refused a transaction, in Bitcoin Core's words.
 * `missing-inputs`: an input is unknown or spent, so that the transaction may yet become valid.
 * `fee`: it pays too little by itself, which a child in the same package can make up for.
 */
export interface Rejection {
  readonly code: 'missing-inputs' | 'invalid' | 'policy' | 'fee';
  /** Bitcoin Core's reject reason, such as `min relay fee not met`. */
  readonly reason: string;
  /** Figures that explain the reason, such as `99 < 110`; may be empty. */
  readonly detail: string;
}

/** The reason with its detail: what RPC shows. */
export const rejectionText = ({ reason, detail }: Pick<Rejection, 'reason' | 'detail'>): string =>
  detail === '' ? reason : `${reason}, ${detail}`;

type Refused = { readonly ok: false; readonly error: Rejection };

export const policyRejection = (reason: string, detail = ''): Refused => ({
  ok: false,
  error: { code: 'policy', reason, detail },
});

export const feeRejection = (reason: string, detail = ''): Refused => ({
  ok: false,
  error: { code: 'fee', reason, detail },
});

export const invalidRejection = (reason: string, detail = ''): Refused => ({
  ok: false,
  error: { code: 'invalid', reason, detail },
});

export const missingInputs = (): Refused => ({
  ok: false,
  error: { code: 'missing-inputs', reason: 'bad-txns-inputs-missingorspent', detail: '' },
});

/**
 * Why a package as a whole was refused. `transaction`: one of its transactions was, which its own verdict explains.
 * `policy`: a rule about packages.
 */
export interface PackageRejection {
  readonly code: 'policy' | 'transaction';
  readonly reason: string;
  readonly detail: string;
}

export const packageRejection = (reason: string, detail = ''): PackageRejection => ({
  code: 'policy',
  reason,
  detail,
});

/** A transaction of the package was refused. */
export const TRANSACTION_FAILED: PackageRejection = {
  code: 'transaction',
  reason: 'transaction failed',
  detail: '',
};

/** Nothing to object to. */
export type Verdict = Result<true, Rejection>;
export const PASSED: Verdict = { ok: true, value: true };
