/** What is written comes back as it was written, or is refused. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createGraphApp, errorCode, type GraphApp, type Json } from './helpers/graph-app.ts';

const TIMES: Json = {
  start: { dateTime: '2026-03-02T09:00:00', timeZone: 'UTC' },
  end: { dateTime: '2026-03-02T10:00:00', timeZone: 'UTC' },
};

let graph: GraphApp;
beforeEach(() => {
  graph = createGraphApp();
});

const post = (body: Json) => graph.ask('/v1.0/me/events', { method: 'POST', body });

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
