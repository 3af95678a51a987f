import { beforeEach, describe, expect, it } from 'vitest';
import { createGraphApp, type GraphApp, text } from './helpers/graph-app.ts';
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
  guest,
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

describe('an invitation', () => {
  it('stands in the mailbox of everybody invited, with the same iCalUId and an id of its own', async () => {
    const next = follow(graph, ALEX);
    await next();
    const meeting = await make(graph, { ...meetingBody(ALEX, MEGAN), categories: ['Blue category'] });
    for (const user of [ALEX, MEGAN]) {
      const copy = await copyOf(graph, user, meeting);
      expect(copy).toMatchObject({
        iCalUId: meeting['iCalUId'],
        subject: 'Plan',
        isOrganizer: false,
        isCancelled: false,
        showAs: 'tentative',
        categories: [],
        organizer: { emailAddress: { address: ADELE } },
      });
      expect(responseOf(copy)).toBe('notResponded');
      expect(copy['id']).not.toBe(meeting['id']);
    }
    expect((await next()).map(({ subject, type }) => [subject, type])).toEqual([['Plan', 'singleInstance']]);
  });

  it('goes nowhere for addresses without a mailbox here, and not back to the organizer', async () => {
    const meeting = await make(graph, meetingBody('guest@elsewhere.example', ADELE));
    expect(await copiesOf(graph, ADELE, meeting)).toHaveLength(1);
  });

  it('shows only himself to who is invited with hideAttendees', async () => {
    const meeting = await make(graph, { ...meetingBody(ALEX, MEGAN), hideAttendees: true });
    expect(attendeesOf(await copyOf(graph, ALEX, meeting))).toMatchObject([
      { emailAddress: { address: ALEX } },
    ]);
    expect(attendeesOf(await getEvent(graph, meeting['id']))).toHaveLength(2);
  });

  it('reports a creation in the mailbox it comes to', async () => {
    const changes: string[] = [];
    graph.world.onMailboxChange(({ userId, changeType }) => {
      changes.push(`${graph.world.findUser(userId)?.userPrincipalName} ${changeType}`);
    });
    await make(graph, meetingBody(ALEX));
    expect(changes).toEqual([`${ADELE} created`, `${ALEX} created`]);
  });
});

describe('an update by the organizer', () => {
  it('changes the copies, and leaves them what is their own', async () => {
    const meeting = await make(graph, meetingBody(ALEX));
    const { id } = await copyOf(graph, ALEX, meeting);
    await patch(graph, id, { categories: ['Red category'], reminderMinutesBeforeStart: 5 }, ALEX);
    await act(graph, id, 'accept');
    await patch(graph, meeting['id'], { subject: 'New plan', location: { displayName: 'Baker' } });
    const copy = await copyOf(graph, ALEX, meeting);
    expect(copy).toMatchObject({
      id,
      subject: 'New plan',
      location: { displayName: 'Baker' },
      categories: ['Red category'],
      reminderMinutesBeforeStart: 5,
      showAs: 'busy',
    });
    expect(responseOf(copy)).toBe('accepted');
  });

  it('to another time asks everybody again, unless the switch keeps their answers', async () => {
    for (const kept of [false, true]) {
      graph = createGraphApp();
      if (kept) graph.world.switches.set({ movedMeetingResponses: 'kept' });
      const meeting = await make(graph, meetingBody(ALEX));
      const { id } = await copyOf(graph, ALEX, meeting);
      await act(graph, id, 'accept');
      expect(answerOf(await getEvent(graph, meeting['id']), ALEX)).toBe('accepted');
      await patch(graph, meeting['id'], { start: at('2026-03-03T09:00:00'), end: at('2026-03-03T10:00:00') });
      const copy = await copyOf(graph, ALEX, meeting);
      expect(startOf(copy)).toBe('2026-03-03T09:00');
      expect(responseOf(copy)).toBe(kept ? 'accepted' : 'notResponded');
      expect(answerOf(await getEvent(graph, meeting['id']), ALEX)).toBe(kept ? 'accepted' : 'none');
    }
  });

  it('that concerns the organizer alone sends nothing', async () => {
    const meeting = await make(graph, meetingBody(ALEX));
    const next = follow(graph, ALEX);
    await next();
    await patch(graph, meeting['id'], { categories: ['Green category'], showAs: 'oof' });
    expect(await next()).toEqual([]);
  });

  it('of the guest list reaches only who is new or dropped, who was there keeps the old list', async () => {
    const meeting = await make(graph, meetingBody(ALEX));
    const before = await copyOf(graph, ALEX, meeting);
    await patch(graph, meeting['id'], { attendees: [guest(ALEX), guest(MEGAN)] });
    expect(await copyOf(graph, ALEX, meeting)).toEqual(before);
    expect(attendeesOf(await copyOf(graph, MEGAN, meeting))).toHaveLength(2);
    await patch(graph, meeting['id'], { attendees: [guest(MEGAN)] });
    expect(await copyOf(graph, ALEX, meeting)).toMatchObject({
      subject: 'Canceled: Plan',
      isCancelled: true,
    });
    expect(await copyOf(graph, MEGAN, meeting)).toMatchObject({ isCancelled: false });
  });

  it('keeps the answers of those who stay on the list', async () => {
    const meeting = await make(graph, meetingBody(ALEX));
    await act(graph, (await copyOf(graph, ALEX, meeting))['id'], 'tentativelyAccept');
    const after = await patch(graph, meeting['id'], { attendees: [guest(ALEX, 'optional'), guest(MEGAN)] });
    expect(answerOf(after, ALEX)).toBe('tentativelyAccepted');
    expect(answerOf(after, MEGAN)).toBe('none');
  });
});

describe('a cancellation', () => {
  it('takes the meeting from its organizer and leaves it marked with everybody else, until they remove it', async () => {
    for (const way of ['cancel', 'DELETE']) {
      graph = createGraphApp();
      const meeting = await make(graph, meetingBody(ALEX));
      const { id } = await copyOf(graph, ALEX, meeting);
      const next = follow(graph, ALEX);
      await next();
      const [method, tail, status] =
        way === 'cancel' ? (['POST', '/cancel', 202] as const) : (['DELETE', '', 204] as const);
      const url = `/v1.0/me/events/${text(meeting['id'])}${tail}`;
      const answer = await graph.ask(url, { method, body: { comment: 'Sorry' }, undescribed: true });
      expect(answer.status).toBe(status);
      expect(await copiesOf(graph, ADELE, meeting)).toEqual([]);
      expect(await next()).toMatchObject([
        { id, subject: 'Canceled: Plan', isCancelled: true, showAs: 'free' },
      ]);
      await graph.ask(`/v1.0/me/events/${text(id)}`, { method: 'DELETE', user: ALEX });
      expect(await next()).toMatchObject([{ id, '@removed': { reason: 'deleted' } }]);
    }
  });

  it('is in another language, twice, or without a word where the switch says so', async () => {
    for (const [value, subject] of [
      ['german', 'Abgesagt: Plan'],
      ['twice', 'Canceled: Canceled: Plan'],
      ['unchanged', 'Plan'],
    ] as const) {
      graph = createGraphApp();
      graph.world.switches.set({ cancelledSubject: value });
      const meeting = await make(graph, meetingBody(ALEX));
      await act(graph, meeting['id'], 'cancel', {}, ADELE);
      expect(await copyOf(graph, ALEX, meeting)).toMatchObject({ subject, isCancelled: true });
    }
  });

  it('stays in the organizer’s calendar, marked, where the switch says so', async () => {
    graph.world.switches.set({ organizerCancels: 'kept' });
    const meeting = await make(graph, meetingBody(ALEX));
    await act(graph, meeting['id'], 'cancel', {}, ADELE);
    expect(await copyOf(graph, ADELE, meeting)).toMatchObject({ isCancelled: true });
    expect(await copyOf(graph, ALEX, meeting)).toMatchObject({ isCancelled: true });
  });

  it('is for the organizer only', async () => {
    const meeting = await make(graph, meetingBody(ALEX));
    const { id } = await copyOf(graph, ALEX, meeting);
    expect(await act(graph, id, 'cancel')).toBe(400);
    expect(await copyOf(graph, ALEX, meeting)).toMatchObject({ isCancelled: false });
  });

  it('of one occurrence marks that one in the copies; the organizer has a deleted date', async () => {
    const meeting = await make(graph, dailyBody(3, ALEX));
    const [, second] = await copiesOf(graph, ADELE, meeting);
    await act(graph, second?.['id'], 'cancel', {}, ADELE);
    expect((await copiesOf(graph, ADELE, meeting)).map(startOf)).toEqual([
      '2026-03-02T09:00',
      '2026-03-04T09:00',
    ]);
    const copies = await copiesOf(graph, ALEX, meeting);
    expect(copies.map((copy) => [startOf(copy), copy['type'], copy['isCancelled']])).toEqual([
      ['2026-03-02T09:00', 'occurrence', false],
      ['2026-03-03T09:00', 'exception', true],
      ['2026-03-04T09:00', 'occurrence', false],
    ]);
  });
});
