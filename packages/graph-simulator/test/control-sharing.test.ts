import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator } from '../src/index.ts';
import type { Simulator } from '../src/index.ts';
import { isJson, type Json } from './helpers/graph-app.ts';

const ADELE = 'adele@contoso.example';
const ALEX = 'alex@contoso.example';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator[Symbol.asyncDispose]());
beforeEach(() => simulator.control.reset());

async function ask(
  path: string,
  user = ADELE,
  init: RequestInit = {},
): Promise<{ status: number; body: Json }> {
  const scopes = ['Calendars.ReadWrite', 'Calendars.ReadWrite.Shared'];
  const { accessToken } = await simulator.control.token({ user, scopes });
  const response = await fetch(`${simulator.url}/v1.0${path}`, {
    ...init,
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
  });
  const body: unknown = await response.json();
  return { status: response.status, body: isJson(body) ? body : {} };
}

describe('sharing by the control API', () => {
  it('shares a calendar, gives another role, and ends it; a snapshot knows who had what', async () => {
    const { control } = simulator;
    const shared = await control.shareCalendar({ user: ALEX, calendar: 'Family', with: ADELE, role: 'read' });
    const path = `/me/calendars/${String(shared.sharedCalendarId)}`;
    expect((await ask(path)).body).toMatchObject({ canEdit: false, owner: { address: ALEX } });
    const { snapshot } = await control.takeSnapshot();
    const more = await control.shareCalendar({ user: ALEX, calendar: 'Family', with: ADELE, role: 'write' });
    expect(more).toEqual(shared);
    expect((await ask(path)).body).toMatchObject({ canEdit: true });
    await control.unshareCalendar({ user: ALEX, calendar: 'Family', with: ADELE });
    expect((await ask(path)).status).toBe(404);
    await control.restoreSnapshot({ snapshot });
    expect((await ask(path)).body).toMatchObject({ canEdit: false });
    await control.reset();
    expect((await ask(path)).status).toBe(404);
  });

  it('shares with everybody in the organization, and with addresses that have no mailbox here', async () => {
    const { control } = simulator;
    const everybody = await control.shareCalendar({ user: ALEX, with: 'organization', role: 'read' });
    expect(everybody).toMatchObject({ permissionId: 'RGVmYXVsdA==', sharedCalendarId: null });
    expect((await ask(`/users/${ALEX}/calendar`, 'megan@contoso.example')).status).toBe(200);
    const outside = await control.shareCalendar({ user: ALEX, with: 'sam@elsewhere.example', role: 'read' });
    expect(outside.sharedCalendarId).toBeNull();
  });

  it('says in a sentence what cannot be', async () => {
    const { control } = simulator;
    await expect(control.shareCalendar({ user: ALEX, with: 'nobody', role: 'read' })).rejects.toThrow(
      "with 'nobody' is no address and nobody here.",
    );
    await expect(control.shareCalendar({ user: ALEX, with: ALEX, role: 'read' })).rejects.toThrow(
      'ErrorInvalidRequest',
    );
    const robin = { user: 'robin@outlook.example', with: 'organization', role: 'read' } as const;
    await expect(control.shareCalendar(robin)).rejects.toThrow('is in no organization');
    await expect(
      control.shareCalendar({ ...robin, user: ALEX, role: 'delegateWithPrivateEventAccess' }),
    ).rejects.toThrow('is for one person');
    await expect(control.unshareCalendar({ user: ALEX, with: ADELE })).rejects.toThrow('is not shared with');
  });

  it('makes no calendar that can be subscribed to', async () => {
    const { sharedCalendarId } = await simulator.control.shareCalendar({
      user: ALEX,
      with: ADELE,
      role: 'write',
    });
    const body = JSON.stringify({
      changeType: 'created,updated,deleted',
      resource: `me/calendars/${String(sharedCalendarId)}/events`,
      notificationUrl: 'http://127.0.0.1:1/never',
      expirationDateTime: new Date(Date.now() + 3_600_000).toISOString(),
    });
    const refused = await ask('/subscriptions', ADELE, { method: 'POST', body });
    expect(refused.status).toBe(404);
  });
});
