import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hexToBytes } from '@sferic/crypto';
import { msat, type NodeId } from '@sferic/wire';
import type { CliContext } from '../../src/cli/index.ts';
import { createProgram } from '../../src/cli/program.ts';
import { DEFAULT_EXPIRY_SECONDS } from '../../src/payments/invoice/invoice.ts';
import { MAX_PARTS } from '../../src/payments/next-step.ts';
import { checkSpontaneous } from '../../src/payments/request.ts';
import { NODE_ID, PEER_ID } from '../api/fake-service.ts';
import { terminal } from './harness.ts';

const NO_CONTEXT = { stdout: () => undefined, colors: false } as unknown as CliContext;

type Command = ReturnType<typeof createProgram>;

/** Every command that does something, with the words that it is called by. */
function commandsOf(program: Command): { readonly command: Command; readonly name: readonly string[] }[] {
  return program.commands.flatMap((command) =>
    command.commands.length === 0
      ? [{ command, name: [command.name()] }]
      : command.commands.map((inner) => ({ command: inner, name: [command.name(), inner.name()] })),
  );
}

describe('help', () => {
  it('every command and option explains itself, with examples', async (t) => {
    const { run, chains } = await terminal(t);
    const program = createProgram(NO_CONTEXT);
    const all = commandsOf(program);
    assert.ok(all.length >= 25);
    for (const { command, name } of all) {
      assert.ok(command.summary().length > 10, command.name());
      for (const argument of command.registeredArguments)
        if (command.name() !== 'regtest') assert.ok(argument.description.length > 0, name.join(' '));
      for (const option of command.options) assert.ok(option.description.length > 0, option.flags);
      const { code, out, err } = await run(...name, '--help');
      assert.deepEqual({ code, err }, { code: 0, err: '' });
      if (command.name() === 'regtest') continue;
      assert.match(out, new RegExp(`Usage: sferic ${name.join(' ')}`));
      assert.match(out, /Examples:\n {2}# .+\n {2}sferic /);
    }
    assert.deepEqual(chains, [['--help']]);
  });

  it('stands in the columns of the terminal, in 80 where there is none, and breaks between words', async (t) => {
    const words = new Map<string, readonly string[]>();
    for (const width of [undefined, 60, 120]) {
      const { run } = await terminal(t, width === undefined ? {} : { width });
      for (const { command, name } of commandsOf(createProgram(NO_CONTEXT))) {
        if (command.name() === 'regtest') continue;
        const title = name.join(' ');
        // A sentence is not torn, whatever the width.
        assert.doesNotMatch(command.description(), /[^.:;]\n/, title);
        const { out } = await run(...name, '--help');
        // Examples are to be copied, and an option and its value belong together: they stay in one line.
        for (const line of out.split('\n'))
          assert.ok(
            /^ {2}(?:sferic |# |--\S+ \S+$)/.test(line) || line.length <= (width ?? 80),
            `${title}: ${line}`,
          );
        const shown = out.split(/\s+/);
        assert.deepEqual(shown, words.get(title) ?? shown, title);
        words.set(title, shown);
      }
    }
  });

  it('a term that is too long for its column has its meaning below, in line with the others', async (t) => {
    const { run } = await terminal(t);
    const lines = (await run('node', '--help')).out.split('\n');
    const at = lines.findIndex((line) => line.startsWith('  --forwarding-fee-proportional-millionths'));
    const column = lines.find((line) => line.startsWith('  --json'))?.indexOf('print');
    assert.equal(lines[at], '  --forwarding-fee-proportional-millionths <PPM>');
    assert.equal(lines[at + 1]?.search(/\S/), column);
    assert.doesNotMatch((await run('send', '--help')).out, /default/);
  });

  it('tells what holds where an option is not given', async (t) => {
    const { run } = await terminal(t);
    const textOf = async (name: string) => (await run(name, '--help')).out.replaceAll(/\s+/g, ' ');
    const budgetFor = (amount: bigint) => {
      const [payee, self] = [hexToBytes(PEER_ID), hexToBytes(NODE_ID)] as [NodeId, NodeId];
      const budget = checkSpontaneous({ payee, amount: msat(amount) }, self);
      assert.ok(budget.ok);
      return budget.value;
    };
    const [{ maxFee: least, timeoutSeconds }, { maxFee }] = [budgetFor(1n), budgetFor(100_000_000n)];
    const fee = `unless given, ${maxFee / 1_000_000n} % of the amount, and at least ${least / 1000n} sat`;
    for (const name of ['pay', 'send', 'probe', 'route']) assert.ok((await textOf(name)).includes(fee), name);
    for (const name of ['pay', 'send', 'probe'])
      assert.ok((await textOf(name)).includes(`unless given, after ${timeoutSeconds}s`), name);
    assert.ok(
      (await textOf('route')).includes(`unless given, ${MAX_PARTS} for an invoice whose payee takes`),
    );
    assert.ok((await textOf('invoice')).includes(`unless given, ${DEFAULT_EXPIRY_SECONDS / 3600}h`));
  });

  it('the first page names every command; --version the version', async (t) => {
    const { run } = await terminal(t);
    const { out } = await run('--help');
    for (const name of ['node', 'regtest', 'open <peer> <amount>', 'pay <invoice>', 'funding-policy'])
      assert.ok(out.includes(name), name);
    assert.deepEqual(await run('--version'), { code: 0, out: '0.1.0\n', err: '' });
  });
});
