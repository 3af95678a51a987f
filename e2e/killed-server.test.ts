import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { SandboxClient } from '@calmirror/sandbox';

import { eventually, startFlow, untilActive, untilEqual } from './support/flow.ts';
import type { Flow } from './support/flow.ts';

const adele = 'adele@contoso.example';
const EVENTS = 5_000;

let flow: Flow;
let person: SandboxClient;

beforeAll(async () => {
  // The product's own lease: the 40 seconds are a promise about it, not about a test's shorter one.
  flow = await startFlow({ env: { LEASE_SECONDS: '15' } });
  person = await flow.signUp();
  await flow.simulator.control.seed({ user: adele, calendar: 'Calendar', count: EVENTS });
});
afterAll(() => flow[Symbol.asyncDispose]());

const count = async (): Promise<number> => {
  const row = await flow.db
    .selectFrom('calendar_event')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return row.count;
};

async function askedPages(): Promise<string[]> {
  const { requests } = await flow.simulator.control.requests({ path: 'calendarView/delta' });
  return requests.map((request) => request.link ?? 'the first page');
}

describe('a server that is killed in the middle of a first sync of 5,000 events', () => {
  it(
    'goes on at the next page when it is started again, and the mirror ends equal to the mailbox',
    { timeout: 120_000 },
    async () => {
      // Slow pages, so that the kill falls in the middle whatever the machine.
      await flow.simulator.control.setFaults({
        rules: [
          {
            match: { path: '/v1.0/', pathPattern: 'calendarView/delta', after: 2 },
            action: { type: 'delay', ms: 300 },
          },
        ],
      });
      const [connectionId] = [...(await person.connect(adele, ['Calendar'])).values()];
      await eventually('some pages are committed', 30_000, async () => (await count()) >= 1_000);
      await flow.server.kill();

      const committed = await flow.db
        .selectFrom('sync_round')
        .select(['page_count', 'kind'])
        .executeTakeFirstOrThrow();
      const before = await count();
      const askedBefore = await askedPages();
      expect(committed.kind).toBe('baseline');
      expect(before).toBeGreaterThanOrEqual(1_000);
      expect(before).toBeLessThan(EVENTS);

      await flow.simulator.control.clearFaults();
      const restarted = performance.now();
      await flow.server.start();
      await eventually('the first new rows are there', 40_000, async () => (await count()) > before);
      const firstRowsMs = performance.now() - restarted;
      await untilActive(person, 60_000);
      await untilEqual(flow, { connectionId: connectionId ?? '', user: adele, calendarName: 'Calendar' });

      // Page n was reached by the link that page n-1 gave: the first page_count links brought committed pages.
      const committedLinks = new Set(askedBefore.slice(0, committed.page_count));
      const askedAfter = (await askedPages()).slice(askedBefore.length);
      expect(askedBefore.length).toBeGreaterThanOrEqual(committed.page_count);
      expect(askedAfter.filter((link) => committedLinks.has(link))).toEqual([]);
      expect(askedAfter.length).toBeGreaterThan(0);
      expect(firstRowsMs).toBeLessThan(40_000);
    },
  );
});
