import type { Family } from '../family.ts';
import { bolt11 } from './bolt11.ts';

/** Every family that this project is judged by. */
export const families: readonly Family[] = [bolt11];
