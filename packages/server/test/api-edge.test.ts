import { problemCodes } from '@calmirror/api-contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { METRICS_TOKEN, startApi } from './support/api-server.ts';
import type { ApiUnderTest } from './support/api-server.ts';
import type { Browser } from './support/browser.ts';

describe('what every address has in common', () => {
  let api: ApiUnderTest;
  let operator: Browser;
  let person: Browser;
  let isUp = true;

  beforeAll(async () => {
    api = await startApi({
      readiness: { jobs: () => (isUp ? Promise.resolve() : Promise.reject(new Error('down'))) },
    });
    operator = api.browser();
    await operator.signUp('operator@example.com');
    person = api.browser();
    await person.signUp('person@example.com');
  });
  afterAll(() => api[Symbol.asyncDispose]());

  it('answers errors as problems with a code, a sentence and the id of the request', async () => {
    const { status, headers, body } = await person.get('/api/nothing-here');
    expect(status).toBe(404);
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(body).toMatchObject({ type: '/problems/not_found', status: 404, code: 'not_found' });
    expect(body['requestId']).toBe(headers.get('x-request-id'));
  });

  it('answers a method that an address does not take with 405 and those it takes', async () => {
    const { status, headers, body } = await person.ask('PUT', '/api/calendars/stats');
    expect([status, body['code']]).toEqual([405, 'method_not_allowed']);
    expect(headers.get('allow')?.split(', ')).toContain('GET');
    expect((await person.post('/api/events')).headers.get('allow')).toBe('GET, HEAD');
  });

  it('takes bodies as JSON only', async () => {
    const ask = (raw: string, type: string) =>
      person.post('/api/oauth/microsoft/select', { raw, headers: { 'content-type': type } });
    expect((await ask('{}', 'text/plain')).body['code']).toBe('unsupported_media_type');
    expect((await ask('a=b', 'application/x-www-form-urlencoded')).status).toBe(415);
    expect((await ask('{', 'application/json')).body['code']).toBe('bad_request');
    expect((await ask('', 'application/json')).status).toBe(422);
    expect((await ask(`"${'x'.repeat(300_000)}"`, 'application/json')).body['code']).toBe(
      'payload_too_large',
    );
  });

  it('takes a content type where there is nothing to say', async () => {
    const headers = { 'content-type': 'application/json' };
    expect((await person.post('/api/calendars/sync-all', { raw: '', headers })).status).toBe(202);
  });

  it('describes every problem at its type, for programs and for people', async () => {
    for (const code of problemCodes) {
      const { status, body } = await api.browser().get(`/problems/${code}`);
      expect([status, body['code']]).toEqual([200, code]);
    }
    const page = await api.browser().get('/problems/not_found', { headers: { accept: 'text/html' } });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.text).toContain('<h1>');
    expect((await api.browser().get('/problems/toString')).status).toBe(404);
  });

  it('is ready when its database and everything else it needs is', async () => {
    expect((await api.browser().get('/health/ready')).body).toEqual({
      status: 'ok',
      checks: { database: 'ok', jobs: 'ok' },
    });
    isUp = false;
    const down = await api.browser().get('/health/ready');
    isUp = true;
    expect([down.status, down.body['code'], down.headers.get('retry-after')]).toEqual([
      503,
      'service_unavailable',
      '5',
    ]);
    expect(down.body['detail']).toBe('Not ready: jobs.');
    expect((await api.browser().get('/health/live')).status).toBe(200);
  });

  it('shows metrics to the operator and to the bearer of METRICS_TOKEN alone', async () => {
    const bearing = (token: string) =>
      api.browser().get('/metrics', { headers: { authorization: `Bearer ${token}` } });
    const answer = await bearing(METRICS_TOKEN);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(answer.text).toContain('# HELP calmirror_graph_requests_total');
    expect((await operator.get('/metrics')).status).toBe(200);
    expect((await person.get('/metrics')).body['code']).toBe('not_allowed');
    expect((await api.browser().get('/metrics')).status).toBe(401);
    expect((await bearing('wrong')).status).toBe(401);
  });

  it('shows the jobs on a schedule to the operator alone: how each ended, and when it runs again', async () => {
    const at = new Date('2026-11-22T12:00:00Z');
    const row = { last_run_at: at, last_duration_ms: 12, lease_holder: null, lease_until: null };
    await api.database.db
      .insertInto('background_job')
      .values([
        { name: 'retention', next_run_at: new Date(at.getTime() + 60_000), last_error: 'TypeError', ...row },
        {
          name: 'push.recover_from_downtime',
          next_run_at: new Date('9999-01-01T00:00:00Z'),
          last_error: null,
          ...row,
        },
      ])
      .execute();
    expect((await person.get('/api/background-jobs')).body['code']).toBe('not_allowed');
    expect((await operator.get('/api/background-jobs')).body['items']).toEqual([
      expect.objectContaining({ name: 'push.recover_from_downtime', nextRunAt: null, lastError: null }),
      {
        name: 'retention',
        lastRunAt: '2026-11-22T12:00:00.000Z',
        nextRunAt: '2026-11-22T12:01:00.000Z',
        lastDurationMs: 12,
        lastError: 'TypeError',
        isRunning: false,
      },
    ]);
    const { text } = await operator.get('/metrics');
    expect(text).toContain('calmirror_background_job_failed{job="retention"} 1');
    expect(text).toContain('calmirror_background_job_overdue_seconds{job="push.recover_from_downtime"} 0');
    await api.database.db.deleteFrom('background_job').execute();
  });

  it('shows the audit log of everybody to the operator alone, page by page', async () => {
    const own = await person.get('/api/audit-log');
    expect(own.text).not.toContain('operator');
    expect((await person.get('/api/audit-log?scope=all')).body['code']).toBe('not_allowed');
    const first = await operator.get('/api/audit-log?scope=all&limit=1');
    const second = await operator.get(
      `/api/audit-log?scope=all&limit=1&cursor=${String(first.body['nextCursor'])}`,
    );
    expect(second.status).toBe(200);
    expect(second.text).not.toBe(first.text);
  });

  it('publishes its document and a page to read it, without signing in', async () => {
    const page = await fetch(`${api.url}/api/docs`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('swagger');
    const { status, body } = await api.browser().get('/api/openapi.json');
    expect([status, body['openapi']]).toEqual([200, '3.1.0']);
  });
});
