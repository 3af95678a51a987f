import { beforeEach, describe, expect, it } from 'vitest';
import { createGraphApp, type GraphApp, isJson, type Json, text } from './helpers/graph-app.ts';
import {
  act,
  ADELE,
  ALEX,
  at,
  copiesOf,
  dailyBody,
  follow,
  getEvent,
  guest,
  make,
  MEGAN,
  patch,
  responseOf,
  startOf,
} from './helpers/meetings.ts';

let graph: GraphApp;
beforeEach(() => {
  graph = createGraphApp();
});

/** The organizer's occurrence of a day of March. */
async function occurrence(meeting: Json, day: string, user = ADELE): Promise<Json> {
  const found = (await copiesOf(graph, user, meeting)).find((event) =>
    startOf(event).startsWith(`2026-03-${day}`),
  );
  if (found === undefined) throw new Error(`Nothing on the ${day}th.`);
  return found;
}

const short = (events: readonly Json[]): unknown[] =>
  events.map((event) => [startOf(event).slice(8), event['type'], event['subject']]);

describe('a series in the mailboxes of those invited', () => {
  it('has the same dates, and the same iCalUId for each of them', async () => {
    const meeting = await make(graph, dailyBody(3, ALEX));
    const [own, copies] = [await copiesOf(graph, ADELE, meeting), await copiesOf(graph, ALEX, meeting)];
    expect(copies.map(({ iCalUId }) => iCalUId)).toEqual(own.map(({ iCalUId }) => iCalUId));
    expect(new Set(copies.map(({ iCalUId }) => iCalUId)).size).toBe(3);
    expect(copies.map(({ originalStart }) => originalStart)).toEqual(
      own.map(({ originalStart }) => originalStart),
    );
  });

  it('follows an occurrence that is moved or renamed, and asks again for that one alone', async () => {
    const meeting = await make(graph, dailyBody(3, ALEX));
    const [copy] = await copiesOf(graph, ALEX, meeting);
    await act(graph, copy?.['seriesMasterId'], 'accept');
    const next = follow(graph, ALEX);
    await next();
    await patch(graph, (await occurrence(meeting, '03'))['id'], {
      subject: 'Elsewhen',
      start: at('2026-03-20T15:00:00'),
      end: at('2026-03-20T16:00:00'),
    });
    const copies = await copiesOf(graph, ALEX, meeting);
    expect(short(copies)).toEqual([
      ['02T09:00', 'occurrence', 'Plan'],
      ['04T09:00', 'occurrence', 'Plan'],
      ['20T15:00', 'exception', 'Elsewhen'],
    ]);
    expect(copies.map(responseOf)).toEqual(['accepted', 'accepted', 'notResponded']);
    expect((await next()).map(({ type }) => type)).toEqual([
      'seriesMaster',
      'exception',
      'occurrence',
      'occurrence',
    ]);
  });

  it('keeps what an attendee made of an occurrence when the organizer changes another one', async () => {
    const meeting = await make(graph, dailyBody(3, ALEX));
    await patch(graph, (await occurrence(meeting, '02', ALEX))['id'], { categories: ['Red category'] }, ALEX);
    await graph.ask(`/v1.0/me/events/${text((await occurrence(meeting, '03', ALEX))['id'])}`, {
      method: 'DELETE',
      user: ALEX,
    });
    await patch(graph, (await occurrence(meeting, '04'))['id'], { subject: 'Last' });
    expect(short(await copiesOf(graph, ALEX, meeting))).toEqual([
      ['02T09:00', 'exception', 'Plan'],
      ['04T09:00', 'exception', 'Last'],
    ]);
    expect((await occurrence(meeting, '02', ALEX))['categories']).toEqual(['Red category']);
  });

  it('brings an occurrence back that an attendee had removed when the organizer changes it', async () => {
    const meeting = await make(graph, dailyBody(2, ALEX));
    await act(graph, (await occurrence(meeting, '03', ALEX))['id'], 'decline');
    await patch(graph, (await occurrence(meeting, '03'))['id'], { subject: 'Please come' });
    expect(short(await copiesOf(graph, ALEX, meeting))).toEqual([
      ['02T09:00', 'occurrence', 'Plan'],
      ['03T09:00', 'exception', 'Please come'],
    ]);
  });

  it('shows nothing of an exception that is one for the organizer alone', async () => {
    const meeting = await make(graph, dailyBody(2, ALEX));
    await patch(graph, (await occurrence(meeting, '03'))['id'], { categories: ['Blue category'] });
    await patch(graph, meeting['id'], { subject: 'Renamed', attendees: [guest(ALEX), guest(MEGAN)] });
    for (const user of [ALEX, MEGAN])
      expect(short(await copiesOf(graph, user, meeting))).toEqual([
        ['02T09:00', 'occurrence', 'Renamed'],
        ['03T09:00', 'occurrence', 'Renamed'],
      ]);
  });

  it('lacks the dates that were taken out before the invitation, without a mark', async () => {
    const meeting = await make(graph, dailyBody(3));
    await graph.ask(`/v1.0/me/events/${text((await occurrence(meeting, '03'))['id'])}`, { method: 'DELETE' });
    await patch(graph, meeting['id'], { attendees: [guest(ALEX)] });
    expect(short(await copiesOf(graph, ALEX, meeting))).toEqual([
      ['02T09:00', 'occurrence', 'Plan'],
      ['04T09:00', 'occurrence', 'Plan'],
    ]);
  });

  it('keeps the mark of a cancelled date through later updates of the series', async () => {
    const meeting = await make(graph, dailyBody(3, ALEX));
    await graph.ask(`/v1.0/me/events/${text((await occurrence(meeting, '03'))['id'])}`, { method: 'DELETE' });
    await patch(graph, meeting['id'], { subject: 'Renamed' });
    expect(short(await copiesOf(graph, ALEX, meeting))).toEqual([
      ['02T09:00', 'occurrence', 'Renamed'],
      ['03T09:00', 'exception', 'Canceled: Plan'],
      ['04T09:00', 'occurrence', 'Renamed'],
    ]);
  });

  it('is as the organizer has it for who was dropped and is invited again', async () => {
    const meeting = await make(graph, dailyBody(2, ALEX));
    await patch(graph, meeting['id'], { attendees: [] });
    await patch(graph, (await occurrence(meeting, '03'))['id'], { subject: 'Meanwhile' });
    await patch(graph, meeting['id'], { attendees: [guest(ALEX)] });
    expect(short(await copiesOf(graph, ALEX, meeting))).toEqual([
      ['02T09:00', 'occurrence', 'Plan'],
      ['03T09:00', 'exception', 'Meanwhile'],
    ]);
  });

  it('starts anew when the pattern changes', async () => {
    const meeting = await make(graph, dailyBody(3, ALEX));
    await patch(graph, (await occurrence(meeting, '03'))['id'], { subject: 'Other' });
    await act(graph, (await occurrence(meeting, '04', ALEX))['id'], 'decline');
    await patch(graph, meeting['id'], {
      recurrence: {
        pattern: { type: 'daily', interval: 2 },
        range: {
          type: 'numbered',
          startDate: '2026-03-02',
          numberOfOccurrences: 2,
          recurrenceTimeZone: 'UTC',
        },
      },
    });
    expect(short(await copiesOf(graph, ALEX, meeting))).toEqual([
      ['02T09:00', 'occurrence', 'Plan'],
      ['04T09:00', 'occurrence', 'Plan'],
    ]);
  });

  it('is cancelled with its exceptions, moved and renamed ones, too', async () => {
    const meeting = await make(graph, dailyBody(3, ALEX));
    const times = { start: at('2026-03-20T15:00:00'), end: at('2026-03-20T16:00:00') };
    await patch(graph, (await occurrence(meeting, '03'))['id'], times);
    await patch(graph, (await occurrence(meeting, '04'))['id'], { subject: 'Other' });
    await graph.ask(`/v1.0/me/events/${text(meeting['id'])}`, { method: 'DELETE' });
    const copies = await copiesOf(graph, ALEX, meeting);
    expect(copies.map((copy) => [startOf(copy).slice(8, 10), copy['subject'], copy['isCancelled']])).toEqual([
      ['02', 'Canceled: Plan', true],
      ['04', 'Canceled: Other', true],
      ['20', 'Canceled: Plan', true],
    ]);
  });

  it('is cancelled as a whole by deleting the master', async () => {
    const meeting = await make(graph, dailyBody(2, ALEX));
    await graph.ask(`/v1.0/me/events/${text(meeting['id'])}`, { method: 'DELETE' });
    const copies = await copiesOf(graph, ALEX, meeting);
    expect(copies.map((copy) => [copy['subject'], copy['isCancelled']])).toEqual([
      ['Canceled: Plan', true],
      ['Canceled: Plan', true],
    ]);
  });

  it('of whole days has an empty recurrenceTimeZone in the copies where the switch says so', async () => {
    const body = {
      ...dailyBody(2, ALEX),
      isAllDay: true,
      start: at('2026-03-02T00:00:00', 'W. Europe Standard Time'),
      end: at('2026-03-03T00:00:00', 'W. Europe Standard Time'),
    };
    const zones: unknown[] = [];
    for (const value of ['as-organizer', 'empty'] as const) {
      graph.world.switches.set({ attendeeSeriesZone: value });
      const meeting = await make(graph, body);
      const [copy] = await copiesOf(graph, ALEX, meeting);
      const { recurrence } = await getEvent(graph, copy?.['seriesMasterId'], ALEX);
      const range = isJson(recurrence) ? recurrence['range'] : undefined;
      zones.push(isJson(range) ? range['recurrenceTimeZone'] : undefined);
      expect((await copiesOf(graph, ALEX, meeting)).map(startOf)).toEqual([
        '2026-03-02T00:00',
        '2026-03-03T00:00',
      ]);
    }
    expect(zones).toEqual(['UTC', '']);
  });
});

describe('somebody invited to one occurrence only', () => {
  it('has a single event of that date’s iCalUId, and none of the series', async () => {
    const meeting = await make(graph, dailyBody(3, ALEX));
    const one = await occurrence(meeting, '03');
    await patch(graph, one['id'], { attendees: [guest(ALEX), guest(MEGAN)] });
    const [copy, ...more] = await copiesOf(graph, MEGAN, meeting);
    expect(more).toEqual([]);
    expect(copy).toMatchObject({ type: 'singleInstance', iCalUId: one['iCalUId'], seriesMasterId: null });
    expect(startOf(copy)).toBe('2026-03-03T09:00');
    expect(await copiesOf(graph, ALEX, meeting)).toHaveLength(3);
  });

  it('is answered for in that occurrence, and told when it is cancelled', async () => {
    const meeting = await make(graph, dailyBody(3));
    const one = await occurrence(meeting, '03');
    await patch(graph, one['id'], { attendees: [guest(MEGAN)] });
    const [copy] = await copiesOf(graph, MEGAN, meeting);
    await act(graph, copy?.['id'], 'accept', {}, MEGAN);
    expect(await getEvent(graph, one['id'])).toMatchObject({
      attendees: [{ status: { response: 'accepted' } }],
    });
    expect(await getEvent(graph, meeting['id'])).toMatchObject({ attendees: [] });
    await graph.ask(`/v1.0/me/events/${text(one['id'])}`, { method: 'DELETE' });
    expect(await copiesOf(graph, MEGAN, meeting)).toMatchObject([
      { subject: 'Canceled: Plan', isCancelled: true },
    ]);
  });

  it('has the series instead once invited to all of it', async () => {
    const meeting = await make(graph, dailyBody(3));
    await patch(graph, (await occurrence(meeting, '03'))['id'], { attendees: [guest(MEGAN)] });
    await patch(graph, meeting['id'], { attendees: [guest(MEGAN)] });
    const copies = await copiesOf(graph, MEGAN, meeting);
    expect(copies.map((copy) => [startOf(copy).slice(8, 10), copy['seriesMasterId'] === null])).toEqual([
      ['02', false],
      ['03', false],
      ['04', false],
    ]);
  });
});
