import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ROUTES } from '../../src/api/routes.ts';
import type { JsonSchema } from '../../src/api/schema.ts';
import { inWords } from '../../src/cli/wording.ts';
import { terminal } from './harness.ts';

/** Every field that a request can have, and those within. */
function fieldsOf(json: JsonSchema): string[] {
  const {
    properties = {},
    items = {},
    oneOf = [],
  } = json as {
    properties?: Record<string, JsonSchema>;
    items?: JsonSchema;
    oneOf?: JsonSchema[];
  };
  const inner = Object.entries(properties).flatMap(([name, schema]) => [
    name,
    ...fieldsOf(schema).map((path) => `${name}.${path}`),
  ]);
  return [
    ...inner,
    ...[items, ...oneOf].filter((schema) => Object.keys(schema).length > 0).flatMap(fieldsOf),
  ];
}

describe('messages of the node in words', () => {
  it('every field that a command can send has words', () => {
    const fields = new Set(Object.values(ROUTES).flatMap(({ input }) => fieldsOf(input.json)));
    assert.ok(fields.has('records.type') && fields.has('policy.limitSat') && fields.has('maxFeeMsat'));
    for (const field of fields) {
      const said = inWords(`${field} must be another`, field);
      assert.match(said, /^(?:the|whether) [a-zA-Z ]+ must be another$/, field);
      assert.ok(!said.includes(field) || /^[a-z]+$/.test(field), said);
    }
  });

  for (const [message, field, said] of [
    [
      'the amount is 25000000 msat, at most 12 msat',
      undefined,
      'the amount is 25,000 sat, at most 0.012 sat',
    ],
    ['1000000 sat and a fee of about 141 sat', undefined, '1,000,000 sat and a fee of about 141 sat'],
    ['a replacement pays 12500 sat/vbyte', undefined, 'a replacement pays 12500 sat/vbyte'],
    [
      'maxFeeMsat must be from 1 to 2100000',
      'maxFeeMsat',
      'the limit for the fee must be from 0.001 sat to 2,100 sat',
    ],
    ['records[3].type must be text', 'records[3].type', 'the type of a record must be text'],
    ['timeoutSeconds must be at most 240', 'timeoutSeconds', 'the timeout must be at most 4m'],
    [
      'forMilliseconds must be at most 1500',
      'forMilliseconds',
      'the time of the stream must be at most 1500ms',
    ],
    [
      'feerateSatPerVbyte must be above 0 and at most 1000 sat/vbyte',
      'feerateSatPerVbyte',
      'the feerate must be above 0 and at most 1000 sat/vbyte',
    ],
    ['new is unknown; known are old', 'new', 'new is unknown; known are old'],
  ] as const)
    it(message, () => assert.equal(inWords(message, field), said));

  it('a person reads words, a program the field', async (t) => {
    const { run } = await terminal(t);
    const args = ['policy', '--base-fee', '1btc'];
    const { code, err } = await run(...args);
    assert.equal(code, 1);
    assert.equal(err, 'sferic: the base fee must be at most 4,294,967.295 sat\n');
    const { error } = JSON.parse((await run(...args, '--json')).err);
    assert.equal(error.message, 'feeBaseMsat must be at most 4294967295');
    assert.deepEqual(error.details, { field: 'feeBaseMsat' });
  });
});
