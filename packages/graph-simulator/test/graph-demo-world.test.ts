import { describe, expect, it } from 'vitest';
import { SimClock } from '../src/clock.ts';
import { mailboxTruth } from '../src/world/mailbox-truth.ts';
import { seedEvents } from '../src/world/seed-events.ts';
import type { MailboxChange } from '../src/world/types.ts';
import { createWorld } from '../src/world/world.ts';
import { createGraphApp, isJson, type Json, text } from './helpers/graph-app.ts';

const DAY = 86_400_000;

function around(clock: SimClock, days: number): { start: string; end: string } {
  return {
    start: new Date(clock.now() - days * DAY).toISOString(),
    end: new Date(clock.now() + days * DAY).toISOString(),
  };
}

/** What Graph says of an event, in the words of the oracle. */
function truthShown(event: Json): Json {
  const inside = (value: unknown, name: string): unknown => (isJson(value) ? value[name] : undefined);
  const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
  const time = (value: unknown): string => {
    const dateTime = text(inside(value, 'dateTime'));
    return event['isAllDay'] === true ? dateTime.slice(0, 10) : `${dateTime.slice(0, 19)}Z`;
  };
  const stamp = (value: unknown): string => text(value).replace(/0000Z$/, 'Z');
  return {
    id: event['id'],
    type: event['type'],
    seriesMasterId: event['seriesMasterId'],
    changeKey: event['changeKey'],
    iCalUId: event['iCalUId'],
    start: time(event['start']),
    end: time(event['end']),
    isAllDay: event['isAllDay'],
    timeZone: event['originalStartTimeZone'],
    originalStart: event['originalStart'] ?? null,
    subject: event['subject'],
    bodyContentType: inside(event['body'], 'contentType'),
    bodyContent: inside(event['body'], 'content'),
    importance: event['importance'],
    sensitivity: event['sensitivity'],
    showAs: event['showAs'],
    categories: event['categories'],
    locations: list(event['locations']).map((place) => inside(place, 'displayName')),
    organizer: inside(event['organizer'], 'emailAddress'),
    attendees: list(event['attendees']).map((each) => inside(inside(each, 'emailAddress'), 'address')),
    response: inside(event['responseStatus'], 'response'),
    isOrganizer: event['isOrganizer'],
    isCancelled: event['isCancelled'],
    isOnlineMeeting: event['isOnlineMeeting'],
    joinUrl: inside(event['onlineMeeting'], 'joinUrl') ?? null,
    conferenceId: inside(event['onlineMeeting'], 'conferenceId') ?? null,
    hasAttachments: event['hasAttachments'],
    createdAt: stamp(event['createdDateTime']),
    modifiedAt: stamp(event['lastModifiedDateTime']),
  };
}

describe('the demo world', () => {
  it('has two organizations, one that needs an administrator, a personal account, and five mailboxes', () => {
    const world = createWorld(new SimClock());
    expect(world.tenants.map(({ domain, requiresAdminConsent }) => [domain, requiresAdminConsent])).toEqual([
      ['contoso.example', false],
      ['fabrikam.example', true],
      ['outlook.example', false],
    ]);
    expect(world.users.map(({ userPrincipalName }) => userPrincipalName)).toEqual([
      'adele@contoso.example',
      'alex@contoso.example',
      'megan@contoso.example',
      'nadia@fabrikam.example',
      'robin@outlook.example',
    ]);
    for (const user of world.users)
      expect(world.hasCalendar(user.id, world.defaultCalendarId(user.id))).toBe(true);
  });

  it('has the same ids, iCalUIds and times of day in every run', () => {
    const [clock, later] = [new SimClock(), new SimClock()];
    later.advance(7 * DAY);
    const picture = (of: SimClock): string[] => {
      const world = createWorld(of);
      const user = world.findUser('adele@contoso.example');
      return [
        ...world
          .mailbox(user?.id ?? '')
          .itemsOf(world.defaultCalendarId(user?.id ?? ''))
          .values(),
      ].map((item) => `${item.key} ${String(item.content.subject)}`);
    };
    expect(picture(later)).toEqual(picture(clock));
  });

  it('never repeats a changeKey after a restart on a later day, when the same ids have other dates', () => {
    const keys = (advance: number): string[] => {
      const clock = new SimClock();
      clock.advance(advance);
      const world = createWorld(clock);
      const calendar = world.defaultCalendarId(world.users[0]?.id ?? '');
      return mailboxTruth(world, 'adele@contoso.example', calendar, around(clock, 60)).map(
        ({ changeKey }) => changeKey,
      );
    };
    const first = new Set(keys(0));
    expect(keys(DAY).filter((key) => first.has(key))).toEqual([]);
  });

  it('has a lively week whatever the day', () => {
    for (const advance of [0, 2, 4, 6]) {
      const clock = new SimClock();
      clock.advance(advance * DAY);
      const world = createWorld(clock);
      for (const user of world.users) {
        const week = mailboxTruth(world, user.id, world.defaultCalendarId(user.id), around(clock, 7));
        expect(week.filter(({ type }) => type !== 'seriesMaster').length).toBeGreaterThan(15);
        expect(new Set(week.map(({ type }) => type))).toEqual(
          new Set(['singleInstance', 'seriesMaster', 'occurrence', 'exception']),
        );
      }
    }
  });

  it('holds every pattern and range, all-day events and series, Teams, private, cancelled, other zones', () => {
    const clock = new SimClock();
    const world = createWorld(clock);
    const user = world.users[0];
    const mailbox = world.mailbox(user?.id ?? '');
    const items = mailbox.calendars().flatMap(({ id }) => [...mailbox.itemsOf(id).values()]);
    const series = items.filter((item) => item.kind === 'series');
    expect(new Set(series.map(({ recurrence }) => recurrence.pattern.type)).size).toBe(6);
    expect(new Set(series.map(({ recurrence }) => recurrence.range.type)).size).toBe(3);
    expect(series.some(({ times }) => times.isAllDay)).toBe(true);
    expect(series.some(({ exceptions }) => exceptions.size > 0)).toBe(true);
    expect(series.some(({ cancelled }) => cancelled.size > 0)).toBe(true);
    expect(series.some(({ times }) => times.zone === 'Tokyo Standard Time')).toBe(true);
    expect(items.some((item) => item.kind === 'single' && item.times.allDay !== null)).toBe(true);
    const contents = items.map(({ content }) => content);
    expect(contents.some(({ joinUrl }) => joinUrl !== null)).toBe(true);
    expect(contents.some(({ sensitivity }) => sensitivity === 'private')).toBe(true);
    expect(contents.some(({ isCancelled }) => isCancelled)).toBe(true);
    expect(contents.some(({ isOrganizer }) => !isOrganizer)).toBe(true);
    expect(contents.some(({ categories }) => categories.length > 0)).toBe(true);
    expect(contents.some(({ subject }) => subject === null)).toBe(true);
  });

  it('shows through Graph exactly what the oracle says, in every calendar of every person', async () => {
    const graph = createGraphApp();
    const window = around(graph.clock, 45);
    for (const user of graph.world.users)
      for (const { id } of graph.world.mailbox(user.id).calendars()) {
        const view = await graph.ask(
          `/v1.0/me/calendars/${id}/calendarView?startDateTime=${window.start}&endDateTime=${window.end}&$top=1000`,
          { user: user.id },
        );
        const truth = mailboxTruth(graph.world, user.id, id, window).filter(
          ({ type }) => type !== 'seriesMaster',
        );
        const shown = view.value.map(truthShown);
        const byId = (a: Json, b: Json): number => text(a['id']).localeCompare(text(b['id']));
        expect(shown.toSorted(byId)).toEqual(
          truth
            .map(({ immutableId: _, immutableSeriesMasterId: __, recurrence, cancelledDates, ...rest }) => {
              expect([recurrence, cancelledDates]).toEqual([null, []]);
              return { ...rest, attendees: rest.attendees.map(({ address }) => address) };
            })
            .toSorted(byId),
        );
      }
  });
});

describe('what a mailbox reports', () => {
  async function changesOf(
    edits: (graph: ReturnType<typeof createGraphApp>) => Promise<void>,
  ): Promise<MailboxChange[]> {
    const graph = createGraphApp();
    const changes: MailboxChange[] = [];
    const stop = graph.world.onMailboxChange((change) => changes.push(change));
    await edits(graph);
    stop();
    await graph.ask('/v1.0/me/events', {
      method: 'POST',
      body: {
        start: { dateTime: '2026-03-02T09:00:00', timeZone: 'UTC' },
        end: { dateTime: '2026-03-02T09:00:00', timeZone: 'UTC' },
      },
    });
    return changes;
  }

  it('one change per edit, with the id in both formats; an occurrence is its master that changed', async () => {
    let masterId = '';
    const changes = await changesOf(async (graph) => {
      const made = await graph.ask('/v1.0/me/events', {
        method: 'POST',
        body: {
          subject: 'Series',
          start: { dateTime: '2026-03-02T09:00:00', timeZone: 'UTC' },
          end: { dateTime: '2026-03-02T10:00:00', timeZone: 'UTC' },
          recurrence: {
            pattern: { type: 'daily', interval: 1 },
            range: { type: 'numbered', startDate: '2026-03-02', numberOfOccurrences: 3 },
          },
        },
      });
      masterId = text(made.body['id']);
      const { value } = await graph.ask(
        `/v1.0/me/events/${masterId}/instances?startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-04-01T00:00:00Z`,
      );
      await graph.ask(`/v1.0/me/events/${text(value[0]?.['id'])}`, {
        method: 'PATCH',
        body: { subject: 'One' },
      });
      await graph.ask(`/v1.0/me/events/${text(value[1]?.['id'])}`, { method: 'DELETE' });
      await graph.ask(`/v1.0/me/events/${masterId}`, { method: 'DELETE' });
    });
    expect(changes.map(({ changeType, eventId }) => [changeType, eventId])).toEqual([
      ['created', masterId],
      ['updated', masterId],
      ['updated', masterId],
      ['deleted', masterId],
    ]);
    expect(new Set(changes.map(({ etag }) => etag)).size).toBe(4);
    expect(changes[0]?.immutableEventId).toMatch(/^AAkALgAA/);
  });

  it('nothing when many events are put in at once, or everything when asked to', () => {
    const world = createWorld(new SimClock());
    const changes: MailboxChange[] = [];
    world.onMailboxChange((change) => changes.push(change));
    seedEvents(world, { user: 'alex@contoso.example', count: 20, shape: 'mixed' });
    expect(changes).toHaveLength(0);
    seedEvents(world, { user: 'alex@contoso.example', calendar: 'Family', count: 3, notify: true });
    expect(changes.map(({ changeType }) => changeType)).toEqual(['created', 'created', 'created']);
  });

  it('listeners outlive a reset', () => {
    const world = createWorld(new SimClock());
    const changes: MailboxChange[] = [];
    world.onMailboxChange((change) => changes.push(change));
    world.reset();
    seedEvents(world, { user: 'alex@contoso.example', count: 1, notify: true });
    expect(changes).toHaveLength(1);
  });
});

describe('many events at once', () => {
  it('lie in the window of a mirror, have distinct ids, and are the same for the same seed', () => {
    const clock = new SimClock();
    const fill = (seed: string): string[] => {
      const world = createWorld(clock);
      const { calendarId } = seedEvents(world, {
        user: 'megan@contoso.example',
        calendar: 'Work projects',
        count: 300,
        shape: 'mixed',
        seed,
      });
      const truth = mailboxTruth(world, 'megan@contoso.example', calendarId, around(clock, 500));
      return truth
        .filter(({ type }) => type === 'singleInstance')
        .map(({ id, subject, start }) => `${id} ${String(subject)} ${start}`);
    };
    const one = fill('a');
    expect(one.length).toBeGreaterThan(200);
    expect(new Set(one).size).toBe(one.length);
    expect(fill('a')).toEqual(one);
    expect(fill('b')).not.toEqual(one);
  });

  it('can be added twice without meeting each other', () => {
    const world = createWorld(new SimClock());
    const { calendarId } = seedEvents(world, {
      user: 'megan@contoso.example',
      calendar: 'Family',
      count: 50,
    });
    const user = world.findUser('megan@contoso.example')?.id ?? '';
    const before = world.mailbox(user).itemsOf(calendarId).size;
    seedEvents(world, { user: 'megan@contoso.example', calendar: 'Family', count: 50 });
    expect(world.mailbox(user).itemsOf(calendarId).size).toBe(before + 50);
  });

  it('are refused for a person or a calendar that is not there', () => {
    const world = createWorld(new SimClock());
    expect(() => seedEvents(world, { user: 'nobody', count: 1 })).toThrow(RangeError);
    expect(() => seedEvents(world, { user: 'alex@contoso.example', calendar: 'None', count: 1 })).toThrow(
      RangeError,
    );
  });
});
