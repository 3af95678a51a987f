import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startApi } from './support/api-server.ts';
import type { ApiUnderTest } from './support/api-server.ts';
import { listOf } from './support/browser.ts';
import type { Browser } from './support/browser.ts';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

let people = 0;
async function connected(): Promise<{ person: Browser; leaves: string; stays: string }> {
  people += 1;
  const person = api.browser();
  await person.signUp(`person${people}@example.com`);
  const sessionId = await api.authorize(person, 'adele@contoso.example');
  const offered = listOf(await person.get(`/api/oauth/session/${sessionId}`), 'calendars');
  const calendarIds = offered.slice(0, 2).map(({ id }) => id);
  const made = await person.post('/api/oauth/microsoft/select', { json: { sessionId, calendarIds } });
  const [leaves = '', stays = ''] = listOf(made).map(({ id }) => String(id));
  return { person, leaves, stays };
}

/** Runs while somebody else's transaction, which ends the connection, is not yet committed. */
async function whileItLeaves<T>(statement: string, id: string, run: () => Promise<T>): Promise<T> {
  const client = await api.database.pool.connect();
  try {
    await client.query('begin');
    await client.query(statement, [id]);
    const outcome = run();
    outcome.catch(() => undefined);
    await sleep(300);
    await client.query('commit');
    return await outcome;
  } finally {
    client.release();
  }
}

const GONE = 'delete from calendar_connection where id = $1';
const DISCONNECTING = `update calendar_connection set status = 'disconnecting' where id = $1`;

describe('a sync asked for while its calendar is disconnected', () => {
  it.each([
    { how: GONE, status: 404, code: 'not_found' },
    { how: DISCONNECTING, status: 409, code: 'conflict' },
  ])('is refused with $code', async ({ how, status, code }) => {
    const { person, leaves } = await connected();
    const answer = await whileItLeaves(how, leaves, () => person.post(`/api/calendars/${leaves}/sync`));
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });

  it.each([{ how: GONE }, { how: DISCONNECTING }])(
    'does not keep the others from theirs ($how)',
    async ({ how }) => {
      const { person, leaves, stays } = await connected();
      const answer = await whileItLeaves(how, leaves, () => person.post('/api/calendars/sync-all'));
      expect(answer.status).toBe(202);
      expect(listOf(answer, 'runs')).toMatchObject([{ calendarId: stays }]);
    },
  );
});

describe('a webhook asked for while its calendar is purged', () => {
  it('is asked for a calendar that does not exist', async () => {
    const { person, leaves } = await connected();
    const answer = await whileItLeaves(GONE, leaves, () => person.post(`/api/calendars/${leaves}/webhook`));
    expect([answer.status, answer.body['code']]).toEqual([404, 'not_found']);
    const { rows } = await api.database.pool.query(
      'select from audit_log where subject_id = $1 and action = $2',
      [leaves, 'webhook.created'],
    );
    expect(rows).toEqual([]);
  });
});
