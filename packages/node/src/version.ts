/** The version of this software: the same as in package.json, as a test proves. */
export const VERSION = '0.1.0';
