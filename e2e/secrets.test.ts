import { describe, expect, it } from 'vitest';

import { eventually, findLeaks, outlookOf, startFlow, untilActive, untilPushed } from './support/flow.ts';

const adele = 'adele@contoso.example';

describe('secrets', () => {
  it('reach no log line and no answer, in good days and bad', { timeout: 90_000 }, async () => {
    await using flow = await startFlow({ env: { LOG_LEVEL: 'trace' } });
    const person = await flow.signUp();
    const { sessionId } = await person.beginConnect(adele);
    const names = ['Calendar'];
    await person.connect(adele, names);
    await untilActive(person);
    await untilPushed(person);
    await outlookOf(flow.simulator, adele).create('Something to fetch', 3);

    // Bad days: errors of Entra and Graph that quote what was sent, foreign states, malformed bodies.
    await flow.simulator.control.setFaults({
      rules: [
        { match: { pathPattern: 'calendarView/delta', times: 1 }, action: { type: 'status', status: 500 } },
        {
          match: { pathPattern: 'calendarView/delta', after: 1, times: 1 },
          action: { type: 'reset', afterBytes: 100 },
        },
      ],
    });
    for (const path of [
      '/api/oauth/microsoft/callback?code=stolen-code&state=unknown',
      '/api/oauth/microsoft/callback?error=access_denied&error_description=AADSTS65004',
      `/api/oauth/session/${sessionId}`,
      '/api/calendars',
      '/api/events',
      '/api/changes?since=0',
      '/api/audit-log',
      '/api/openapi.json',
    ]) {
      await person.request(path);
    }
    await person.request('/api/webhooks/microsoft/events', {
      body: { value: [{ clientState: 'guess', subscriptionId: 'x' }] },
    });
    await person.request('/api/calendars/sync-all', { method: 'POST' });
    await flow.simulator.control.revoke({ user: adele, accessTokens: true });
    await person.request('/api/calendars/sync-all', { method: 'POST' });
    await eventually('the revoked grant was noticed', 15_000, async () => {
      const rows = await flow.db.selectFrom('calendar_connection').select('status').execute();
      return rows.every((row) => row.status === 'reauth_required');
    });

    // The search is worth something only if there was something to find.
    const kinds = new Set(flow.passedSecrets.values());
    for (const kind of [
      'access_token',
      'refresh_token',
      'id_token',
      'code',
      'code_verifier',
      'clientState',
    ]) {
      expect(kinds, kind).toContain(kind);
    }
    expect(flow.server.output.length).toBeGreaterThan(20);
    expect(flow.leaks()).toEqual([]);

    const stored = await flow.db.selectFrom('microsoft_account').selectAll().execute();
    const text = JSON.stringify([
      stored,
      await flow.db.selectFrom('webhook_subscription').selectAll().execute(),
    ]);
    for (const [secret, name] of flow.passedSecrets)
      expect(text.includes(secret), `${name} in the database`).toBe(false);
  });

  it('would be found if they leaked: the search that every flow ends with finds each that passed', async () => {
    await using flow = await startFlow();
    const person = await flow.signUp();
    await person.beginConnect(adele);
    expect(flow.passedSecrets.size).toBeGreaterThan(4);
    for (const [secret, name] of flow.passedSecrets) {
      expect(findLeaks(flow.passedSecrets, ['a clean line', `a line with ${secret} in it`])).toContainEqual(
        expect.stringContaining(`${name} in: a line with`),
      );
    }
    expect(findLeaks(flow.passedSecrets, ['a clean line'])).toEqual([]);
  });
});
