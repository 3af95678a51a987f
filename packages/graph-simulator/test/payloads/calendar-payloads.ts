/** Every payload of `calendar/` but recurrences, which come back as they were posted. */
import { isJson, text } from '../helpers/graph-app.ts';
import type { PayloadRows } from './payload-row.ts';
import {
  ADELE,
  ALEX,
  at,
  daily,
  items,
  lastLink,
  made,
  MEETING,
  type PayloadWorld,
  round,
  WINDOW,
} from './payload-world.ts';

const DELTA = `/me/calendarView/delta?${WINDOW}`;
const BETA = 'beta only; in v1.0 a master has none';
const AS_PUBLISHED = 'a slip of the published sample';
const NAVIGATION = 'links of the richer metadata that a sample shows; no client is told to read them';

async function teamsEvent(world: PayloadWorld, generation: '2019' | '2021' | '2026'): Promise<unknown[]> {
  const { id } = await world.simulator.control.createEvent({
    user: ADELE,
    event: { ...MEETING, isOnlineMeeting: true, transactionId: `localevent:${generation}` },
    teams: { generation, dialIn: generation === '2019' },
  });
  return [await world.ask(`/me/events/${id}`)];
}

async function seriesWithInstances(world: PayloadWorld, moved: boolean): Promise<unknown[]> {
  const master = await made(world, { ...MEETING, recurrence: daily(3) });
  const path = `/me/events/${text(master['id'])}/instances?${WINDOW}`;
  const second = text(items(await world.ask(path))[1]?.['id']);
  if (moved)
    await world.ask(`/me/events/${second}`, {
      method: 'PATCH',
      body: { start: at('2026-03-03T13:30:00'), end: at('2026-03-03T14:00:00') },
    });
  return [{ master, instances: items(await world.ask(path)) }];
}

async function fullDelta(world: PayloadWorld): Promise<unknown[]> {
  await made(world, {
    ...MEETING,
    location: {
      displayName: 'Chapel of Saint Ignatius',
      address: {
        street: '900 Broadway',
        city: 'Seattle',
        state: 'WA',
        countryOrRegion: 'US',
        postalCode: '',
      },
      coordinates: { latitude: 47.6105, longitude: -122.321 },
    },
  });
  return round(world, DELTA, 'odata.maxpagesize=2');
}

async function cancelledCopy(world: PayloadWorld): Promise<unknown[]> {
  const meeting = await made(
    world,
    { ...MEETING, attendees: [{ emailAddress: { name: 'Adele', address: ADELE } }] },
    ALEX,
  );
  const view = await world.ask(`/me/calendarView?${WINDOW}&$top=1000`);
  const copy = items(view).find(({ isOrganizer }) => isOrganizer === false);
  await world.ask(`/me/events/${text(copy?.['id'])}/accept`, { method: 'POST', body: {}, described: false });
  await world.ask(`/me/events/${text(meeting['id'])}/cancel`, {
    method: 'POST',
    body: {},
    user: ALEX,
    described: false,
  });
  for (let count = 0; count < 11; count += 1) await made(world, MEETING);
  return [
    await world.ask(`/me/calendarView?${WINDOW}`),
    await world.ask(`/me/calendarView?${WINDOW}&$filter=isCancelled eq true`),
  ];
}

async function masterWithOccurrences(world: PayloadWorld): Promise<unknown[]> {
  const master = await made(world, { ...MEETING, recurrence: daily(4) });
  const [, second, third] = items(
    await world.ask(`/me/events/${text(master['id'])}/instances?${WINDOW}`),
  ).map(({ id }) => `/me/events/${text(id)}`);
  await world.ask(second ?? '', { method: 'DELETE' });
  await world.ask(third ?? '', { method: 'PATCH', body: { subject: 'Another' } });
  const query =
    '$select=subject,start,end,cancelledOccurrences,exceptionOccurrences&$expand=exceptionOccurrences';
  return [await world.ask(`/me/events/${text(master['id'])}?${query}`)];
}

async function deadDelta(world: PayloadWorld): Promise<unknown[]> {
  const link = lastLink(await round(world, DELTA));
  await world.simulator.control.killDeltaTokens({ user: ADELE });
  return [await world.ask(link)];
}

async function allDaySeries(world: PayloadWorld): Promise<unknown[]> {
  const master = await made(world, {
    subject: 'Test',
    isAllDay: true,
    start: at('2026-03-02T00:00:00', 'Pacific Standard Time'),
    end: at('2026-03-03T00:00:00', 'Pacific Standard Time'),
    recurrence: daily(2, 'Pacific Standard Time'),
  });
  const path = `/me/events/${text(master['id'])}/instances?${WINDOW}`;
  const [first] = items(await world.ask(path));
  await world.ask(`/me/events/${text(first?.['id'])}`, {
    method: 'PATCH',
    body: { subject: 'Test changed' },
  });
  return [await world.ask(path)];
}

async function removedAndAdded(world: PayloadWorld): Promise<unknown[]> {
  const gone = await made(world, MEETING);
  const link = lastLink(await round(world, DELTA));
  await world.ask(`/me/events/${text(gone['id'])}`, { method: 'DELETE' });
  await made(world, {
    ...MEETING,
    location: {
      displayName: 'Chapel of Saint Ignatius',
      address: {
        street: '900 Broadway',
        city: 'Seattle',
        state: 'WA',
        countryOrRegion: 'US',
        postalCode: '98',
      },
      coordinates: { latitude: 47.6105, longitude: -122.321 },
    },
  });
  return [await world.ask(link)];
}

async function oneEvent(world: PayloadWorld, query = ''): Promise<unknown[]> {
  const { id } = await made(world, MEETING);
  return [await world.ask(`/me/events/${text(id)}${query}`)];
}

async function stub(world: PayloadWorld): Promise<unknown[]> {
  await made(world, { ...MEETING, recurrence: daily(3) });
  const found = (await round(world, DELTA)).flatMap(items);
  return [found.find(({ type }) => type === 'occurrence') ?? {}];
}

/** With the keys that few captures have. */
async function withMoreKeys(
  world: PayloadWorld,
  produce: (world: PayloadWorld) => Promise<unknown[]>,
): Promise<unknown[]> {
  await world.simulator.control.setSwitches({ undeclaredKeys: 'more' });
  return produce(world);
}

export const CALENDAR_PAYLOADS: PayloadRows = {
  'delta-calendar-by-id-page-full-properties-beta': {
    produce: (world) => withMoreKeys(world, fullDelta),
    lacks: { '/value[]/location/address/type': 'undeclared in v1.0' },
  },
  'delta-empty-page-with-nextlink': {
    produce: async (world) => {
      await world.simulator.control.setFaults({
        rules: [{ match: { path: '/v1.0/me/calendarView/delta', times: 1 }, action: { type: 'emptyPage' } }],
      });
      return [await world.ask(DELTA)];
    },
  },
  'delta-empty-round-deltalink-only': {
    produce: async (world) => [await world.ask(lastLink(await round(world, DELTA)))],
  },
  'delta-events-no-window-page-beta': {
    produce: async (world) => {
      await world.simulator.control.setSwitches({ eventsDelta: 'served' });
      return [await world.ask('/me/calendar/events/delta', { prefer: 'odata.maxpagesize=2' })];
    },
    lacks: {
      '/value[]/end/DateTime': AS_PUBLISHED,
      '/value[]/end/TimeZone': AS_PUBLISHED,
      '/value[]/start/DateTime': AS_PUBLISHED,
      '/value[]/start/TimeZone': AS_PUBLISHED,
    },
  },
  'delta-initial-last-page-deltalink': { produce: fullDelta },
  'delta-initial-page1-nextlink': { produce: fullDelta },
  'delta-initial-page2-nextlink': { produce: fullDelta },
  'delta-next-round-removed-and-added': { produce: removedAndAdded },
  'delta-occurrence-stub-2017': { produce: stub },
  'delta-occurrence-stub-2023': { produce: stub },
  'delta-removed-tombstone-only': { produce: removedAndAdded },
  'calendarview-page-default-10-nextlink-skip-cancelled': { produce: cancelledCopy },
  'error-400-calendarview-range-over-1825-days': {
    produce: async (world) => [
      await world.ask('/me/calendarView?startDateTime=2020-01-01T00:00:00Z&endDateTime=2026-01-01T00:00:00Z'),
    ],
  },
  'error-400-delta-missing-window': {
    produce: async (world) => [await world.ask('/me/calendarView/delta')],
  },
  'error-400-invalid-attachment-id-delta-expand': {
    produce: async (world) => {
      await world.simulator.control.setSwitches({ deltaExpand: 'accepted' });
      const first = await world.ask(`${DELTA}&$expand=attachments`, { prefer: 'odata.maxpagesize=1' });
      return [await world.ask(text(first['@odata.nextLink']))];
    },
  },
  'error-400-invalid-delta-token': {
    produce: async (world) => [await world.ask('/me/calendarView/delta?$deltatoken=...')],
  },
  'error-404-item-not-found-other-mailbox': {
    produce: async (world) => {
      const { id } = await made(world, MEETING);
      return [await world.ask(`/me/events/${text(id)}`, { user: ALEX })];
    },
    lacks: { '/error/innerError/requestId': 'an older spelling of request-id, gone from answers since 2020' },
  },
  'error-410-resyncrequired-drive': {
    produce: async (world) => [await world.refused(410, 'resyncRequired')],
  },
  'error-410-syncstatenotfound': { produce: deadDelta },
  'error-syncstatenotfound-2018': { produce: deadDelta },
  'error-501-notimplemented': { produce: async (world) => [await world.refused(501, 'NotImplemented')] },
  'error-504-unknownerror-delta': { produce: async (world) => [await world.refused(504, 'UnknownError')] },
  'error-generic-shape': { produce: async (world) => [await world.refused(416, 'invalidRange')] },
  'event-all-day-series-occurrence-and-exception': { produce: allDaySeries },
  'event-all-day-single-eastern': {
    produce: async (world) => [
      await made(world, {
        subject: 'All day',
        isAllDay: true,
        start: at('2026-03-02T00:00:00', 'Eastern Standard Time'),
        end: at('2026-03-03T00:00:00', 'Eastern Standard Time'),
      }),
    ],
  },
  'event-get-select-group-organizer': {
    produce: (world) =>
      oneEvent(
        world,
        '?$select=subject,body,bodyPreview,organizer,attendees,start,end,location,hideAttendees',
      ),
    lacks: {
      '/calendar@odata.associationLink': NAVIGATION,
      '/calendar@odata.navigationLink': NAVIGATION,
    },
  },
  'event-get-with-locations': {
    produce: (world) =>
      oneEvent(world, '?$select=subject,body,bodyPreview,organizer,attendees,start,end,location,locations'),
    lacks: {
      '/calendar@odata.associationLink': NAVIGATION,
      '/calendar@odata.navigationLink': NAVIGATION,
    },
  },
  'event-instances-exception-and-occurrences': {
    produce: async (world) => {
      const { id } = await made(world, { ...MEETING, recurrence: daily(3) });
      const path = `/me/events/${text(id)}/instances?${WINDOW}`;
      const [first] = items(await world.ask(path));
      await world.ask(`/me/events/${text(first?.['id'])}`, { method: 'PATCH', body: { subject: 'Changed' } });
      return [await world.ask(path)];
    },
  },
  'event-select-online-meeting-only': {
    produce: async (world) => {
      const event = (await teamsEvent(world, '2019')).find(isJson);
      const query = '$select=isOnlineMeeting,onlineMeetingProvider,onlineMeeting';
      return [await world.ask(`/me/events/${text(event?.['id'])}?${query}`)];
    },
  },
  'event-series-master-cancelled-and-exception-occurrences': {
    produce: masterWithOccurrences,
    lacks: {
      '/occurrenceId': BETA,
      '/exceptionOccurrences[]/Subject': AS_PUBLISHED,
    },
  },
  'event-series-master-daily-with-moved-exception': { produce: (world) => seriesWithInstances(world, true) },
  'event-series-master-daily-with-three-occurrences': {
    produce: (world) => seriesWithInstances(world, false),
  },
  'event-series-master-weekly-enddate': {
    produce: async (world) => [
      await made(world, {
        ...MEETING,
        recurrence: {
          pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'] },
          range: { type: 'endDate', startDate: '2026-03-02', endDate: '2026-06-28' },
        },
      }),
    ],
    lacks: { '/OnlineMeeting': AS_PUBLISHED },
  },
  'event-single-teams-full-properties': {
    produce: async (world) => {
      await teamsEvent(world, '2021');
      return [await world.ask('/me/events?$top=100')];
    },
  },
  'event-teams-conference-room-location': { produce: (world) => teamsEvent(world, '2019') },
  'event-teams-dialin-body-2019': { produce: (world) => teamsEvent(world, '2019') },
  'event-teams-live-consumer-meeting-code-body': {
    produce: (world) => teamsEvent(world, '2021'),
  },
  'event-teams-short-url-body-2026': {
    produce: (world) => withMoreKeys(world, (same) => teamsEvent(same, '2026')),
  },
  'events-list-prefer-timezone-pacific': {
    produce: async (world) => {
      await made(world, MEETING);
      return [await world.ask('/me/events?$top=100', { prefer: 'outlook.timezone="Pacific Standard Time"' })];
    },
  },
  // Groups have calendars of their own, which Calmirror does not read; the page is one as any other.
  'group-calendarview-page-text-body': {
    produce: async (world) => {
      for (let count = 0; count < 11; count += 1) await made(world, MEETING);
      return [await world.ask(`/me/calendarView?${WINDOW}`, { prefer: 'outlook.body-content-type="text"' })];
    },
  },
};
