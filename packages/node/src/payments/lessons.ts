import { type Attempt, LIQUIDITY_FAILURES } from './payment.ts';
import type { RouteOutcome } from './ports.ts';

/** What an attempt has taught about the channels of its route; nothing where nobody on the way is known to have answered. */
export function lessonOf({ route, state }: Attempt): RouteOutcome | undefined {
  switch (state.type) {
    case 'pending':
      return undefined;
    case 'succeeded':
      return { type: 'succeeded' };
    case 'failed': {
      const { hop, code } = state.failure;
      if (hop === undefined) return undefined;
      const isPayee = hop === route.hops.length - 1;
      return !isPayee && LIQUIDITY_FAILURES.has(code)
        ? { type: 'no_liquidity', hop }
        : { type: 'reached', hop };
    }
  }
}
