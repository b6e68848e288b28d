/** Making what the effects of a cooperative close describe, with our signatures. */
import type { ClosingComplete, ClosingSig, Signature } from '@sferic/wire';
import { buildClosingTransaction, type ClosingVariant } from '../bitcoin/closing-transaction.ts';
import { signedFundingSpend } from '../bitcoin/commitment-transaction.ts';
import type { Transaction } from '../bitcoin/transaction.ts';
import { fundingOutput } from '../commitment/build.ts';
import { currentFunding, fundingKeyIndex } from '../commitment/commitments.ts';
import type { Side } from '../dual.ts';
import { NOTHING, type Released } from '../released.ts';
import type { ChannelSigner } from '../signer.ts';
import type { EstablishedState } from '../state.ts';
import type { ClosingEffect } from './closing-effects.ts';
import type { ClosingTerms, NegotiatingState, SignedClosing } from './closing-state.ts';
import { closingParams, offeredVariants, signatureFields } from './closing-terms.ts';
import { closingDigest } from './negotiating.ts';

/** `state` is the one that came of the step with the effect. */
export function releaseClosing(
  state: EstablishedState,
  effect: ClosingEffect,
  signer: ChannelSigner,
): Released {
  if (state.type !== 'negotiating') throw new Error(`${effect.type} released in the state ${state.type}`);
  switch (effect.type) {
    case 'send_closing_complete':
      return { ...NOTHING, messages: [closingComplete(state, effect.terms, signer)] };
    case 'send_closing_sig':
      return { ...NOTHING, messages: [closingSig(state, effect.terms, effect.variant, signer)] };
    case 'publish_closing':
      return { ...NOTHING, transactions: [signedClosing(state, effect.closer, effect.closing, signer)] };
  }
}

function closingComplete(
  state: NegotiatingState,
  terms: ClosingTerms,
  signer: ChannelSigner,
): ClosingComplete {
  const variants = offeredVariants(closingParams(state, 'local', terms));
  const signatures = variants.map(
    (variant) => [variant, sign(state, 'local', terms, variant, signer)] as const,
  );
  return { type: 'closing_complete', ...fields(state, terms), ...signatureFields(new Map(signatures)) };
}

function closingSig(
  state: NegotiatingState,
  terms: ClosingTerms,
  variant: ClosingVariant,
  signer: ChannelSigner,
): ClosingSig {
  const signature = sign(state, 'remote', terms, variant, signer);
  return {
    type: 'closing_sig',
    ...fields(state, terms),
    ...signatureFields(new Map([[variant, signature]])),
  };
}

/** The closing transaction of `closer`, which the peer has signed. */
function signedClosing(
  state: NegotiatingState,
  closer: Side,
  { terms, variant, remoteSignature }: SignedClosing,
  signer: ChannelSigner,
): Transaction {
  return signedFundingSpend(
    buildClosingTransaction(closingParams(state, closer, terms), variant),
    fundingOutput(currentFunding(state.commitments), 'local'),
    { owner: sign(state, closer, terms, variant, signer), counterparty: remoteSignature },
  );
}

function sign(
  state: NegotiatingState,
  closer: Side,
  terms: ClosingTerms,
  variant: ClosingVariant,
  signer: ChannelSigner,
): Signature {
  const digest = closingDigest(state, closer, terms, variant);
  return signer.signClosing({
    digest,
    fundingIndex: fundingKeyIndex(state.params, currentFunding(state.commitments)),
  });
}

function fields({ params }: NegotiatingState, { closerScript, closeeScript, fee, locktime }: ClosingTerms) {
  return {
    channelId: params.channelId,
    closerScriptpubkey: closerScript,
    closeeScriptpubkey: closeeScript,
    feeSatoshis: fee,
    locktime,
  };
}
