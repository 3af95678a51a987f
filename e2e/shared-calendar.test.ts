import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { SandboxClient } from '@calmirror/sandbox';

import { calendarsOf, eventsNamed, eventually, startFlow, untilActive } from './support/flow.ts';
import type { Flow } from './support/flow.ts';

const adele = 'adele@contoso.example';
const alex = 'alex@contoso.example';
const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);

let flow: Flow;
let person: SandboxClient;

beforeAll(async () => {
  flow = await startFlow();
  person = await flow.signUp();
});
afterAll(() => flow[Symbol.asyncDispose]());

describe('a calendar that somebody else shares with the account', () => {
  it('is mirrored by polling, without what its owner keeps private, and follows its owner', async () => {
    const inAlexsCalendar = (title: string, sensitivity: string) =>
      flow.simulator.control.createEvent({
        user: alex,
        calendar: 'Work projects',
        event: {
          subject: title,
          sensitivity,
          start: { dateTime: `${tomorrow}T09:00:00`, timeZone: 'UTC' },
          end: { dateTime: `${tomorrow}T10:00:00`, timeZone: 'UTC' },
        },
      });
    await inAlexsCalendar('Ship the boat', 'normal');
    await inAlexsCalendar('Job interview', 'private');
    const connections = await person.connect(adele, ['Alex Wilber']);
    await untilActive(person);
    expect((await calendarsOf(person)).map(({ name, freshness }) => [name, freshness.mode])).toEqual([
      ['Alex Wilber', 'polling'],
    ]);
    expect(await eventsNamed(person, 'Ship the boat')).toHaveLength(1);
    expect(await eventsNamed(person, 'Job interview')).toEqual([]);

    await inAlexsCalendar('Paint the boat', 'normal');
    await person.request(`/api/calendars/${connections.get('Alex Wilber') ?? ''}/sync`, { method: 'POST' });
    await eventually(
      'the new event is there',
      10_000,
      async () => (await eventsNamed(person, 'Paint the boat'))[0],
    );
  });
});
