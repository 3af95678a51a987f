import { describe, expect, it } from 'vitest';
import { eventId, readEventId } from '../src/mailbox/ids.ts';
import { DEMO_USERS } from '../src/world/demo-people.ts';
import { demoCalendars } from '../src/world/demo-calendars.ts';
import type { SimUser } from '../src/world/types.ts';

/** Bytes 40 to 56 of a public capture: flag, length, the ticks of 2022-09-27, length, flags of the entry. */
const CAPTURED = '0151000808daa01b389200004600000000';

function person(index: number): SimUser {
  const user = DEMO_USERS[index];
  if (user === undefined) throw new RangeError('No such person.');
  return user;
}

function bytes(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', '/').replaceAll('_', '+'), 'base64');
}

const adele = person(0);
const calendar = demoCalendars(adele)[0]?.id ?? '';
const KEY = '0123456789ab';

describe('event ids', () => {
  it('have the length, flags and date of captured ones', () => {
    const ours = bytes(eventId(adele, calendar, KEY, '2022-09-27', 'regular'));
    expect(ours).toHaveLength(128 - 4);
    expect(ours.subarray(0, 4).toString('hex')).toBe('00032400');
    expect(ours.subarray(40, 57).toString('hex')).toBe(CAPTURED);
    expect(ours.at(-1)).toBe(0x10);
  });

  it('are read back in both formats, with and without a date', () => {
    for (const format of ['regular', 'immutable'] as const)
      for (const date of [null, '2026-03-29'])
        expect(readEventId(adele, eventId(adele, calendar, KEY, date, format))).toEqual({ key: KEY, date });
  });

  it('of an occurrence do not begin with the whole id of its master', () => {
    const master = eventId(adele, calendar, KEY, null, 'immutable');
    const occurrence = eventId(adele, calendar, KEY, '2026-03-29', 'immutable');
    expect(occurrence.startsWith(master.slice(0, 20))).toBe(false);
  });

  it('of another mailbox are foreign, of another spelling malformed', () => {
    const id = eventId(adele, calendar, KEY, null, 'regular');
    expect(readEventId(person(1), id)).toBe('foreign');
    for (const text of ['', 'x', id.slice(0, -4), id.replaceAll('A', '!'), `${id}AAAA`, calendar])
      expect(readEventId(adele, text)).toBe('malformed');
  });

  it('differ from calendar to calendar only in the changeable format', () => {
    const other = demoCalendars(adele)[1]?.id ?? '';
    expect(eventId(adele, other, KEY, null, 'regular')).not.toBe(
      eventId(adele, calendar, KEY, null, 'regular'),
    );
    expect(eventId(adele, other, KEY, null, 'immutable')).toBe(
      eventId(adele, calendar, KEY, null, 'immutable'),
    );
  });
});
