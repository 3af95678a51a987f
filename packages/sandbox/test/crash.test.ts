import { describe, expect, it } from 'vitest';

import { differences } from '../../server/test/support/mirror-and-mailbox.ts';
import { eventually, startFlow } from './support.ts';
import type { Flow } from './support.ts';

const USER = 'adele@contoso.example';
const CALENDAR = 'Work projects';
const EVENTS = 5000;

/** How many pages of the first sync have been committed. */
async function pagesCommitted({ database }: Flow): Promise<number> {
  const round = await database.db.selectFrom('sync_round').select('page_count').executeTakeFirst();
  return round?.page_count ?? 0;
}

async function rowsMirrored({ database }: Flow): Promise<number> {
  const { count } = await database.db
    .selectFrom('calendar_event')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

async function deltaLinks({ simulator }: Flow, since = 0): Promise<(string | null)[]> {
  const { requests } = await simulator.control.requests({ since, path: '/calendarView/delta' });
  return requests.map((request) => request.link);
}

async function beginFirstSync(flow: Flow): Promise<string> {
  await flow.simulator.control.seed({ user: USER, calendar: CALENDAR, count: EVENTS });
  // Slow enough to be interrupted where the test wants it.
  await flow.simulator.control.setFaults({
    rules: [{ match: { pathPattern: 'calendarView/delta' }, action: { type: 'delay', ms: 60 } }],
  });
  const person = await flow.signUp();
  const connections = await person.connect(USER, [CALENDAR]);
  await eventually('four pages', async () => (await pagesCommitted(flow)) >= 4, 30_000);
  return connections.get(CALENDAR) ?? '';
}

async function expectEqualInTheEnd(flow: Flow, connectionId: string): Promise<void> {
  await eventually(
    'the first sync done',
    async () => {
      const row = await flow.database.db
        .selectFrom('calendar_connection')
        .select('status')
        .where('id', '=', connectionId)
        .executeTakeFirstOrThrow();
      return row.status === 'active';
    },
    60_000,
  );
  const calendar = { connectionId, user: USER, calendarName: CALENDAR };
  expect(await differences(flow.database.db, flow.simulator, calendar)).toEqual([]);
}

describe('a first sync of 5,000 events', () => {
  it('interrupted by SIGKILL goes on where it was, asks for no committed page again, and ends equal', async () => {
    await using flow = await startFlow();
    const connectionId = await beginFirstSync(flow);
    await flow.server.kill();

    const committed = await pagesCommitted(flow);
    const rows = await rowsMirrored(flow);
    expect(rows).toBeLessThan(EVENTS);
    const before = await deltaLinks(flow);
    const { requests } = await flow.simulator.control.requests();
    const lastSeq = requests.at(-1)?.seq ?? 0;

    const restarted = performance.now();
    await flow.server.start();
    await eventually('new rows', async () => (await rowsMirrored(flow)) > rows, 40_000);
    expect(performance.now() - restarted).toBeLessThan(40_000);
    await expectEqualInTheEnd(flow, connectionId);

    const done = new Set(before.slice(0, committed));
    const after = await deltaLinks(flow, lastSeq);
    expect(after.length).toBeGreaterThan(0);
    expect(after.filter((link) => done.has(link))).toEqual([]);
  }, 120_000);

  it('asked to stop by SIGTERM ends at a page, exits with 0 within ten seconds, and goes on at the next start', async () => {
    await using flow = await startFlow();
    const connectionId = await beginFirstSync(flow);
    const asked = performance.now();
    expect(await flow.server.stop()).toBe(0);
    expect(performance.now() - asked).toBeLessThan(10_000);

    const committed = await pagesCommitted(flow);
    expect(committed).toBeGreaterThanOrEqual(4);
    const before = await deltaLinks(flow);
    const { requests } = await flow.simulator.control.requests();
    await flow.server.start();
    await expectEqualInTheEnd(flow, connectionId);
    const done = new Set(before.slice(0, committed));
    const after = await deltaLinks(flow, requests.at(-1)?.seq ?? 0);
    expect(after.filter((link) => done.has(link))).toEqual([]);
  }, 120_000);
});
