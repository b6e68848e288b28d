/** Two ends that open a channel, with a wallet for each that answers what the channel asks of it. */
import assert from 'node:assert/strict';
import { publicKey, sha256 } from '@sferic/crypto';
import type { NodeId, Sat, SatPerKw, ShortChannelId } from '@sferic/wire';
import { p2wpkh, sighashContext, signP2wpkhInput, type Transaction } from '../../src/bitcoin/index.ts';
import type { Effect } from '../../src/effect.ts';
import type { ChannelPolicy } from '../../src/input.ts';
import { contributionFee } from '../../src/interactive/index.ts';
import type { FundingContribution, OpeningCommand } from '../../src/states/opening-commands.ts';
import { End } from '../harness/end.ts';
import { environment, POLICY, START_HEIGHT } from '../harness/fixtures.ts';
import { type Name, Pair, typeOf } from '../harness/pair.ts';
import { TestSigner } from '../harness/test-signer.ts';

export const FUNDING_FEERATE = 1000 as SatPerKw;
export const COMMITMENT_FEERATE = 2500 as SatPerKw;

export interface OpeningScenario {
  readonly amounts?: Readonly<Record<Name, bigint>>;
  /** What the coin of each end is worth; 0 for none. */
  readonly coins?: Readonly<Record<Name, bigint>>;
  readonly policy?: Partial<ChannelPolicy>;
  readonly bobPolicy?: Partial<ChannelPolicy>;
  readonly confirmed?: boolean;
  /** Ends that take confirmed inputs only. */
  readonly requireConfirmed?: readonly Name[];
  readonly open?: Partial<Extract<OpeningCommand, { readonly type: 'open' }>>;
}

export class Wallet {
  readonly secretKey: Uint8Array;
  readonly script: Uint8Array;
  readonly #scenario: OpeningScenario;
  readonly #name: Name;
  /** Whether `wallet_signed` and `inputs_checked` come at once. */
  answers = true;
  released = false;
  /** What it puts into a replacement, if not as much as before. */
  nextAmount: bigint | undefined;

  constructor(name: Name, scenario: OpeningScenario) {
    this.#name = name;
    this.#scenario = scenario;
    this.secretKey = sha256(new TextEncoder().encode(`${name} coins`));
    this.script = p2wpkh(publicKey(this.secretKey));
  }

  /** One coin that pays for our part, with change if it is worth some. */
  contribute(
    initiator: boolean,
    feerate = FUNDING_FEERATE,
    part = this.#scenario.amounts?.[this.#name] ?? DEFAULT_AMOUNTS[this.#name],
  ): FundingContribution {
    const amount = part as Sat;
    const usual = this.#scenario.amounts?.[this.#name] ?? DEFAULT_AMOUNTS[this.#name];
    const value = this.#scenario.coins?.[this.#name] ?? (amount === 0n ? 0n : usual + 200_000n);
    if (value === 0n) return { amount, inputs: [], outputs: [] };
    const shape = { initiator, inputs: 1, witnessWeight: 108 };
    const scripts = initiator ? [new Uint8Array(34)] : [];
    const fee = contributionFee({ ...shape, outputScripts: [...scripts, this.script] }, feerate);
    const change = value - amount - fee;
    const outputs = change >= POLICY.dustLimit ? [{ amount: change as Sat, scriptPubKey: this.script }] : [];
    const confirmed = this.#scenario.confirmed ?? true;
    return {
      amount,
      inputs: [{ previousTransaction: this.#coin(value), outputIndex: 1, confirmed }],
      outputs,
    };
  }

  sign(effect: Extract<Effect, { readonly type: 'sign_wallet_inputs' }>) {
    const context = sighashContext(effect.transaction);
    const key = { secretKey: this.secretKey, publicKey: publicKey(this.secretKey) };
    return effect.ours.map((index) => {
      const spent = effect.spent[index];
      assert(spent !== undefined);
      assert.deepEqual(spent.scriptPubKey, this.script, 'asked to sign a coin of the other end');
      return signP2wpkhInput(context, index, spent, key);
    });
  }

  #coin(value: bigint): Transaction {
    const input = { txid: sha256(this.secretKey) as never, index: 0 };
    return {
      version: 2,
      inputs: [{ outPoint: input, scriptSig: new Uint8Array(0), sequence: 0, witness: [] }],
      outputs: [
        { amount: 1000n as Sat, scriptPubKey: Uint8Array.of(0x51) },
        { amount: value as Sat, scriptPubKey: this.script },
      ],
      locktime: 0,
    };
  }
}

export const DEFAULT_AMOUNTS: Readonly<Record<Name, bigint>> = { alice: 600_000n, bob: 400_000n };
const ALIASES: Readonly<Record<Name, ShortChannelId>> = {
  alice: 11n as ShortChannelId,
  bob: 22n as ShortChannelId,
};

/** What the wallet answers; the rest of the effects stays for the test to look at. */
type WalletEffect = Extract<
  Effect,
  { type: 'contribution_wanted' | 'sign_wallet_inputs' | 'check_inputs' | 'release_wallet_inputs' }
>;

export class OpeningPair extends Pair {
  readonly scenario: OpeningScenario;
  readonly wallets: Readonly<Record<Name, Wallet>>;

  constructor(scenario: OpeningScenario = {}) {
    const [a, b] = [new TestSigner('alice'), new TestSigner('bob')];
    const policy = { ...POLICY, ...scenario.policy };
    const idle = (remoteNodeId: NodeId) => ({ type: 'idle', remoteNodeId }) as const;
    super(
      new End('alice', a, idle(b.nodeId), environment(a, policy)),
      new End('bob', b, idle(a.nodeId), environment(b, { ...policy, ...scenario.bobPolicy })),
    );
    this.scenario = scenario;
    this.wallets = { alice: new Wallet('alice', scenario), bob: new Wallet('bob', scenario) };
    this.connected = true;
  }

  /** Alice's command; true unless it is refused. */
  open(): boolean {
    return this.alice.command(this.command()) === undefined;
  }

  command(): Extract<OpeningCommand, { readonly type: 'open' }> {
    return {
      type: 'open',
      contribution: this.wallets.alice.contribute(true),
      fundingFeerate: FUNDING_FEERATE,
      commitmentFeerate: COMMITMENT_FEERATE,
      announce: true,
      requireConfirmedInputs: this.scenario.requireConfirmed?.includes('alice') ?? false,
      locktime: 0,
      alias: ALIASES.alice,
      ...this.scenario.open,
    };
  }

  /** A command of either end, to replace the funding transaction; the code of the refusal if it is refused. */
  replace(name: Name, feerate: number, contribution?: FundingContribution): string | undefined {
    const fundingFeerate = feerate as SatPerKw;
    const refusal = this.end(name).command({
      type: 'replace_funding',
      contribution: contribution ?? this.wallets[name].contribute(true, fundingFeerate),
      fundingFeerate,
      requireConfirmedInputs: this.scenario.requireConfirmed?.includes(name) ?? false,
      locktime: 0,
    });
    return refusal?.code;
  }

  /** Delivers, and lets the wallets answer, until nothing moves. */
  run(): void {
    for (let count = 0; count < 200; count++) {
      const moved = [this.deliver('alice'), this.deliver('bob'), this.#serve('alice'), this.#serve('bob')];
      if (!moved.includes(true)) return;
    }
    assert.fail('the opening does not end');
  }

  /** As {@link run}, until `from` has a message of this type to send. */
  runUntil(from: Name, type: string): void {
    for (let count = 0; count < 200; count++) {
      if (this.next(from) === type) return;
      const other = from === 'alice' ? 'bob' : 'alice';
      const moved = [this.#serve('alice'), this.#serve('bob')].includes(true);
      if (moved || this.deliver(other) || this.deliver(from)) continue;
      assert.fail(`${from} never sends ${type}`);
    }
  }

  /** Both ends see the funding transaction confirm, and `depth` blocks in all. */
  confirm(depth: number, transaction = this.funding): void {
    for (const end of [this.alice, this.bob]) {
      const watch = end.effects.find((effect) => effect.type === 'watch');
      assert(watch?.type === 'watch', `${end.name} watches nothing`);
      const { txid } = watch.watch;
      assert.deepEqual(txid, transaction.txid);
      this.mine(end, START_HEIGHT + 1);
      end.input({
        type: 'chain',
        event: { type: 'funding_confirmed', txid, height: START_HEIGHT + 1, txIndex: 2 },
      });
      for (let height = 2; height <= depth; height++) this.mine(end, START_HEIGHT + height);
    }
  }

  mine(end: End, height: number): void {
    end.env = { ...end.env, height };
    end.input({ type: 'chain', event: { type: 'new_block', height } });
  }

  /** The id of the funding transaction, as Alice or Bob know it. */
  get funding(): { readonly txid: Uint8Array } {
    const watch = [...this.alice.effects, ...this.bob.effects].find((effect) => effect.type === 'watch');
    assert(watch?.type === 'watch');
    return { txid: watch.watch.txid };
  }

  /** Type of the message that `from` sends next. */
  next(from: Name): string | undefined {
    const [bytes] = this.end(from).sent;
    return bytes && typeOf(bytes);
  }

  /** Lets both wallets answer what is open. */
  serveWallets(): void {
    while ([this.#serve('alice'), this.#serve('bob')].includes(true));
  }

  /** Answers what the channel of `name` has asked of its wallet; true if there was something. */
  #serve(name: Name): boolean {
    const end = this.end(name);
    const wallet = this.wallets[name];
    const index = end.effects.findIndex(
      (effect) => isWalletEffect(effect) && (wallet.answers || effect.type === 'contribution_wanted'),
    );
    if (index < 0) return false;
    const [effect] = end.effects.splice(index, 1) as [WalletEffect];
    switch (effect.type) {
      case 'contribution_wanted':
        if (effect.before !== undefined)
          end.command({
            type: 'accept_replacement',
            contribution: wallet.contribute(false, effect.fundingFeerate, wallet.nextAmount),
            requireConfirmedInputs: this.scenario.requireConfirmed?.includes(name) ?? false,
          });
        else
          end.command({
            type: 'accept',
            contribution: wallet.contribute(false),
            requireConfirmedInputs: this.scenario.requireConfirmed?.includes(name) ?? false,
            alias: ALIASES[name],
          });
        return true;
      case 'sign_wallet_inputs':
        end.input({ type: 'wallet_signed', witnesses: wallet.sign(effect) });
        return true;
      case 'check_inputs':
        end.input({ type: 'inputs_checked', confirmed: this.scenario.confirmed ?? true });
        return true;
      case 'release_wallet_inputs':
        wallet.released = true;
        return true;
    }
  }
}

function isWalletEffect(effect: Effect): effect is WalletEffect {
  return (
    effect.type === 'contribution_wanted' ||
    effect.type === 'sign_wallet_inputs' ||
    effect.type === 'check_inputs' ||
    effect.type === 'release_wallet_inputs'
  );
}
