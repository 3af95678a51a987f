import { beforeEach, describe, expect, it } from 'vitest';
import { eventId } from '../src/mailbox/ids.ts';
import { moveEvent } from '../src/mailbox/move-event.ts';
import { splitSeries } from '../src/mailbox/split-series.ts';
import { createGraphApp, type GraphApp, isJson, type Json, text } from './helpers/graph-app.ts';
import {
  act,
  ADELE,
  ALEX,
  at,
  copiesOf,
  copyOf,
  dailyBody,
  follow,
  getEvent,
  make,
  mailboxOf,
  meetingBody,
  patch,
  referenceOf,
  responseOf,
  startOf,
} from './helpers/meetings.ts';

let graph: GraphApp;
beforeEach(() => {
  graph = createGraphApp();
});

const MARCH = 'startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-04-01T00:00:00Z';

async function instancesOf(master: unknown, user = ADELE): Promise<readonly Json[]> {
  const url = `/v1.0/me/events/${text(master)}/instances?${MARCH}&$top=100&$orderby=start/dateTime`;
  return (await graph.ask(url, { user })).value;
}

function rangeOf(event: Json): Json {
  const recurrence = event['recurrence'];
  return isJson(recurrence) && isJson(recurrence['range']) ? recurrence['range'] : {};
}

/** Splits at the nth occurrence, and gives the id of the new master. */
async function split(
  master: Json,
  nth: number,
  change: Parameters<typeof splitSeries>[2] = {},
): Promise<string> {
  const mailbox = mailboxOf(graph, ADELE);
  const occurrence = (await instancesOf(master['id']))[nth - 1];
  const item = splitSeries(mailbox, referenceOf(mailbox, text(occurrence?.['id'])), change);
  return eventId(mailbox.user, item.calendarId, item.key, null, 'regular');
}

const renamed = { content: { subject: 'Following' } };

describe('"this and following"', () => {
  it('ends the old series the day before and begins a new one, with an id and an iCalUId of its own', async () => {
    const master = await make(graph, dailyBody(5));
    const id = await split(master, 3, renamed);
    const old = await getEvent(graph, master['id']);
    const following = await getEvent(graph, id);
    expect(rangeOf(old)).toMatchObject({ type: 'endDate', endDate: '2026-03-03', numberOfOccurrences: 0 });
    expect(rangeOf(following)).toMatchObject({
      type: 'numbered',
      startDate: '2026-03-04',
      numberOfOccurrences: 3,
    });
    expect(following['iCalUId']).not.toBe(old['iCalUId']);
    expect((await instancesOf(master['id'])).map(({ subject }) => subject)).toEqual(['Plan', 'Plan']);
    expect((await instancesOf(id)).map((event) => [event['subject'], startOf(event)])).toEqual([
      ['Following', '2026-03-04T09:00'],
      ['Following', '2026-03-05T09:00'],
      ['Following', '2026-03-06T09:00'],
    ]);
  });

  it('shows in delta as both masters with what each of them has in the window, and without a tombstone', async () => {
    const master = await make(graph, dailyBody(4));
    const next = follow(graph, ADELE);
    await next();
    const id = await split(master, 3);
    const told = await next();
    expect(told.map((item) => [item['type'], item['seriesMasterId'] ?? item['id']])).toEqual([
      ['seriesMaster', master['id']],
      ['occurrence', master['id']],
      ['occurrence', master['id']],
      ['seriesMaster', id],
      ['occurrence', id],
      ['occurrence', id],
    ]);
  });

  it('keeps exceptions and deleted dates before it and drops those after it', async () => {
    const master = await make(graph, dailyBody(6));
    const before = await instancesOf(master['id']);
    await patch(graph, before[0]?.['id'], { subject: 'early' });
    await patch(graph, before[4]?.['id'], { subject: 'late' });
    for (const nth of [1, 5])
      await graph.ask(`/v1.0/me/events/${text(before[nth]?.['id'])}`, { method: 'DELETE' });
    const id = await split(master, 3);
    expect((await instancesOf(master['id'])).map(({ subject }) => subject)).toEqual(['early', 'Plan']);
    expect((await instancesOf(id)).map(startOf)).toEqual([
      '2026-03-05T09:00',
      '2026-03-06T09:00',
      '2026-03-07T09:00',
    ]);
  });

  it('at the first occurrence changes the whole series instead', async () => {
    const master = await make(graph, dailyBody(3));
    expect(await split(master, 1, renamed)).toBe(master['id']);
    expect(await getEvent(graph, master['id'])).toMatchObject({ subject: 'Following' });
  });

  it('moves what follows to other times, and leaves everything as it was when that is refused', async () => {
    const master = await make(graph, dailyBody(4));
    const backwards = {
      start: { dateTime: '2026-03-04T11:00:00', timeZone: 'UTC' },
      end: { dateTime: '2026-03-04T10:00:00', timeZone: 'UTC' },
    };
    await expect(split(master, 3, backwards)).rejects.toThrow('cannot be before its start');
    expect((await getEvent(graph, master['id']))['changeKey']).toBe(master['changeKey']);
    expect(await instancesOf(master['id'])).toHaveLength(4);
    const id = await split(master, 3, {
      start: { dateTime: '2026-03-04T11:00:00', timeZone: 'UTC' },
      end: { dateTime: '2026-03-04T12:00:00', timeZone: 'UTC' },
    });
    expect((await instancesOf(id)).map(startOf)).toEqual(['2026-03-04T11:00', '2026-03-05T11:00']);
  });

  it('by an organizer shortens the attendees’ copies and invites them to the new series', async () => {
    const master = await make(graph, dailyBody(4, ALEX));
    await act(graph, (await copiesOf(graph, ALEX, master))[0]?.['seriesMasterId'], 'accept');
    const id = await split(master, 3, renamed);
    expect((await copiesOf(graph, ALEX, master)).map(startOf)).toEqual([
      '2026-03-02T09:00',
      '2026-03-03T09:00',
    ]);
    const following = await copiesOf(graph, ALEX, await getEvent(graph, id));
    expect(following.map((copy) => [startOf(copy), copy['subject'], responseOf(copy)])).toEqual([
      ['2026-03-04T09:00', 'Following', 'notResponded'],
      ['2026-03-05T09:00', 'Following', 'notResponded'],
    ]);
  });

  it('is not for attendees', async () => {
    const master = await make(graph, dailyBody(4, ALEX));
    const mailbox = mailboxOf(graph, ALEX);
    const second = (await copiesOf(graph, ALEX, master))[1];
    expect(() => splitSeries(mailbox, referenceOf(mailbox, text(second?.['id'])), renamed)).toThrow(
      'Access is denied',
    );
  });
});

describe('a move to another calendar', () => {
  async function family(user = ADELE): Promise<string> {
    const calendars = await graph.ask('/v1.0/me/calendars', { user });
    return text(calendars.value.find(({ name }) => name === 'Family')?.['id']);
  }
  function move(id: unknown, calendar: string, user = ADELE): string {
    const mailbox = mailboxOf(graph, user);
    const item = moveEvent(mailbox, referenceOf(mailbox, text(id)), calendar);
    return eventId(mailbox.user, item.calendarId, item.key, null, 'regular');
  }

  it('is a tombstone in the one and a new event in the other, whose changeable id is another', async () => {
    const meeting = await make(graph, meetingBody());
    const there = await family();
    const [from, to] = [follow(graph, ADELE), follow(graph, ADELE, there)];
    await from();
    await to();
    const id = move(meeting['id'], there);
    expect(id).not.toBe(meeting['id']);
    expect(await from()).toMatchObject([{ id: meeting['id'], '@removed': { reason: 'deleted' } }]);
    expect(await to()).toMatchObject([{ id, subject: 'Plan', iCalUId: meeting['iCalUId'] }]);
    const gone = await graph.ask(`/v1.0/me/events/${text(meeting['id'])}`);
    expect(gone.status).toBe(404);
    expect((await getEvent(graph, id))['changeKey']).not.toBe(meeting['changeKey']);
  });

  it('leaves the immutable id as it is, on both sides of the delta', async () => {
    const immutable = { prefer: 'IdType="ImmutableId"' };
    const answer = await graph.ask('/v1.0/me/events', {
      method: 'POST',
      body: meetingBody(),
      headers: immutable,
    });
    const { id } = answer.body;
    const there = await family();
    const [from, to] = [follow(graph, ADELE, '', immutable), follow(graph, ADELE, there, immutable)];
    await from();
    await to();
    move(id, there);
    expect(await from()).toMatchObject([{ id, '@removed': { reason: 'deleted' } }]);
    expect(await to()).toMatchObject([{ id, subject: 'Plan' }]);
    expect((await graph.ask(`/v1.0/me/events/${text(id)}`, { headers: immutable })).status).toBe(200);
  });

  it('takes a series along with its exceptions and deleted dates', async () => {
    const master = await make(graph, dailyBody(4));
    const before = await instancesOf(master['id']);
    await patch(graph, before[1]?.['id'], { subject: 'other' });
    await graph.ask(`/v1.0/me/events/${text(before[2]?.['id'])}`, { method: 'DELETE' });
    const there = await family();
    const from = follow(graph, ADELE);
    await from();
    const id = move(master['id'], there);
    expect((await from()).map((item) => [item['id'], '@removed' in item])).toEqual([[master['id'], true]]);
    expect((await instancesOf(id)).map(({ subject }) => subject)).toEqual(['Plan', 'other', 'Plan']);
    expect((await graph.ask(`/v1.0/me/events/${text(before[0]?.['id'])}`)).status).toBe(404);
  });

  it('tells nobody who is invited, and goes on receiving updates where it went', async () => {
    const meeting = await make(graph, meetingBody(ALEX));
    const calendars = await graph.ask('/v1.0/me/calendars', { user: ALEX });
    const other = calendars.value.find(
      (calendar) => calendar['canEdit'] === true && calendar['isDefaultCalendar'] !== true,
    );
    const there = text(other?.['id']);
    const id = move((await copyOf(graph, ALEX, meeting))['id'], there, ALEX);
    expect(responseOf(await getEvent(graph, meeting['id']))).toBe('organizer');
    await patch(graph, meeting['id'], { subject: 'New plan' });
    expect(await getEvent(graph, id, ALEX)).toMatchObject({ subject: 'New plan' });
  });

  it('is refused for one occurrence, an unknown calendar and one that is read-only', async () => {
    const master = await make(graph, dailyBody(3));
    const there = await family();
    const [first] = await instancesOf(master['id']);
    expect(() => move(first?.['id'], there)).toThrow('One occurrence');
    expect(() => move(master['id'], 'AAnowhere')).toThrow('not found');
    const readOnly = mailboxOf(graph, ADELE)
      .calendars()
      .find(({ canEdit }) => !canEdit);
    expect(() => move(master['id'], text(readOnly?.id))).toThrow('Access is denied');
  });

  it('there and back again is present again, under the id it had', async () => {
    const meeting = await make(graph, meetingBody());
    const there = await family();
    const from = follow(graph, ADELE);
    await from();
    const back = move(move(meeting['id'], there), mailboxOf(graph, ADELE).defaultCalendarId);
    expect(back).toBe(meeting['id']);
    expect(await from()).toMatchObject([{ id: meeting['id'], subject: 'Plan' }]);
  });

  it('there and back again is never told again by immutable ids where the switch says so, but for a new round', async () => {
    graph.world.switches.set({ movedBackByImmutableId: 'lost' });
    const immutable = { prefer: 'IdType="ImmutableId"' };
    const master = await make(graph, dailyBody(2));
    const there = await family();
    const [lost, told] = [follow(graph, ADELE, '', immutable), follow(graph, ADELE)];
    await lost();
    await told();
    const back = move(move(master['id'], there), mailboxOf(graph, ADELE).defaultCalendarId);
    expect((await lost()).map((item) => '@removed' in item)).toEqual([true]);
    expect((await told()).map(({ type }) => type)).toEqual(['seriesMaster', 'occurrence', 'occurrence']);
    await patch(graph, back, { subject: 'Renamed' });
    expect((await lost()).map((item) => '@removed' in item)).toEqual([true]);
    const anew = await follow(graph, ADELE, '', immutable)();
    expect(anew.filter(({ subject }) => subject === 'Renamed')).toHaveLength(1);
  });
});

describe('a series that becomes a single event', () => {
  it('keeps its id and the first date; its occurrences are simply missing from delta', async () => {
    const master = await make(graph, dailyBody(3));
    const [first] = await instancesOf(master['id']);
    const next = follow(graph, ADELE);
    await next();
    expect(await patch(graph, master['id'], { recurrence: null })).toMatchObject({
      id: master['id'],
      type: 'singleInstance',
      recurrence: null,
    });
    expect((await next()).map((item) => [item['id'], item['type'], startOf(item)])).toEqual([
      [master['id'], 'singleInstance', '2026-03-02T09:00'],
    ]);
    expect((await graph.ask(`/v1.0/me/events/${text(first?.['id'])}`)).status).toBe(404);
  });

  it('and a series again is the master of that id', async () => {
    const master = await make(graph, dailyBody(3));
    await patch(graph, master['id'], { recurrence: null });
    const again = await patch(graph, master['id'], { recurrence: dailyBody(2)['recurrence'] });
    expect([again['id'], again['type']]).toEqual([master['id'], 'seriesMaster']);
    expect(await instancesOf(master['id'])).toHaveLength(2);
  });

  it('does so in every copy of the meeting', async () => {
    const master = await make(graph, dailyBody(3, ALEX));
    await patch(graph, master['id'], { recurrence: null });
    expect((await copiesOf(graph, ALEX, master)).map(({ type }) => type)).toEqual(['singleInstance']);
  });

  it('is refused where the switch says so, and passed over for what is no series', async () => {
    graph.world.switches.set({ recurrenceNull: 'refused' });
    const master = await make(graph, dailyBody(3));
    const [first] = await instancesOf(master['id']);
    const change = { method: 'PATCH', body: { recurrence: null, subject: 'x' } } as const;
    expect((await graph.ask(`/v1.0/me/events/${text(master['id'])}`, change)).status).toBe(400);
    expect((await graph.ask(`/v1.0/me/events/${text(first?.['id'])}`, change)).status).toBe(200);
  });
});

describe('a change of where a series ends', () => {
  it('drops the exceptions, or keeps those still in it where the switch says so', async () => {
    for (const kept of [false, true]) {
      graph = createGraphApp();
      if (kept) graph.world.switches.set({ rangeOnlyChange: 'keeps-exceptions' });
      const master = await make(graph, dailyBody(6));
      const before = await instancesOf(master['id']);
      await patch(graph, before[1]?.['id'], { subject: 'kept' });
      await patch(graph, before[5]?.['id'], { subject: 'lost' });
      await patch(graph, master['id'], { recurrence: dailyBody(4)['recurrence'] });
      expect((await instancesOf(master['id'])).map(({ subject }) => subject)).toEqual(
        kept ? ['Plan', 'kept', 'Plan', 'Plan'] : ['Plan', 'Plan', 'Plan', 'Plan'],
      );
      await patch(graph, master['id'], { start: at('2026-03-02T10:00:00'), end: at('2026-03-02T11:00:00') });
      expect((await instancesOf(master['id'])).some(({ subject }) => subject === 'kept')).toBe(false);
    }
  });
});
