import { createRequire } from 'node:module';
import { beforeEach, describe, expect, it } from 'vitest';
import { zoneOf } from '../src/outlook/week.ts';
import { ianaZone } from '../src/recurrence/time-zones.ts';
import { createGraphApp, errorCode, type GraphApp, isJson, text } from './helpers/graph-app.ts';

let graph: GraphApp;
beforeEach(() => {
  graph = createGraphApp();
});
const event = {
  subject: 'Review',
  start: { dateTime: '2026-12-01T09:00:00', timeZone: 'UTC' },
  end: { dateTime: '2026-12-01T10:00:00', timeZone: 'UTC' },
};

describe('settings of a mailbox', () => {
  const options = { scopes: 'MailboxSettings.Read', undescribed: true };

  it('are given whole, or one by its name, to whoever may read them', async () => {
    const all = await graph.ask('/v1.0/me/mailboxSettings', options);
    expect(all.body).toMatchObject({
      timeZone: 'W. Europe Standard Time',
      workingHours: { startTime: '08:00:00.0000000' },
    });
    const one = await graph.ask('/v1.0/users/alex@contoso.example/mailboxSettings/timeZone', {
      ...options,
      user: 'alex@contoso.example',
    });
    expect(one.body['value']).toBe('Pacific Standard Time');
    expect((await graph.ask('/v1.0/me/mailboxSettings/nothing', options)).status).toBe(400);
  });

  it('are changed one by one, by whoever may write them, and the Outlook page follows their zone', async () => {
    const change = (body: unknown, scopes = 'MailboxSettings.ReadWrite') =>
      graph.ask('/v1.0/me/mailboxSettings', { method: 'PATCH', body, scopes, undescribed: true });
    const changed = await change({ timeZone: 'Tokyo Standard Time', language: { locale: 'de-DE' } });
    expect([changed.status, Object.keys(changed.body)]).toEqual([
      200,
      ['@odata.context', 'timeZone', 'language'],
    ]);
    await change({ workingHours: { startTime: '10:00:00.0000000' } });
    const all = await graph.ask('/v1.0/me/mailboxSettings', options);
    expect(all.body).toMatchObject({
      timeZone: 'Tokyo Standard Time',
      language: { locale: 'de-DE', displayName: 'de-DE' },
      workingHours: { startTime: '10:00:00.0000000', endTime: '17:00:00.0000000' },
    });
    const { id } = graph.world.findUser('adele@contoso.example') ?? { id: '' };
    expect(zoneOf(graph.world.mailbox(id).user)).toBe('Asia/Tokyo');

    expect((await change({ timeZone: 'Lunar Standard Time' })).status).toBe(400);
    expect((await change({ timeZone: 5 })).status).toBe(400);
    expect((await change({ timeZone: 'UTC' }, 'MailboxSettings.Read')).status).toBe(403);
    const one = {
      method: 'PATCH',
      body: {},
      scopes: 'MailboxSettings.ReadWrite',
      undescribed: true,
    } as const;
    expect((await graph.ask('/v1.0/me/mailboxSettings/timeZone', one)).status).toBe(405);
  });

  it('are refused without their scope', async () => {
    const refused = await graph.ask('/v1.0/me/mailboxSettings', { undescribed: true });
    expect([refused.status, errorCode(refused)]).toEqual([403, 'ErrorAccessDenied']);
  });
});

describe('the zones that a mailbox can use', () => {
  const options = { scopes: 'User.Read', undescribed: true };
  const aliases = async (path: string) =>
    (await graph.ask(`/v1.0/me/outlook/${path}`, options)).value.map(({ alias }) => alias);

  it('are Windows names, unless IANA names are asked for, old ones among them', async () => {
    const windows = await aliases('supportedTimeZones');
    expect(windows).toEqual(
      expect.arrayContaining(['Pacific Standard Time', 'UTC', 'W. Europe Standard Time']),
    );
    expect(
      await aliases("supportedTimeZones(TimeZoneStandard=microsoft.graph.timeZoneStandard'Windows')"),
    ).toEqual(windows);
    const iana = await aliases("supportedTimeZones(TimeZoneStandard=microsoft.graph.timeZoneStandard'Iana')");
    expect(iana).toEqual(expect.arrayContaining(['Europe/Berlin', 'US/Samoa', 'Etc/GMT+12']));
    const unknown = await graph.ask("/v1.0/me/outlook/supportedTimeZones(TimeZoneStandard='Roman')", options);
    expect(unknown.status).toBe(400);
  });

  it('are every zone that Windows has: those of the installed CLDR, and two that are older', async () => {
    const cldr: unknown = createRequire(import.meta.url)('cldr-core/supplemental/windowsZones.json');
    const names = JSON.stringify(cldr).matchAll(/"_other":"([^"]+)"/g);
    const expected = new Set(Array.from(names, ([, name = '']) => name));
    expect(expected.size).toBeGreaterThan(130);
    expect(new Set(await aliases('supportedTimeZones'))).toEqual(
      new Set([...expected, 'Kamchatka Standard Time', 'Mid-Atlantic Standard Time']),
    );
    for (const name of [...expected, 'tzone://Microsoft/Utc'])
      expect(ianaZone(name) ?? '', name).toMatch(/^UTC$|\//);
  });
});

describe('ids in another format', () => {
  const translate = (inputIds: string[], sourceIdType: string, targetIdType: string) =>
    graph.ask('/v1.0/me/translateExchangeIds', {
      method: 'POST',
      undescribed: true,
      body: { inputIds, sourceIdType, targetIdType },
    });

  it('name the same event, there and back, and what is no id gets an error of its own', async () => {
    const made = await graph.ask('/v1.0/me/events', { method: 'POST', body: event });
    const id = text(made.body['id']);
    const there = await translate([id, 'nonsense'], 'restId', 'restImmutableEntryId');
    const immutable = text(there.value[0]?.['targetId']);
    expect(immutable).not.toBe(id);
    expect(isJson(there.value[1]?.['errorDetails'])).toBe(true);
    const same = await graph.ask(`/v1.0/me/events/${immutable}`, {
      headers: { prefer: 'IdType="ImmutableId"' },
    });
    expect(same.body['id']).toBe(immutable);
    const back = await translate([immutable], 'restImmutableEntryId', 'restId');
    expect(back.value).toEqual([{ sourceId: immutable, targetId: id }]);
    for (const older of ['entryId', 'ewsId', 'immutableEntryId', 'carrier pigeon']) {
      expect([older, (await translate([id], 'restId', older)).status]).toEqual([older, 400]);
      expect([older, (await translate([id], older, 'restId')).status]).toEqual([older, 400]);
    }
  });
});

describe('calendar groups', () => {
  it('hold the calendars of a mailbox, and those made in them', async () => {
    const groups = await graph.ask('/v1.0/me/calendarGroups');
    expect(groups.value).toMatchObject([
      { name: 'My Calendars', classId: '0006f0b7-0000-0000-c000-000000000046' },
    ]);
    const first = text(groups.value[0]?.['id']);
    const all = await graph.ask('/v1.0/me/calendars');
    expect((await graph.ask(`/v1.0/me/calendarGroups/${first}/calendars`)).value).toEqual(all.value);

    const made = await graph.ask('/v1.0/me/calendarGroups', { method: 'POST', body: { name: 'Clubs' } });
    expect(made.status).toBe(201);
    const club = text(made.body['id']);
    const chess = await graph.ask(`/v1.0/me/calendarGroups/${club}/calendars`, {
      method: 'POST',
      body: { name: 'Chess' },
    });
    expect(chess.status).toBe(201);
    const inClub = await graph.ask(`/v1.0/users/adele@contoso.example/calendarGroups/${club}/calendars`);
    expect(inClub.value.map(({ name }) => name)).toEqual(['Chess']);
    const inFirst = await graph.ask(`/v1.0/me/calendarGroups/${first}/calendars?$top=50`);
    expect(inFirst.value.map(({ name }) => name)).not.toContain('Chess');
    const again = await graph.ask('/v1.0/me/calendarGroups', { method: 'POST', body: { name: 'Clubs' } });
    expect(again.status).toBe(409);
  });

  it('lead to the events of their calendars, and of no others', async () => {
    const made = await graph.ask('/v1.0/me/events', { method: 'POST', body: event });
    const [group] = (await graph.ask('/v1.0/me/calendarGroups')).value;
    const [calendar] = (await graph.ask('/v1.0/me/calendars')).value;
    const path = `/v1.0/me/calendarGroups/${text(group?.['id'])}/calendars/${text(calendar?.['id'])}`;
    const one = await graph.ask(`${path}/events/${text(made.body['id'])}`, { undescribed: true });
    expect(one.body['subject']).toBe('Review');
    const view = await graph.ask(
      `${path}/calendarView?startDateTime=2026-12-01T00:00:00Z&endDateTime=2026-12-02T00:00:00Z`,
      { undescribed: true },
    );
    expect(view.value.map(({ subject }) => subject)).toContain('Review');
    const other = await graph.ask('/v1.0/me/calendarGroups', { method: 'POST', body: { name: 'Empty' } });
    const wrong = await graph.ask(
      `/v1.0/me/calendarGroups/${text(other.body['id'])}/calendars/${text(calendar?.['id'])}`,
      { undescribed: true },
    );
    expect(wrong.status).toBe(404);
    expect((await graph.ask('/v1.0/me/calendarGroups/nothing/calendars')).status).toBe(404);
  });
});
