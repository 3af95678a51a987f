/** Every path and method of Microsoft's description that belongs to a mailbox, asked for once. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createGraphApp, type GraphApp, isJson, type Json, text } from './helpers/graph-app.ts';
import { hasGraphFacts, readGraphFact, SKIPPED } from './helpers/graph-facts.ts';

const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'] as const;
type Method = (typeof METHODS)[number];
const STATUS: Readonly<Record<Method, number>> = { GET: 200, POST: 201, PATCH: 200, DELETE: 204 };
/** Declared, and served by nobody: calendar facts 2.1. */
const NOT_TRACKED = /\/instances\/delta\(\)$/;

interface Operation {
  readonly path: string;
  readonly method: Method;
}

function operations(): Operation[] {
  const description = hasGraphFacts ? readGraphFact('openapi.json') : {};
  const paths = isJson(description) && isJson(description['paths']) ? description['paths'] : {};
  return Object.entries(paths)
    .filter(([path]) => /^\/(me|users)\b/.test(path))
    .flatMap(([path, item]) =>
      METHODS.filter((method) => isJson(item) && method.toLowerCase() in item).map((method) => ({
        path,
        method,
      })),
    );
}

const EVENT: Json = {
  subject: 'Probe',
  start: { dateTime: '2026-03-02T09:00:00', timeZone: 'UTC' },
  end: { dateTime: '2026-03-02T10:00:00', timeZone: 'UTC' },
  recurrence: {
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'numbered', startDate: '2026-03-02', numberOfOccurrences: 3 },
  },
};
const WINDOW = 'startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-04-01T00:00:00Z';

let graph: GraphApp;
let made = 0;
beforeAll(() => {
  graph = createGraphApp();
  graph.world.switches.set({ eventsDelta: 'served' });
});

async function post(url: string, body: Json): Promise<string> {
  const undescribed = true;
  return text((await graph.ask(`/v1.0${url}`, { method: 'POST', body, undescribed })).body['id']);
}

/** With a calendar, a group and a series of its own. */
async function filled(path: string): Promise<string> {
  made += 1;
  let url = path.replace('{user-id}', 'adele@contoso.example');
  if (url.includes('{calendar-id}')) {
    const id = await post('/me/calendars', { name: `Probe ${made}` });
    url = url.replace('{calendar-id}', id);
  }
  if (url.includes('{calendarGroup-id}'))
    url = url.replace('{calendarGroup-id}', await post('/me/calendarGroups', { name: `Group ${made}` }));
  if (url.includes('{event-id}'))
    url = url.replace('{event-id}', await post(url.split('/{event-id}')[0] ?? '', EVENT));
  const hasWindow = /calendarView|instances/.test(url);
  return `/v1.0${url}${hasWindow ? `?${WINDOW}` : ''}`;
}

function bodyOf({ path, method }: Operation): Json | undefined {
  if (method === 'POST') return path.endsWith('events') ? EVENT : { name: `New ${made}` };
  if (method !== 'PATCH') return undefined;
  return path.endsWith('{event-id}') ? { subject: 'New' } : { color: 'lightTeal' };
}

describe('every operation of Microsoft’s description on a mailbox', () => {
  it('is answered as it is described', async (context) => {
    if (!hasGraphFacts) context.skip(SKIPPED);
    const all = operations();
    expect(all.length).toBeGreaterThan(70);
    const wrong: string[] = [];
    for (const operation of all) {
      const { path, method } = operation;
      const url = await filled(path);
      const body = bodyOf(operation);
      // The answer is compared with its description here.
      const { status } = await graph.ask(url, { method, ...(body === undefined ? {} : { body }) });
      const expected = NOT_TRACKED.test(path) ? 400 : STATUS[method];
      if (status !== expected) wrong.push(`${method} ${path}: ${status}`);
    }
    expect(wrong).toEqual([]);
    console.log(`${all.length} operations on mailboxes are answered as described.`);
  });
});
