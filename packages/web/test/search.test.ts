import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { connectSearch, eventsSearch, isOwnPath, signInSearch } from '../src/platform/search.ts';

describe('where a person goes after signing in', () => {
  it.each(['/calendars', '/agenda?date=2026-11-22&event=a.1', '/connect?session=x'])(
    'is the path they came from: %s',
    (next) => expect(signInSearch({ next })).toEqual({ next }),
  );

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '/\t/evil.example/',
    '/\n/evil.example',
    'javascript:alert(1)',
    'calendars',
    '',
    42,
    ['/calendars'],
    undefined,
  ])('is never another site: %s', (next) => expect(signInSearch({ next })).toEqual({}));

  it('is on this page whatever the text, as a browser reads it', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc
            .tuple(
              fc.constantFrom('/', '//', '/\\', '\t/', '/\t', '/.', '/%2f'),
              fc.constantFrom('evil.example', '/evil.example/x', 'calendars', '@evil.example', ':8080/'),
            )
            .map((parts) => parts.join('')),
        ),
        (path) => !isOwnPath(path) || new URL(path, 'https://own.example/a').origin === 'https://own.example',
      ),
    );
  });
});

describe('the address of the agenda and the grids', () => {
  it('keeps the filters it knows and drops everything else', () => {
    expect(
      eventsSearch({
        date: '2026-11-22',
        calendar: 'c1',
        category: 'Red category',
        importance: 'HIGH',
        teams: true,
        q: 'lunch',
        event: 'c1.7',
        other: 'x',
      }),
    ).toEqual({
      date: '2026-11-22',
      calendar: 'c1',
      category: 'Red category',
      importance: 'HIGH',
      teams: true,
      q: 'lunch',
      event: 'c1.7',
    });
  });

  it.each([
    { date: '2026-02-30' },
    { date: '22.11.2026' },
    { date: 20261122 },
    { importance: 'high' },
    { teams: 'yes' },
    { q: '' },
    { q: ['a', 'b'] },
    { event: null },
  ])('leaves out what is not understood: %j', (given) => expect(eventsSearch(given)).toEqual({}));

  it('reads a number that was searched for as text', () => {
    expect(eventsSearch({ q: 2026 })).toEqual({ q: '2026' });
  });
});

describe('the address at which connecting ends', () => {
  it('takes a session, an error, or the consent of an administrator', () => {
    expect(connectSearch({ session: 's', error: 'declined', admin_consent: 'granted' })).toEqual({
      session: 's',
      error: 'declined',
      admin_consent: 'granted',
    });
    expect(connectSearch({ session: 1, admin_consent: 'True' })).toEqual({});
  });
});
