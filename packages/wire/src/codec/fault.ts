import type { WireErrorCode } from '../wire-error.ts';

/**
 * Why a field, or a message's encoding, was refused. Decoders return it in place of a value; the envelope makes a
 * `WireError` of it, which also knows the message.
 */
export class Fault {
  readonly code: WireErrorCode;
  readonly detail: string;
  /** The field, where `detail` speaks of one. */
  readonly field: string | undefined;

  constructor(code: WireErrorCode, detail: string, field?: string) {
    this.code = code;
    this.detail = detail;
    this.field = field;
  }

  /** The same fault within `outer`, a field or the place in a list. */
  within(outer: string): Fault {
    return new Fault(this.code, this.detail, this.field === undefined ? outer : `${outer}.${this.field}`);
  }
}
