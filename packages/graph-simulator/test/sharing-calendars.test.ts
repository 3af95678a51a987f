import { beforeEach, describe, expect, it } from 'vitest';
import type { SwitchChanges } from '../src/world/switches.ts';
import {
  type Answer,
  createGraphApp,
  errorCode,
  type GraphApp,
  isJson,
  type Json,
  text,
} from './helpers/graph-app.ts';
import { follow, WINDOW } from './helpers/meetings.ts';

const ADELE = 'adele@contoso.example';
const ALEX = 'alex@contoso.example';
const NADIA = 'nadia@fabrikam.example';
const SHARED = 'Calendars.ReadWrite.Shared';
const VIEW = 'calendarView?startDateTime=2026-03-09T00:00:00Z&endDateTime=2026-03-12T00:00:00Z&$top=50';
const OF_ALEX = `/v1.0/users/${ALEX}/calendar`;

let graph: GraphApp;
/** Ids in the mailbox of Alex. */
let open: Json;
let secret: Json;
let series: Json;
beforeEach(async () => {
  graph = createGraphApp();
  graph.world.shares.clear();
  open = await make({
    subject: 'Review',
    location: { displayName: 'Room 1' },
    categories: ['Blue category'],
  });
  secret = await make({ subject: 'Doctor', sensitivity: 'private', location: { displayName: 'Clinic' } });
  series = await make({
    subject: 'Stand-up',
    recurrence: {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', startDate: '2026-03-09', numberOfOccurrences: 3 },
    },
  });
});

async function make(event: Json): Promise<Json> {
  const at = (hour: number) => ({ dateTime: `2026-03-09T${hour}:00:00`, timeZone: 'UTC' });
  const body = { body: { contentType: 'html', content: 'Notes' }, start: at(10), end: at(11), ...event };
  return (await graph.ask('/v1.0/me/events', { method: 'POST', user: ALEX, body })).body;
}

async function share(role: string, address = ADELE): Promise<string> {
  const body = { emailAddress: { address }, role };
  const url = '/v1.0/me/calendar/calendarPermissions';
  return text((await graph.ask(url, { method: 'POST', user: ALEX, body, undescribed: true })).body['id']);
}

async function unshare(id: string): Promise<void> {
  const url = `/v1.0/me/calendar/calendarPermissions/${id}`;
  await graph.ask(url, { method: 'DELETE', user: ALEX, undescribed: true });
}

const setSwitches = (changes: SwitchChanges): void => graph.world.switches.set(changes);
const byAdele = (url: string, scopes = SHARED): Promise<Answer> => graph.ask(url, { user: ADELE, scopes });

async function copyOf(scopes = SHARED): Promise<Json | undefined> {
  const { value } = await byAdele('/v1.0/me/calendars?$top=50', scopes);
  return value.find(({ owner }) => isJson(owner) && owner['address'] === ALEX);
}

async function copyId(): Promise<string> {
  return text((await copyOf())?.['id']);
}

/** Subjects of what is made above, by both roads: the two say the same. */
async function subjects(): Promise<unknown[]> {
  const [there = [], here = []] = await Promise.all(
    [`${OF_ALEX}/${VIEW}`, `/v1.0/me/calendars/${await copyId()}/${VIEW}`].map(
      async (url) => (await byAdele(url)).value,
    ),
  );
  expect(here.map(({ subject }) => subject)).toEqual(there.map(({ subject }) => subject));
  const made = new Set<unknown>([open, secret, series].map(({ id }) => id));
  return there
    .filter(({ id, seriesMasterId }) => made.has(id) || made.has(seriesMasterId))
    .map(({ subject }) => subject);
}

describe('a calendar that was shared', () => {
  it('is in the list of the sharee, under the name of its owner, with rights by role', async () => {
    expect(await copyOf()).toBeUndefined();
    await share('read');
    expect(await copyOf()).toMatchObject({
      name: 'Alex Wilber',
      owner: { name: 'Alex Wilber', address: ALEX },
      isDefaultCalendar: false,
      isRemovable: true,
      canShare: false,
      canEdit: false,
      canViewPrivateItems: false,
    });
    const id = await copyId();
    await share('delegateWithPrivateEventAccess');
    expect(await copyOf()).toMatchObject({ id, canShare: false, canEdit: true, canViewPrivateItems: true });
    expect((await byAdele(OF_ALEX)).body).toMatchObject({
      name: 'Calendar',
      canEdit: true,
      isRemovable: false,
      isDefaultCalendar: true,
    });
    expect((await byAdele(`/v1.0/users/${ALEX}/calendars`)).value.map(({ name }) => name)).toEqual([
      'Calendar',
    ]);
    expect(graph.world.hasCalendar(graph.world.findUser(ADELE)?.id ?? '', id)).toBe(false);
  });

  it('can be renamed and taken from the list by the sharee, and is open by its owner still', async () => {
    await share('read');
    const path = `/v1.0/me/calendars/${await copyId()}`;
    const renamed = await graph.ask(path, { method: 'PATCH', body: { name: 'Alex', color: 'lightTeal' } });
    expect([renamed.status, renamed.body['name']]).toEqual([200, 'Alex']);
    expect(await copyOf()).toMatchObject({ name: 'Alex', color: 'lightTeal' });
    const alex = await graph.ask('/v1.0/me/calendar', { user: ALEX });
    expect(alex.body['name']).toBe('Calendar');
    expect((await graph.ask(path, { method: 'DELETE' })).status).toBe(204);
    expect(await copyOf()).toBeUndefined();
    expect((await graph.ask(path)).status).toBe(404);
    expect((await byAdele(`${OF_ALEX}/events`)).status).toBe(200);
    const write = { method: 'PATCH', body: { name: 'Mine' }, scopes: SHARED } as const;
    expect((await graph.ask(OF_ALEX, write)).status).toBe(403);
  });

  it('is gone when its owner takes the permission back or deletes it, and shared again it is another', async () => {
    const permission = await share('read');
    const before = await copyId();
    await unshare(permission);
    expect(await copyOf()).toBeUndefined();
    expect((await byAdele(`/v1.0/me/calendars/${before}/events`)).status).toBe(404);
    const refused = await byAdele(`${OF_ALEX}/events`);
    expect([refused.status, errorCode(refused)]).toEqual([403, 'ErrorAccessDenied']);
    await share('read');
    expect(await copyId()).not.toBe(before);

    const body = { name: 'Kids parties' };
    const made = await graph.ask('/v1.0/me/calendars', { method: 'POST', user: ALEX, body });
    const kids = `/v1.0/me/calendars/${text(made.body['id'])}`;
    const to = { emailAddress: { address: NADIA }, role: 'read' };
    await graph.ask(`${kids}/calendarPermissions`, {
      method: 'POST',
      user: ALEX,
      body: to,
      undescribed: true,
    });
    const list = async () => (await graph.ask('/v1.0/me/calendars', { user: NADIA })).value;
    expect(await list()).toHaveLength(6);
    await graph.ask(kids, { method: 'DELETE', user: ALEX });
    expect(await list()).toHaveLength(5);
  });

  it('asks for a scope of shared calendars at its owner, and in the own list only by a switch', async () => {
    await share('read');
    const copy = `/v1.0/me/calendars/${await copyId()}/events`;
    expect((await byAdele(`${OF_ALEX}/events`, 'Calendars.ReadWrite')).status).toBe(403);
    expect((await byAdele(`${OF_ALEX}/events`, 'Calendars.Read.Shared')).status).toBe(200);
    expect((await byAdele(copy, 'Calendars.Read')).status).toBe(200);
    setSwitches({ sharedCopyScope: 'shared' });
    expect((await byAdele(copy, 'Calendars.Read')).status).toBe(403);
    expect((await byAdele(copy, 'Calendars.Read.Shared')).status).toBe(200);
    expect((await byAdele('/v1.0/me/events', 'Calendars.Read.Shared')).status).toBe(200);
  });

  it('leaves everything else of its owner closed', async () => {
    const calendars = (await graph.ask('/v1.0/me/calendars', { user: ALEX })).value;
    const family = text(calendars.find(({ name }) => name === 'Family')?.['id']);
    expect((await byAdele(`/v1.0/users/${ALEX}/calendars`)).status).toBe(403);
    await share('read');
    expect((await byAdele(`/v1.0/users/${ALEX}/calendars/${family}/events`)).status).toBe(404);
    expect((await byAdele(`/v1.0/users/${ALEX}/calendarGroups`)).status).toBe(403);
    expect((await byAdele(`/v1.0/users/${ALEX}`)).status).toBe(403);
    const megan = await graph.ask(`${OF_ALEX}/events`, { user: 'megan@contoso.example', scopes: SHARED });
    expect(megan.status).toBe(403);
  });

  it('is open to the whole organization, and to nobody else, where its owner says so', async () => {
    const url = '/v1.0/me/calendar/calendarPermissions/RGVmYXVsdA==';
    const say = (role: string) =>
      graph.ask(url, { method: 'PATCH', user: ALEX, body: { role }, undescribed: true });
    const megan = () => graph.ask(`${OF_ALEX}/${VIEW}`, { user: 'megan@contoso.example', scopes: SHARED });
    expect((await megan()).status).toBe(403);
    await say('limitedRead');
    expect((await megan()).value.map(({ subject }) => subject)).toContain('Review');
    expect((await graph.ask(`${OF_ALEX}/events`, { user: NADIA, scopes: SHARED })).status).toBe(403);
    // Nobody put it into anybody's list.
    expect(await copyOf()).toBeUndefined();
    await say('none');
    expect((await megan()).status).toBe(403);
  });

  it('is missing from the list where sharing is of the old kind, and open at its owner', async () => {
    await share('read');
    const copy = `/v1.0/me/calendars/${await copyId()}`;
    setSwitches({ sharedCalendars: 'missing' });
    expect(await copyOf()).toBeUndefined();
    expect((await byAdele(copy)).status).toBe(404);
    expect((await byAdele(`${OF_ALEX}/events`)).status).toBe(200);
  });
});

describe('events of a calendar that was shared', () => {
  it.each([
    ['freeBusyRead', ['Busy', 'Busy', 'Busy', 'Busy', 'Busy']],
    ['limitedRead', ['Review', 'Private Appointment', 'Stand-up', 'Stand-up', 'Stand-up']],
    ['read', ['Review', 'Private Appointment', 'Stand-up', 'Stand-up', 'Stand-up']],
    [
      'delegateWithoutPrivateEventAccess',
      ['Review', 'Private Appointment', 'Stand-up', 'Stand-up', 'Stand-up'],
    ],
    ['delegateWithPrivateEventAccess', ['Review', 'Doctor', 'Stand-up', 'Stand-up', 'Stand-up']],
  ])('show by the role %s', async (role, expected) => {
    await share(role);
    expect(await subjects()).toEqual(expected);
    const [first, private_] = (await byAdele(`${OF_ALEX}/${VIEW}`)).value;
    const { body, location, categories, start } = first ?? {};
    const shown = {
      body: isJson(body) ? body['content'] : '',
      location: isJson(location) && location['displayName'],
    };
    const details = !['freeBusyRead', 'limitedRead'].includes(role);
    expect(shown).toEqual({
      body: details ? 'Notes' : '',
      location: role === 'freeBusyRead' ? '' : 'Room 1',
    });
    expect(categories).toEqual(details ? ['Blue category'] : []);
    expect(start).toMatchObject({ dateTime: '2026-03-09T10:00:00.0000000' });
    const sees = role === 'delegateWithPrivateEventAccess';
    expect(private_).toMatchObject({
      sensitivity: role === 'freeBusyRead' ? 'normal' : 'private',
      location: { displayName: sees ? 'Clinic' : '' },
    });
  });

  it('have the ids of the mailbox they are asked in, and one iCalUId', async () => {
    await share('read');
    const copy = `/v1.0/me/calendars/${await copyId()}/events`;
    const here = (await byAdele(`${copy}?$filter=subject eq 'Review'`)).value[0];
    const there = (await byAdele(`${OF_ALEX}/events?$filter=subject eq 'Review'`)).value[0];
    expect(there?.['id']).toBe(open['id']);
    expect(here?.['id']).not.toBe(open['id']);
    expect(here?.['iCalUId']).toBe(open['iCalUId']);
    const inOne = await byAdele(`${copy}/${text(here?.['id'])}`);
    expect(inOne.body).toMatchObject({ subject: 'Review', id: here?.['id'] });
    expect(text(inOne.body['calendar@odata.navigationLink'])).toContain(await copyId());
    // The owner's id is nobody else's, and the sharee's is not the owner's.
    expect(errorCode(await byAdele(`${copy}/${text(open['id'])}`))).toBe('ErrorItemNotFound');
    expect(errorCode(await byAdele(`/v1.0/me/events/${text(open['id'])}`))).toBe('ErrorItemNotFound');
    expect(errorCode(await byAdele(`/v1.0/users/${ALEX}/events/${text(here?.['id'])}`))).toBe(
      'ErrorItemNotFound',
    );
    const immutable = { user: ADELE, scopes: SHARED, headers: { prefer: 'IdType="ImmutableId"' } };
    const lasting = (await graph.ask(`${copy}?$filter=subject eq 'Review'`, immutable)).value[0];
    const translated = await graph.ask('/v1.0/me/translateExchangeIds', {
      method: 'POST',
      undescribed: true,
      body: { inputIds: [lasting?.['id']], sourceIdType: 'restImmutableEntryId', targetIdType: 'restId' },
    });
    expect(translated.value[0]?.['targetId']).toBe(here?.['id']);
  });

  it('are found without their calendar only by a switch', async () => {
    await share('read');
    const listed = await byAdele(`/v1.0/me/calendars/${await copyId()}/events?$filter=subject eq 'Stand-up'`);
    const path = `/v1.0/me/events/${text(listed.value[0]?.['id'])}`;
    expect((await byAdele(path)).status).toBe(404);
    setSwitches({ sharedEventByMe: 'found' });
    expect((await byAdele(path)).body['subject']).toBe('Stand-up');
    const instances = await byAdele(`${path}/instances?${WINDOW}`);
    expect(instances.value.map(({ seriesMasterId }) => seriesMasterId)).toEqual(
      Array.from({ length: 3 }, () => listed.value[0]?.['id']),
    );
    expect((await byAdele(`/v1.0/me/events/${text(open['id'])}`)).status).toBe(404);
  });

  it('that are private are not found at all where a switch says so', async () => {
    await share('read');
    setSwitches({ sharedPrivateEvents: 'not-found' });
    expect(await subjects()).not.toContain('Private Appointment');
    const one = await byAdele(`/v1.0/users/${ALEX}/events/${text(secret['id'])}`);
    expect([one.status, errorCode(one)]).toEqual([404, 'ErrorItemNotFound']);
    await share('delegateWithPrivateEventAccess');
    expect(await subjects()).toContain('Doctor');
  });

  it('are written by who may, as the owner; private ones only by who sees them', async () => {
    await share('read');
    const at = (hour: number) => ({ dateTime: `2026-03-10T${hour}:00:00`, timeZone: 'UTC' });
    const body = { subject: 'By Adele', start: at(12), end: at(13) };
    const post = (url: string, scopes = SHARED) => graph.ask(url, { method: 'POST', body, scopes });
    const copy = `/v1.0/me/calendars/${await copyId()}/events`;
    expect((await post(copy)).status).toBe(403);
    await share('write');
    expect((await post(`${OF_ALEX}/events`, 'Calendars.ReadWrite')).status).toBe(403);
    const made = await post(copy);
    expect(made.body).toMatchObject({ isOrganizer: true, organizer: { emailAddress: { address: ALEX } } });
    const alex = (await graph.ask(`/v1.0/me/${VIEW}`, { user: ALEX })).value;
    expect(alex.map(({ subject }) => subject)).toContain('By Adele');

    const patch = (url: string) =>
      graph.ask(url, { method: 'PATCH', body: { subject: 'New' }, scopes: SHARED });
    expect((await patch(`${copy}/${text(made.body['id'])}`)).body['subject']).toBe('New');
    const refused = await patch(`/v1.0/users/${ALEX}/events/${text(secret['id'])}`);
    expect([refused.status, errorCode(refused)]).toEqual([403, 'ErrorAccessDenied']);
    await share('delegateWithPrivateEventAccess');
    expect((await patch(`/v1.0/users/${ALEX}/events/${text(secret['id'])}`)).body['subject']).toBe('New');
    const removed = await graph.ask(`${copy}/${text(made.body['id'])}`, { method: 'DELETE', scopes: SHARED });
    expect(removed.status).toBe(204);
  });
});

describe('delta of a calendar that was shared', () => {
  it('follows it by both roads, each with its own ids, and takes no link of the other', async () => {
    await share('read');
    const copy = await copyId();
    const here = follow(graph, ADELE, copy);
    const first = await here();
    expect(first.map(({ subject }) => subject)).toEqual(
      expect.arrayContaining(['Review', 'Private Appointment', 'Stand-up']),
    );
    const there = await byAdele(`${OF_ALEX}/calendarView/delta?${WINDOW}`);
    expect(there.value.map(({ id }) => id)).toContain(open['id']);
    expect(first.map(({ id }) => id)).not.toContain(open['id']);
    const link = text(there.body['@odata.nextLink'] ?? there.body['@odata.deltaLink']);
    const wrong = link.replace(/.*delta\?/, `/v1.0/me/calendars/${copy}/calendarView/delta?`);
    expect((await byAdele(wrong)).status).toBe(410);

    const path = `/v1.0/me/events/${text(open['id'])}`;
    await graph.ask(path, { method: 'PATCH', user: ALEX, body: { subject: 'Review 2' } });
    expect((await here()).map(({ subject }) => subject)).toEqual(['Review 2']);
    await graph.ask(path, { method: 'DELETE', user: ALEX });
    const gone = await here();
    const known = first.find(({ subject }) => subject === 'Review');
    expect(gone).toMatchObject([{ id: known?.['id'], '@removed': { reason: 'deleted' } }]);
  });

  it('tells an event that turns private as a block, or as removed where private events are not found', async () => {
    await share('read');
    const here = follow(graph, ADELE, await copyId());
    const first = await here();
    const path = `/v1.0/me/events/${text(series['id'])}`;
    await graph.ask(path, { method: 'PATCH', user: ALEX, body: { sensitivity: 'private' } });
    const masked = (await here()).find(({ type }) => type === 'seriesMaster');
    expect(masked).toMatchObject({
      subject: 'Private Appointment',
      recurrence: { pattern: { type: 'daily' } },
    });

    setSwitches({ sharedPrivateEvents: 'not-found' });
    await graph.ask(path, { method: 'PATCH', user: ALEX, body: { importance: 'high' } });
    const master = first.find(({ subject }) => subject === 'Stand-up');
    const removed = await here();
    expect(removed.map(({ id }) => id)).toContain(master?.['id']);
    expect(removed.every((item) => item['@removed'] !== undefined)).toBe(true);
    const anew = await follow(graph, ADELE, await copyId())();
    expect(anew.map(({ id }) => id)).not.toContain(master?.['id']);
    expect(anew.some((item) => item['@removed'] !== undefined)).toBe(false);
  });
});
