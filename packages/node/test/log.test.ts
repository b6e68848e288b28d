import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLogger, type LoggerOptions } from '../src/log.ts';

function logged(options: Partial<LoggerOptions>, log: (logger: ReturnType<typeof createLogger>) => void) {
  const lines: string[] = [];
  const now = () => new Date('2026-01-31T12:34:56.789Z');
  const write = (line: string) => lines.push(line);
  log(createLogger({ level: 'info', format: 'json', write, now, ...options }));
  return lines;
}

describe('logs', () => {
  it('as JSON: an object a line, values as text, bound fields on every line', () => {
    const [line = ''] = logged({}, (log) =>
      log.with({ peer: '02ab' }).warn('odd', {
        amount: 2n ** 64n,
        hash: Uint8Array.of(0xab, 0xcd),
        error: new Error('broken\npipe'),
        absent: undefined,
      }),
    );
    assert.ok(line.endsWith('\n') && !line.slice(0, -1).includes('\n'));
    assert.deepEqual(JSON.parse(line), {
      time: '2026-01-31T12:34:56.789Z',
      level: 'warn',
      message: 'odd',
      peer: '02ab',
      amount: '18446744073709551616',
      hash: 'abcd',
      error: 'broken\npipe',
    });
  });

  it('as text: time, level, message and fields, of which none can fake another line', () => {
    const lines = logged({ format: 'text' }, (log) => {
      log.info('block', { height: 7, absent: undefined });
      log.error('bad\nline', { text: 'a b', tricky: 'x"\n\u001b[2J\u202ey', equals: 'a=b', empty: '' });
    });
    assert.deepEqual(lines, [
      '12:34:56.789 info  block height=7\n',
      '12:34:56.789 error bad�line text="a b" tricky="x\\"\\n\\u001b[2J�y" equals="a=b" empty=""\n',
    ]);
  });

  it('drops what is below the level', () => {
    const lines = logged({ level: 'warn', format: 'text' }, (log) => {
      log.debug('1');
      log.info('2');
      log.warn('3');
      log.error('4');
    });
    assert.equal(lines.length, 2);
  });

  it('colors only what it is told to color', () => {
    const [line = ''] = logged({ format: 'text', colors: true }, (log) => log.error('x'));
    assert.ok(line.includes('\u001b[31merror\u001b[39m'));
  });
});
