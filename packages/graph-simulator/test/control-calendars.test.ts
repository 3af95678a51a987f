import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../src/index.ts';
import { text } from './helpers/graph-app.ts';
import { callsTo } from './helpers/simulator-calls.ts';

const ADELE = 'adele@contoso.example';
const ALEX = 'alex@contoso.example';
const SHARED = ['Calendars.Read.Shared'];
const WINDOW = 'startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-04-01T00:00:00Z';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator[Symbol.asyncDispose]());
beforeEach(() => simulator.control.reset());

const call = callsTo(() => simulator, ADELE);
const game = (hour: number) => ({
  subject: `Game at ${hour}`,
  start: { dateTime: `2026-03-02T${hour}:00:00`, timeZone: 'UTC' },
  end: { dateTime: `2026-03-02T${hour + 1}:00:00`, timeZone: 'UTC' },
});

async function idOf(name: string): Promise<string> {
  const { value } = await call('/me/calendars?$top=50');
  return text(value.find((calendar) => calendar['name'] === name)?.['id']);
}

describe('a calendar whose id changes', () => {
  it('is found again by its name, with everything in it; the old id and its links are not', async () => {
    const old = await idOf('Family');
    const made = await call(`/me/calendars/${old}/events`, { method: 'POST', body: game(10) });
    const delta = await call(`/me/calendars/${old}/calendarView/delta?${WINDOW}`);
    await simulator.control.shareCalendar({ user: ADELE, calendar: 'Family', with: ALEX, role: 'read' });
    const { calendarId } = await simulator.control.renewCalendarId({ user: ADELE, calendar: 'Family' });
    expect(await idOf('Family')).toBe(calendarId);
    expect(calendarId).not.toBe(old);
    expect((await call(`/me/calendars/${old}`)).status).toBe(404);
    const link = text(delta.body['@odata.deltaLink'] ?? delta.body['@odata.nextLink']);
    expect((await call(link)).status).toBe(404);
    expect((await call(link.replace(old, calendarId))).status).toBe(410);

    const events = await call(`/me/calendars/${calendarId}/events?$top=50`);
    const found = events.value.find(({ subject }) => subject === 'Game at 10');
    expect(found?.['iCalUId']).toBe(made.body['iCalUId']);
    expect(found?.['id']).not.toBe(made.body['id']);
    expect((await call(`/me/events/${text(made.body['id'])}`)).status).toBe(404);
    expect((await call(`/me/events/${text(found?.['id'])}`)).status).toBe(200);
    const shared = await call('/me/calendars?$top=50', { user: ALEX });
    expect(shared.value.map(({ name }) => name)).toContain('Adele Vance');
  });

  it('stays the default one', async () => {
    const { calendarId } = await simulator.control.renewCalendarId({ user: ADELE });
    expect((await call('/me/calendar')).body).toMatchObject({ id: calendarId, isDefaultCalendar: true });
    expect((await call('/me/events', { method: 'POST', body: game(10) })).status).toBe(201);
  });
});

describe('a calendar of the internet', () => {
  const refresh = (...hours: number[]) =>
    simulator.control.internetCalendar({
      user: ADELE,
      name: 'Fixtures',
      events: hours.map((hour) => ({ uid: `game-${hour}@league.example`, event: game(hour) })),
    });

  it('is read-only, and its events have the uids of another system', async () => {
    const { calendarId } = await refresh(10);
    const calendar = `/me/calendars/${calendarId}`;
    expect((await call(calendar)).body).toMatchObject({
      name: 'Fixtures',
      canEdit: false,
      isRemovable: true,
    });
    const [event] = (await call(`${calendar}/events`)).value;
    expect(event).toMatchObject({ subject: 'Game at 10', isOrganizer: false, attendees: [] });
    expect(text(event?.['uid'])).toBe('game-10@league.example');
    expect((await call(`${calendar}/events`, { method: 'POST', body: game(12) })).status).toBe(403);
    const one = `${calendar}/events/${text(event?.['id'])}`;
    expect((await call(one, { method: 'DELETE' })).status).toBe(403);
  });

  it('is taken out and put in anew by a refresh, which delta tells', async () => {
    const { calendarId } = await refresh(10, 12);
    const first = await call(`/me/calendars/${calendarId}/calendarView/delta?${WINDOW}`);
    expect(first.value.map(({ subject }) => subject)).toEqual(['Game at 10', 'Game at 12']);
    expect((await refresh(10, 14)).calendarId).toBe(calendarId);
    const { value } = await call(text(first.body['@odata.deltaLink']));
    const removed = value.filter((item) => item['@removed'] !== undefined).map(({ id }) => id);
    expect(removed).toEqual(first.value.map(({ id }) => id));
    const added = value.filter((item) => item['@removed'] === undefined);
    expect(added.map(({ subject }) => subject)).toEqual(['Game at 10', 'Game at 14']);
    expect(added[0]?.['uid']).toBe(first.value[0]?.['uid']);
  });

  it('is made or refreshed whole or not at all, and the event that is refused is named', async () => {
    const bad = { ...game(14), end: { dateTime: '2026-03-02T13:00:00', timeZone: 'UTC' } };
    const endless = {
      ...game(14),
      recurrence: {
        pattern: { type: 'daily', interval: 1 },
        range: { type: 'endDate', startDate: '2026-03-02', endDate: '2026-03-01' },
      },
    };
    const refreshWith = (event: Record<string, unknown>) =>
      simulator.control.internetCalendar({
        user: ADELE,
        name: 'Fixtures',
        events: [
          { uid: 'first@league.example', event: game(12) },
          { uid: 'second@league.example', event },
        ],
      });
    const refusal = /: events\[1\]\.event is refused with ErrorPropertyValidationFailure/;
    await expect(refreshWith(bad)).rejects.toThrow(refusal);
    const { value } = await call('/me/calendars?$top=50');
    expect(value.map(({ name }) => name)).not.toContain('Fixtures');

    const { calendarId } = await refresh(10);
    const before = (await call(`/me/calendars/${calendarId}/events`)).value;
    for (const event of [bad, endless]) await expect(refreshWith(event)).rejects.toThrow(refusal);
    expect((await call(`/me/calendars/${calendarId}/events`)).value).toEqual(before);
  });

  it('is no calendar that somebody writes to', async () => {
    await expect(
      simulator.control.internetCalendar({ user: ADELE, name: 'Family', events: [] }),
    ).rejects.toThrow('is a calendar that is written to');
  });
});

describe('sharing by the control API', () => {
  it('shares a calendar, gives another role, and ends it; a snapshot knows who had what', async () => {
    const { control } = simulator;
    const shared = await control.shareCalendar({ user: ALEX, calendar: 'Family', with: ADELE, role: 'read' });
    const path = `/me/calendars/${String(shared.sharedCalendarId)}`;
    expect((await call(path)).body).toMatchObject({ canEdit: false, owner: { address: ALEX } });
    const { snapshot } = await control.takeSnapshot();
    const more = await control.shareCalendar({ user: ALEX, calendar: 'Family', with: ADELE, role: 'write' });
    expect(more).toEqual(shared);
    expect((await call(path)).body).toMatchObject({ canEdit: true });
    await control.unshareCalendar({ user: ALEX, calendar: 'Family', with: ADELE });
    expect((await call(path)).status).toBe(404);
    await control.restoreSnapshot({ snapshot });
    expect((await call(path)).body).toMatchObject({ canEdit: false });
    await control.reset();
    expect((await call(path)).status).toBe(404);
  });

  it('shares with everybody in the organization, and with addresses that have no mailbox here', async () => {
    const { control } = simulator;
    const everybody = await control.shareCalendar({ user: ALEX, with: 'organization', role: 'read' });
    expect(everybody).toMatchObject({ permissionId: 'RGVmYXVsdA==', sharedCalendarId: null });
    expect(
      (await call(`/users/${ALEX}/calendar`, { user: 'megan@contoso.example', scopes: SHARED })).status,
    ).toBe(200);
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
    const body = {
      changeType: 'created,updated,deleted',
      resource: `me/calendars/${String(sharedCalendarId)}/events`,
      notificationUrl: 'http://127.0.0.1:1/never',
      expirationDateTime: new Date(Date.now() + 3_600_000).toISOString(),
    };
    const refused = await call('/subscriptions', { method: 'POST', body });
    expect(refused.status).toBe(404);
  });
});
