import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { connectErrors } from '../src/connections/connect-errors.ts';
import { connectErrorOf, reasonOf, refreshFailureOf } from '../src/connections/entra-answer.ts';
import { isTenantName } from '../src/connections/microsoft-app.ts';
import { offeredCalendars } from '../src/connections/offered-calendars.ts';
import { missingScopes, parseGrantedScopes, refreshScopes } from '../src/connections/scopes.ts';
import { TokenMemory } from '../src/connections/token-memory.ts';

describe('granted scopes', () => {
  it.each([
    ['openid profile User.Read Calendars.Read', []],
    ['https://graph.microsoft.com/Calendars.Read https://graph.microsoft.com/User.Read', []],
    ['https%3A%2F%2Fgraph.microsoft.com%2Fcalendars.read%20user.read', []],
    ['User.Read+Calendars.Read', []],
    ['Calendars.ReadWrite', []],
    ['openid profile User.Read', ['Calendars.Read']],
    ['Calendars.ReadBasic', ['Calendars.Read']],
    ['', ['Calendars.Read']],
    [undefined, ['Calendars.Read']],
  ])('of %s lack %j', (scope, missing) => {
    expect(missingScopes(parseGrantedScopes(scope))).toEqual(missing);
  });

  it('survive a percent sign that encodes nothing', () => {
    expect(parseGrantedScopes('Calendars.Read 100%')).toContain('Calendars.Read');
  });

  it('are what a refresh asks for again, with staying connected and without signing in', () => {
    expect(refreshScopes(['openid', 'profile', 'User.Read', 'Calendars.Read'])).toBe(
      'offline_access User.Read Calendars.Read',
    );
  });
});

describe('an error of Entra', () => {
  it('always ends with a code that has a sentence', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.option(fc.string(), { nil: undefined }),
        fc.array(fc.nat()),
        (error, text, codes) => {
          const answer = { error, description: text, codes };
          expect(connectErrors[connectErrorOf(answer)]).toMatch(/\.$/);
          expect(['reauth_required', 'configuration', 'temporary']).toContain(refreshFailureOf(answer).kind);
        },
      ),
    );
  });

  it('is logged by its code words only, whatever Microsoft wrote', () => {
    expect(reasonOf({ error: 'access_denied', description: 'AADSTS65004: Adele Vance declined.' })).toBe(
      'access_denied AADSTS65004',
    );
    expect(reasonOf({ error: 'Adele <adele@contoso.example>' })).toBe('error');
  });

  it.each([
    ['invalid_grant', 50173, 'reauth_required'],
    ['invalid_grant', 700082, 'reauth_required'],
    ['invalid_grant', undefined, 'reauth_required'],
    ['interaction_required', 50076, 'reauth_required'],
    ['consent_required', 65001, 'reauth_required'],
    ['invalid_grant', 53003, 'reauth_required'],
    ['invalid_client', 7000215, 'configuration'],
    ['invalid_client', 7000222, 'configuration'],
    ['invalid_client', undefined, 'configuration'],
    ['unauthorized_client', 700016, 'configuration'],
    ['temporarily_unavailable', undefined, 'temporary'],
    ['invalid_request', 50196, 'temporary'],
    ['invalid_grant', 50196, 'temporary'],
  ])('%s %s while refreshing means %s', (error, code, kind) => {
    expect(refreshFailureOf({ error, codes: code === undefined ? [] : [code] }).kind).toBe(kind);
  });

  it('that only its owner can heal says in a sentence what to do', () => {
    for (const code of [50173, 700082, 65001, 50076, 53003]) {
      const failure = refreshFailureOf({ error: 'invalid_grant', codes: [code] });
      expect(failure.kind === 'reauth_required' && failure.reason).toMatch(/[Cc]onnect the account again\.$/);
    }
  });
});

describe('a tenant', () => {
  it('is a word, a GUID or a domain, and never a piece of a path', () => {
    for (const name of [
      'common',
      'organizations',
      '9188040d-6c67-4c5b-b112-36a304b66dad',
      'contoso.onmicrosoft.com',
    ]) {
      expect(isTenantName(name)).toBe(true);
    }
    for (const name of ['', '..', '../x', 'a/b', 'a?b', 'a#b', '.hidden', 'a b', 'a\n', 'a@b']) {
      expect(isTenantName(name)).toBe(false);
    }
  });
});

describe('offered calendars', () => {
  const own = ['Adele@contoso.example', null];

  it('of somebody else are shared, the owner’s own in any case are not', () => {
    const offered = offeredCalendars(
      [
        {
          id: '1',
          name: 'Calendar',
          isDefaultCalendar: true,
          owner: { address: 'alias@contoso.example', name: 'A' },
        },
        { id: '2', name: 'Mine', owner: { address: 'ADELE@CONTOSO.EXAMPLE', name: 'A' } },
        { id: '3', name: 'Alex', owner: { address: 'alex@contoso.example', name: 'Alex' } },
        { id: '4', name: null, owner: null },
      ],
      own,
    );
    expect(offered.map((calendar) => [calendar.id, calendar.isShared])).toEqual([
      ['1', false],
      ['2', false],
      ['3', true],
      ['4', false],
    ]);
    expect(offered[3]).toMatchObject({ name: 'Calendar', ownerAddress: null, canEdit: false });
  });
});

describe('the memory of tokens', () => {
  it('keeps a token until its time, and the newest of many', () => {
    const memory = new TokenMemory(2);
    memory.set('a', 'token a', 100);
    expect(memory.get('a', 99)).toBe('token a');
    expect(memory.get('a', 100)).toBeUndefined();
    memory.set('b', 'token b', 100);
    memory.set('c', 'token c', 100);
    expect(['a', 'b', 'c'].map((id) => memory.get(id, 0))).toEqual([undefined, 'token b', 'token c']);
    memory.forget('b');
    expect(memory.get('b', 0)).toBeUndefined();
  });
});
