import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fields, printable, table } from '../../src/cli/layout.ts';
import { createStyle } from '../../src/cli/style.ts';
import { duration, grouped, satoshisOfMsat } from '../../src/cli/values.ts';

const plain = createStyle(false);
const colored = createStyle(true);

describe('layout', () => {
  it('a table aligns words at the left and numbers at the right, whatever is painted', () => {
    const columns = [{ title: 'NAME' }, { title: 'SAT', align: 'right' }, { title: 'STATE' }] as const;
    const rows = (style: typeof plain) => [
      ['alice', '1', { text: 'good', paint: style.good }],
      ['bö', '1,000', { text: 'bad', paint: style.bad }],
    ];
    assert.equal(
      table(columns, rows(plain), plain, 'none'),
      'NAME     SAT  STATE\nalice      1  good\nbö     1,000  bad\n',
    );
    const painted = table(columns, rows(colored), colored, 'none').split('\n');
    assert.equal(painted[1], 'alice      1  \u001b[32mgood\u001b[39m');
    assert.equal(table(columns, [], plain, 'none'), 'none\n');
  });

  it('fields align values and leave out what is not there', () => {
    assert.equal(
      fields(
        [
          ['a', '1'],
          ['gone', undefined],
          ['long', '2'],
        ],
        plain,
      ),
      'a     1\nlong  2\n',
    );
  });

  it('control characters, line breaks and direction marks are replaced; other text stays', () => {
    assert.equal(printable('a\u001b[31m\r\n\u202e\u2028b\u0000'), 'a�[31m����b�');
    assert.equal(printable('Grüße ☕ 漢字'), 'Grüße ☕ 漢字');
  });
});

describe('values', () => {
  it('amounts are grouped, with a fraction only where there is one', () => {
    assert.equal(grouped('1234567'), '1,234,567');
    assert.equal(grouped('123'), '123');
    assert.equal(satoshisOfMsat('25000000'), '25,000');
    assert.equal(satoshisOfMsat('1'), '0.001');
    assert.equal(satoshisOfMsat('18446744073709551615'), '18,446,744,073,709,551.615');
  });

  it('durations', () => {
    assert.equal(duration(45.4), '45 ms');
    assert.equal(duration(1234), '1.23 s');
  });
});
