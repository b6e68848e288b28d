import type { Released } from '../released.ts';
import type { ChannelSigner } from '../signer.ts';
import type { EstablishedState } from '../state.ts';
import type { ClosingEffect } from './closing-effects.ts';

/** Makes what an effect of the cooperative close describes. */
export function releaseClosing(
  _state: EstablishedState,
  effect: ClosingEffect,
  _signer: ChannelSigner,
): Released {
  throw new Error(`${effect.type} is not made yet`);
}
