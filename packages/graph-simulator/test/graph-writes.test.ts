/** What is written comes back as it was written, or is refused. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createGraphApp, errorCode, type GraphApp, isJson, type Json, text } from './helpers/graph-app.ts';

const TIMES: Json = {
  start: { dateTime: '2026-03-02T09:00:00', timeZone: 'UTC' },
  end: { dateTime: '2026-03-02T10:00:00', timeZone: 'UTC' },
};

let graph: GraphApp;
beforeEach(() => {
  graph = createGraphApp();
});

const post = (body: Json) => graph.ask('/v1.0/me/events', { method: 'POST', body });
const patch = (id: unknown, body: Json) =>
  graph.ask(`/v1.0/me/events/${text(id)}`, { method: 'PATCH', body });

describe('a place', () => {
  it('keeps its mailbox, what its id is one of, and all that a map says', async () => {
    const location = {
      displayName: 'Conf Room Baker',
      locationEmailAddress: 'baker@contoso.example',
      uniqueId: 'baker',
      uniqueIdType: 'directory',
      coordinates: { latitude: 48.4, longitude: 9.9, altitude: 478, accuracy: 5, altitudeAccuracy: 1 },
    };
    const made = await post({ ...TIMES, location });
    expect(made.body['location']).toMatchObject(location);
    expect(made.body['locations']).toMatchObject([location]);
    for (const uniqueIdType of ['unknown', 'locationStore', 'directory', 'private', 'bing']) {
      const { body } = await post({ ...TIMES, location: { displayName: 'Room', uniqueIdType } });
      expect(body['location']).toMatchObject({ uniqueIdType });
    }
    const other = await post({ ...TIMES, location: { displayName: 'Room', uniqueIdType: 'google' } });
    expect([other.status, errorCode(other)]).toEqual([400, 'RequestBodyRead']);
  });
});

describe('a body that was written as text', () => {
  const body = { contentType: 'text', content: 'a < b & c\r\nsecond line' };

  it('is answered as HTML that shows it, unless text is asked for', async () => {
    const made = await post({ ...TIMES, body });
    const url = `/v1.0/me/events/${text(made.body['id'])}`;
    const read = await graph.ask(url);
    for (const answer of [made, read]) {
      expect(answer.body['bodyPreview']).toBe(body.content);
      const shown = answer.body['body'];
      expect(shown).toMatchObject({ contentType: 'html' });
      expect(isJson(shown) && shown['content']).toContain('a &lt; b &amp; c<br>\r\nsecond line');
    }
    const prefer = 'outlook.body-content-type="text"';
    expect((await graph.ask(url, { headers: { prefer } })).body['body']).toEqual(body);
  });

  it('stays as it was written where a switch says so', async () => {
    graph.world.switches.set({ textBodies: 'as-written' });
    expect((await post({ ...TIMES, body })).body['body']).toEqual(body);
  });
});

describe('a number or a name that Graph has no room for', () => {
  it.each([
    { reminderMinutesBeforeStart: 2_147_483_648 },
    { reminderMinutesBeforeStart: -2_147_483_649 },
    { isOnlineMeeting: true, onlineMeetingProvider: 'zoom' },
  ])('is refused: %j', async (more) => {
    const answer = await post({ ...TIMES, ...more });
    expect([answer.status, errorCode(answer)]).toEqual([400, 'RequestBodyRead']);
  });

  it('has neighbours that it takes', async () => {
    const most = await post({ ...TIMES, reminderMinutesBeforeStart: 2_147_483_647 });
    expect(most.body['reminderMinutesBeforeStart']).toBe(2_147_483_647);
    const online = await post({ ...TIMES, isOnlineMeeting: true, onlineMeetingProvider: 'TeamsForBusiness' });
    expect(online.body).toMatchObject({ isOnlineMeeting: true, onlineMeetingProvider: 'teamsForBusiness' });
  });
});

describe('an all-day event that begins where clocks skip midnight', () => {
  const cairo = (day: string): Json => ({ dateTime: `${day}T00:00:00`, timeZone: 'Egypt Standard Time' });
  const ends = (event: Json): unknown[] =>
    ['start', 'end'].map((name) => {
      const time = event[name];
      return isJson(time) ? text(time['dateTime']).slice(0, 16) : time;
    });

  it('can be made longer, timed and whole again', async () => {
    const made = await post({ isAllDay: true, start: cairo('2026-04-24'), end: cairo('2026-04-25') });
    expect(ends(made.body)).toEqual(['2026-04-24T00:00', '2026-04-25T00:00']);
    const longer = await patch(made.body['id'], { end: cairo('2026-04-26') });
    expect(ends(longer.body)).toEqual(['2026-04-24T00:00', '2026-04-26T00:00']);
    // 01:00 in Cairo is the first moment of that day.
    const timed = await patch(made.body['id'], { isAllDay: false });
    expect(ends(timed.body)).toEqual(['2026-04-23T22:00', '2026-04-25T21:00']);
    const whole = await patch(made.body['id'], { isAllDay: true });
    expect(ends(whole.body)).toEqual(['2026-04-24T00:00', '2026-04-26T00:00']);
  });
});
