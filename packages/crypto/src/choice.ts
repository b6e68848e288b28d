/** What the environment says of how to compute. */
import { env } from 'node:process';

/** The variable that holds the name of an implementation of secp256k1. */
export const CHOICE_VARIABLE = 'SFERIC_CRYPTO';

/** The implementation that somebody asks for. */
export const chosen: string | undefined = env[CHOICE_VARIABLE] || undefined;

/** Whether nothing that is not TypeScript or of Node.js itself shall be called. */
export const withoutForeignCode: boolean = chosen === 'noble';
