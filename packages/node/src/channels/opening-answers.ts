/** What an opening, or the replacement of its funding transaction, asks of the wallet and of the chain; an input answers. */
import type { Effect, FundingContribution } from '@sferic/channel';
import type { Sat } from '@sferic/wire';
import type { ChainBackend } from '../chain/index.ts';
import { reserveWithOneMore } from '../enforcement/index.ts';
import type { Logger } from '../log.ts';
import type { Wallet } from '../wallet/index.ts';
import { newAlias } from './alias.ts';
import { type FundingPolicy, ownContribution } from './funding-policy.ts';
import type { Mailbox } from './mailbox.ts';

export interface OpeningAnswersModules {
  readonly wallet: Pick<Wallet, 'fund' | 'sign' | 'release' | 'kept'>;
  readonly backend: Pick<ChainBackend, 'unspentOutput'>;
  readonly fundingPolicy: () => FundingPolicy;
  readonly policy: { readonly maxCapacity: Sat };
  readonly entropy: () => Uint8Array;
}

export type OpeningEffect = Extract<
  Effect,
  { type: 'contribution_wanted' | 'sign_wallet_inputs' | 'check_inputs' | 'release_wallet_inputs' }
>;
type ContributionWanted = Extract<OpeningEffect, { type: 'contribution_wanted' }>;

const NOTHING: FundingContribution = { amount: 0n as Sat, inputs: [], outputs: [] };

export class OpeningAnswers {
  readonly #modules: OpeningAnswersModules;
  readonly #owner: string;
  readonly #mailbox: Pick<Mailbox, 'post' | 'command'>;
  readonly #log: Logger;

  /** `owner` names the coins of the channel. */
  constructor(
    modules: OpeningAnswersModules,
    owner: string,
    mailbox: Pick<Mailbox, 'post' | 'command'>,
    log: Logger,
  ) {
    this.#modules = modules;
    this.#owner = owner;
    this.#mailbox = mailbox;
    this.#log = log;
  }

  run(effect: OpeningEffect): void {
    void this.#answer(effect).catch((error: unknown) => this.#giveUp(error));
  }

  async #answer(effect: OpeningEffect): Promise<void> {
    const { wallet, backend } = this.#modules;
    switch (effect.type) {
      case 'contribution_wanted':
        return effect.before === undefined
          ? this.#contribute(effect)
          : this.#contributeAgain(effect, effect.before);
      case 'sign_wallet_inputs': {
        const witnesses = wallet.sign(effect.transaction, effect.spent, effect.ours);
        this.#mailbox.post({ type: 'wallet_signed', witnesses });
        return;
      }
      case 'check_inputs': {
        const found = await Promise.all(
          effect.outPoints.map((outPoint) => backend.unspentOutput(outPoint, false)),
        );
        const confirmed = found.every((output) => output !== undefined && output.confirmations > 0);
        this.#mailbox.post({ type: 'inputs_checked', confirmed });
        return;
      }
      case 'release_wallet_inputs':
        return wallet.release(this.#owner, effect.keep);
    }
  }

  /** As the accepter: what the funding policy and the wallet allow, or nothing. */
  async #contribute(effect: ContributionWanted): Promise<void> {
    const { fundingPolicy, policy, entropy } = this.#modules;
    const amount = ownContribution(fundingPolicy(), effect.remoteAmount, policy.maxCapacity);
    // Whoever opens channels with us must not use up what closes them.
    const keep = reserveWithOneMore(this.#modules.wallet.kept);
    const accepted = await this.#mailbox.command({
      type: 'accept',
      contribution: await this.#fund(effect, { amount, keep }),
      requireConfirmedInputs: false,
      alias: newAlias(entropy()),
    });
    if (!accepted.ok) this.#giveUp(new Error(accepted.error.message));
  }

  /** The peer replaces the funding transaction: what we have in it goes into the next, or nothing where that is too dear. */
  async #contributeAgain(
    effect: ContributionWanted,
    { amount, inputs, txid }: NonNullable<ContributionWanted['before']>,
  ): Promise<void> {
    const part = { amount, spending: inputs, replacing: [txid], keep: this.#modules.wallet.kept };
    const accepted = await this.#mailbox.command({
      type: 'accept_replacement',
      contribution: await this.#fund(effect, part),
      requireConfirmedInputs: false,
    });
    if (!accepted.ok) this.#giveUp(new Error(accepted.error.message));
  }

  async #fund(
    effect: ContributionWanted,
    part: Pick<Parameters<Wallet['fund']>[0], 'amount' | 'spending' | 'replacing' | 'keep'>,
  ): Promise<FundingContribution> {
    const funded = await this.#modules.wallet.fund({
      ...part,
      owner: this.#owner,
      feerate: effect.fundingFeerate,
      initiator: false,
      confirmedOnly: effect.requireConfirmedInputs,
    });
    if (funded.ok) return funded.value;
    // Rather no replacement than a payment of ours that goes back with what it spends.
    if (funded.error.code === 'rejected') throw new Unwilling(funded.error.message);
    this.#log.warn('nothing is added to the channel', { reason: funded.error.message });
    return NOTHING;
  }

  #giveUp(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#log.error('an opening failed', { reason });
    const told = error instanceof Unwilling ? reason : 'internal error';
    this.#mailbox.post({ type: 'command', command: { type: 'abort', reason: told } });
  }
}

/** Why there is nothing to answer, in words for the peer. */
class Unwilling extends Error {}
