import fc from 'fast-check';
import pg from 'pg';
import { describe, expect, it } from 'vitest';

import { parseInstant } from '../../src/platform/database.ts';

const theirs = (text: string): unknown => {
  const parser: unknown = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ);
  return typeof parser === 'function' ? Reflect.apply(parser, undefined, [text]) : undefined;
};

describe('an instant that PostgreSQL sends', () => {
  it('is the same as the driver would read it', () => {
    const written = fc
      .record({
        date: fc.date({
          min: new Date('0100-01-01T00:00:00Z'),
          max: new Date('9999-12-31T23:59:59Z'),
          noInvalidDate: true,
        }),
        fraction: fc.constantFrom('', '.5', '.123', '.123456', '.999999'),
        zone: fc.constantFrom('+00', '+05:30', '-08'),
      })
      .map(
        ({ date, fraction, zone }) =>
          `${date.toISOString().slice(0, 19).replace('T', ' ')}${fraction}${zone}`,
      );
    fc.assert(
      fc.property(written, (text) => {
        expect(parseInstant(text)).toEqual(theirs(text));
      }),
    );
  });

  it.each(['infinity', '-infinity', '0044-03-15 12:00:00+00 BC', '12026-01-01 00:00:00+00'])(
    'may also be %s',
    (text) => {
      expect(parseInstant(text)).toEqual(theirs(text));
    },
  );
});
