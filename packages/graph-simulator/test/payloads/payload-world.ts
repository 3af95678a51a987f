/** A simulator and the few words with which every payload is made to come out of it. */
import { startSimulator, type Simulator } from '../../src/index.ts';
import { expectGraphResponse } from '../helpers/expect-graph-response.ts';
import { isJson, type Json, text } from '../helpers/graph-app.ts';

export const ADELE = 'adele@contoso.example';
export const ALEX = 'alex@contoso.example';
export const WINDOW = 'startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-04-01T00:00:00Z';

export interface AskOptions {
  readonly user?: string;
  readonly method?: string;
  readonly body?: unknown;
  readonly prefer?: string;
  /** False for a path or an answer that Microsoft's description does not hold. */
  readonly described?: boolean;
}

export interface PayloadWorld extends AsyncDisposable {
  readonly simulator: Simulator;
  /** Gives the body, of refusals, too. A whole link is asked as it is. */
  ask(path: string, options?: AskOptions): Promise<Json>;
  /** Answers the next request with this status and code. */
  refused(status: number, code: string): Promise<Json>;
}

export async function startPayloadWorld(): Promise<PayloadWorld> {
  const simulator = await startSimulator();
  const { control } = simulator;
  const ask = async (path: string, options: AskOptions = {}): Promise<Json> => {
    const { user = ADELE, method = 'GET', body, prefer } = options;
    const { accessToken } = await control.token({ user });
    const response = await fetch(path.startsWith('http') ? path : `${simulator.url}/v1.0${path}`, {
      method,
      headers: {
        authorization: `Bearer ${accessToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(prefer === undefined ? {} : { prefer }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answered = await response.text();
    const parsed: unknown = answered === '' ? {} : JSON.parse(answered);
    if (!isJson(parsed)) throw new TypeError('An answer that is no object.');
    const asked = path.replace(/^https?:\/\/[^/]+\/v1\.0/, '');
    if (options.described !== false) expectGraphResponse(asked, method, response.status, parsed);
    return parsed;
  };
  return {
    simulator,
    ask,
    refused: async (status, code) => {
      await control.setFaults({
        rules: [{ match: { path: '/v1.0/me/events', times: 1 }, action: { type: 'status', status, code } }],
      });
      return ask('/me/events', { described: false });
    },
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  };
}

export const at = (dateTime: string, timeZone = 'UTC'): Json => ({ dateTime, timeZone });

/** Monday 2 March 2026, 09:00 to 10:00, with a place and a guest. */
export const MEETING: Json = {
  subject: 'Plan',
  body: { contentType: 'html', content: '<p>Does this work for you?</p>' },
  start: at('2026-03-02T09:00:00', 'Pacific Standard Time'),
  end: at('2026-03-02T10:00:00', 'Pacific Standard Time'),
  location: { displayName: "Harry's Bar" },
  attendees: [{ type: 'required', emailAddress: { name: 'Alex', address: ALEX } }],
};

export const daily = (numberOfOccurrences: number, zone = 'UTC'): Json => ({
  pattern: { type: 'daily', interval: 1 },
  range: { type: 'numbered', startDate: '2026-03-02', numberOfOccurrences, recurrenceTimeZone: zone },
});

export function items(page: Json): Json[] {
  const { value } = page;
  if (!Array.isArray(value)) throw new TypeError(`No collection: ${JSON.stringify(page)}`);
  return value.filter(isJson);
}

export async function made(world: PayloadWorld, body: Json, user = ADELE): Promise<Json> {
  const event = await world.ask('/me/events', { method: 'POST', body, user });
  text(event['id']);
  return event;
}

/** Follows nextLinks to the end of the round; gives its pages. */
export async function round(world: PayloadWorld, link: string, prefer?: string): Promise<Json[]> {
  const pages: Json[] = [];
  for (let next = link; ;) {
    const page = await world.ask(next, prefer === undefined ? {} : { prefer });
    pages.push(page);
    if (page['@odata.nextLink'] === undefined) return pages;
    next = text(page['@odata.nextLink']);
  }
}

export const lastLink = (pages: readonly Json[]): string => text(pages.at(-1)?.['@odata.deltaLink']);
