import { beforeEach, describe, expect, it } from 'vitest';
import { createGraphApp, type GraphApp, isJson } from './helpers/graph-app.ts';
import {
  act,
  ADELE,
  ALEX,
  answerOf,
  at,
  attendeesOf,
  copiesOf,
  copyOf,
  dailyBody,
  follow,
  getEvent,
  make,
  meetingBody,
  MEGAN,
  patch,
  responseOf,
  startOf,
} from './helpers/meetings.ts';

let graph: GraphApp;
beforeEach(() => {
  graph = createGraphApp();
});

const SLOT = { start: at('2026-03-04T09:00:00'), end: at('2026-03-04T10:00:00') };

describe('an answer to an invitation', () => {
  it('stands in the own copy and in the organizer’s list, and in nobody else’s', async () => {
    const meeting = await make(graph, meetingBody(ALEX, MEGAN));
    const next = follow(graph, ADELE);
    await next();
    expect(await act(graph, (await copyOf(graph, ALEX, meeting))['id'], 'accept')).toBe(202);
    const own = await copyOf(graph, ALEX, meeting);
    expect([responseOf(own), own['showAs']]).toEqual(['accepted', 'busy']);
    const time: unknown = expect.stringMatching(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/);
    expect(own['responseStatus']).toMatchObject({ time });
    expect(attendeesOf(await getEvent(graph, meeting['id']))[0]).toMatchObject({ status: { time } });
    const [told, ...more] = await next();
    expect(more).toEqual([]);
    expect(told?.['id']).toBe(meeting['id']);
    expect(told?.['changeKey']).not.toBe(meeting['changeKey']);
    expect(answerOf(await getEvent(graph, meeting['id']), ALEX)).toBe('accepted');
    expect(answerOf(await copyOf(graph, MEGAN, meeting), ALEX)).toBe('none');
  });

  it('stays with who gave it when sendResponse is false', async () => {
    const meeting = await make(graph, meetingBody(ALEX));
    const { id } = await copyOf(graph, ALEX, meeting);
    expect(await act(graph, id, 'tentativelyAccept', { sendResponse: false })).toBe(202);
    expect(responseOf(await copyOf(graph, ALEX, meeting))).toBe('tentativelyAccepted');
    expect(answerOf(await getEvent(graph, meeting['id']), ALEX)).toBe('none');
  });

  it('that declines takes the meeting out of the calendar, or keeps it where the switch says so', async () => {
    for (const kept of [false, true]) {
      graph = createGraphApp();
      if (kept) graph.world.switches.set({ declinedEvents: 'kept' });
      const meeting = await make(graph, meetingBody(ALEX));
      const { id } = await copyOf(graph, ALEX, meeting);
      const next = follow(graph, ALEX);
      await next();
      expect(await act(graph, id, 'decline', { comment: 'No time' })).toBe(202);
      expect(answerOf(await getEvent(graph, meeting['id']), ALEX)).toBe('declined');
      const [told] = await next();
      expect(told?.['id']).toBe(id);
      expect([responseOf(told), told?.['@removed']]).toEqual(
        kept ? ['declined', undefined] : [undefined, { reason: 'deleted' }],
      );
    }
  });

  it('comes again as an invitation when the organizer changes what was declined', async () => {
    const meeting = await make(graph, meetingBody(ALEX));
    const first = await copyOf(graph, ALEX, meeting);
    await act(graph, first['id'], 'decline');
    await patch(graph, meeting['id'], { subject: 'Better plan' });
    const again = await copyOf(graph, ALEX, meeting);
    expect(again).toMatchObject({ subject: 'Better plan', iCalUId: meeting['iCalUId'] });
    expect(again['id']).not.toBe(first['id']);
    expect(responseOf(again)).toBe('notResponded');
  });

  it('may propose another time, which the organizer sees until the meeting moves', async () => {
    const meeting = await make(graph, meetingBody(ALEX));
    const { id } = await copyOf(graph, ALEX, meeting);
    expect(await act(graph, id, 'tentativelyAccept', { proposedNewTime: SLOT })).toBe(202);
    expect(attendeesOf(await getEvent(graph, meeting['id']))).toMatchObject([
      { proposedNewTime: { start: { dateTime: '2026-03-04T09:00:00.0000000', timeZone: 'UTC' } } },
    ]);
    const moved = await patch(graph, meeting['id'], SLOT);
    expect(attendeesOf(moved).some((person) => 'proposedNewTime' in person)).toBe(false);
  });

  it('is refused to the organizer, without a request for one, and with a proposal that cannot be', async () => {
    const meeting = await make(graph, meetingBody(ALEX));
    expect(await act(graph, meeting['id'], 'accept', {}, ADELE)).toBe(400);
    const silent = await make(graph, { ...meetingBody(ALEX), responseRequested: false });
    const { id: silentId } = await copyOf(graph, ALEX, silent);
    expect(await act(graph, silentId, 'accept')).toBe(400);
    expect(await act(graph, silentId, 'accept', { sendResponse: false })).toBe(202);
    const fixed = await make(graph, { ...meetingBody(ALEX), allowNewTimeProposals: false });
    const { id: fixedId } = await copyOf(graph, ALEX, fixed);
    expect(await act(graph, fixedId, 'decline', { proposedNewTime: SLOT })).toBe(400);
    const { id } = await copyOf(graph, ALEX, meeting);
    expect(await act(graph, id, 'decline', { proposedNewTime: SLOT, sendResponse: false })).toBe(400);
    expect(await act(graph, id, 'decline', { sendResponse: 'yes' })).toBe(400);
    expect(responseOf(await copyOf(graph, ALEX, meeting))).toBe('notResponded');
  });

  it('leaves lastModifiedDateTime of the organizer’s event alone where the switch says so', async () => {
    for (const value of ['moves-last-modified', 'keeps-last-modified'] as const) {
      graph = createGraphApp();
      graph.world.switches.set({ responseTracking: value });
      const meeting = await make(graph, meetingBody(ALEX));
      const { id } = await copyOf(graph, ALEX, meeting);
      graph.clock.advance(60_000);
      await act(graph, id, 'accept');
      const after = await getEvent(graph, meeting['id']);
      expect(after['changeKey']).not.toBe(meeting['changeKey']);
      expect(after['lastModifiedDateTime'] === meeting['lastModifiedDateTime']).toBe(
        value === 'keeps-last-modified',
      );
    }
  });

  it('to one occurrence makes an exception on both sides, and changes nobody else’s copy', async () => {
    const meeting = await make(graph, dailyBody(3, ALEX, MEGAN));
    const megans = follow(graph, MEGAN);
    await megans();
    const [, second] = await copiesOf(graph, ALEX, meeting);
    expect(await act(graph, second?.['id'], 'accept')).toBe(202);
    const answers = async (user: string, read: (event: object & Record<string, unknown>) => unknown) =>
      (await copiesOf(graph, user, meeting)).map((event) => [startOf(event), read(event)]);
    expect(await answers(ALEX, responseOf)).toEqual([
      ['2026-03-02T09:00', 'notResponded'],
      ['2026-03-03T09:00', 'accepted'],
      ['2026-03-04T09:00', 'notResponded'],
    ]);
    expect(await answers(ADELE, (event) => answerOf(event, ALEX))).toEqual([
      ['2026-03-02T09:00', 'none'],
      ['2026-03-03T09:00', 'accepted'],
      ['2026-03-04T09:00', 'none'],
    ]);
    expect(await megans()).toEqual([]);
  });

  it('that declines one occurrence takes only that one, without a tombstone', async () => {
    const meeting = await make(graph, dailyBody(3, ALEX));
    const [, second] = await copiesOf(graph, ALEX, meeting);
    const next = follow(graph, ALEX);
    await next();
    await act(graph, second?.['id'], 'decline');
    const told = await next();
    expect(told.some((item) => '@removed' in item)).toBe(false);
    expect(told.map(({ type }) => type)).toEqual(['seriesMaster', 'occurrence', 'occurrence']);
    expect((await copiesOf(graph, ALEX, meeting)).map(startOf)).toEqual([
      '2026-03-02T09:00',
      '2026-03-04T09:00',
    ]);
  });
});

describe('the organizer’s own response', () => {
  it('is organizer, or none where the switch says so', async () => {
    const first = await make(graph, meetingBody(ALEX));
    graph.world.switches.set({ organizerResponse: 'none' });
    const second = await make(graph, meetingBody(ALEX));
    expect([first, second].map(responseOf)).toEqual(['organizer', 'none']);
    expect(isJson(second['responseStatus']) && second['responseStatus']['time']).toBe('0001-01-01T00:00:00Z');
  });
});
