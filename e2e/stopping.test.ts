import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { SandboxClient } from '@calmirror/sandbox';

import { eventually, startFlow, untilActive, untilEqual } from './support/flow.ts';
import type { Flow } from './support/flow.ts';

const adele = 'adele@contoso.example';

let flow: Flow;
let person: SandboxClient;

beforeAll(async () => {
  flow = await startFlow();
  person = await flow.signUp();
  await flow.simulator.control.seed({ user: adele, calendar: 'Calendar', count: 3_000 });
});
afterAll(() => flow[Symbol.asyncDispose]());

describe('a server that is told to stop in the middle of a round', () => {
  it(
    'exits with 0 within ten seconds, at a page boundary, and gives its lease back',
    { timeout: 60_000 },
    async () => {
      await flow.simulator.control.setFaults({
        rules: [{ match: { pathPattern: 'calendarView/delta' }, action: { type: 'delay', ms: 250 } }],
      });
      const [connectionId] = [...(await person.connect(adele, ['Calendar'])).values()];
      await eventually('a page is committed', 30_000, async () => {
        const round = await flow.db.selectFrom('sync_round').select('page_count').executeTakeFirst();
        return (round?.page_count ?? 0) > 0;
      });
      const asked = performance.now();
      expect(await flow.server.stop()).toBe(0);
      expect(performance.now() - asked).toBeLessThan(10_000);

      const connection = await flow.db
        .selectFrom('calendar_connection')
        .select(['lease_holder', 'status', 'last_error_code'])
        .where('id', '=', connectionId ?? '')
        .executeTakeFirstOrThrow();
      expect(connection).toEqual({ lease_holder: null, status: 'connecting', last_error_code: null });
      const pages = await flow.db.selectFrom('sync_round_page').select('page').orderBy('page').execute();
      const round = await flow.db.selectFrom('sync_round').select('page_count').executeTakeFirstOrThrow();
      expect(pages.map((row) => row.page)).toEqual(
        Array.from({ length: round.page_count }, (_, index) => index + 1),
      );

      await flow.simulator.control.clearFaults();
      await flow.server.start();
      await untilActive(person, 30_000);
      await untilEqual(flow, { connectionId: connectionId ?? '', user: adele, calendarName: 'Calendar' });
    },
  );
});
