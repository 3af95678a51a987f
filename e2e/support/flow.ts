/** One sandbox on a database of its own, and what every flow test does with it. */
import type { Simulator } from '@calmirror/graph-simulator';
import { SandboxClient, startSandbox } from '@calmirror/sandbox';
import type { Answer, Sandbox, SandboxOptions } from '@calmirror/sandbox';
import type { Kysely } from 'kysely';
import { Type } from 'typebox';
import type { Static } from 'typebox';

import type { Database } from '../../packages/server/src/models/database.ts';
import { differences } from '../../packages/server/test/support/mirror-and-mailbox.ts';
import { startRecordingProxy } from './recording-proxy.ts';
import { testDatabase } from '../../packages/server/test/support/postgres.ts';

export interface Flow extends AsyncDisposable, Sandbox {
  readonly db: Kysely<Database>;
  /** Every secret that passed between server and Microsoft so far, and what it is. */
  readonly passedSecrets: ReadonlyMap<string, string>;
  /** Where the server and browsers find Microsoft. */
  readonly microsoftUrl: string;
  /** Takes a text that came from the server into the search for secrets. */
  readonly hear: (text: string) => void;
  /** Where a secret stands that should not: log lines and answers of the server, and whatever else was heard. */
  leaks(): string[];
}

export async function startFlow(options: Omit<SandboxOptions, 'databaseUrl'> = {}): Promise<Flow> {
  await using starting = new AsyncDisposableStack();
  const database = starting.use(await testDatabase());
  const proxy = starting.use(await startRecordingProxy());
  const sandbox = starting.use(
    await startSandbox({
      ...options,
      databaseUrl: database.url,
      startServer: false,
      env: { MICROSOFT_LOGIN_URL: proxy.url, MICROSOFT_GRAPH_URL: proxy.url, ...options.env },
    }),
  );
  proxy.forwardTo(sandbox.simulator.url);
  if (options.startServer !== false) await sandbox.server.start();

  const answers: string[] = [];
  const client = (): SandboxClient => new RecordedClient(sandbox, answers);
  const leaks = (): string[] => {
    const configured = sandbox.secrets.map((secret): [string, string] => [secret, 'configuration']);
    return findLeaks(new Map([...configured, ...proxy.secrets]), [...sandbox.server.output, ...answers]);
  };
  let people = 0;
  const running = starting.move();
  return {
    ...sandbox,
    db: database.db,
    passedSecrets: proxy.secrets,
    microsoftUrl: proxy.url,
    hear: (text) => void answers.push(text),
    leaks,
    client,
    signUp: async (email) => {
      people += 1;
      const person = client();
      await person.signUp(email ?? `person-${people}@example.com`);
      return person;
    },
    [Symbol.asyncDispose]: async () => {
      await sandbox.server.stop();
      const found = leaks();
      await running.disposeAsync();
      // Every flow is a flow that must not leak.
      if (found.length > 0) throw new Error(`Secrets leaked:\n${found.join('\n')}`);
    },
  };
}

/** Each text that holds a secret, with what the secret is; never the secret by itself. */
export function findLeaks(secrets: ReadonlyMap<string, string>, texts: readonly string[]): string[] {
  return texts.flatMap((text) =>
    [...secrets].flatMap(([secret, name]) =>
      text.includes(secret) ? [`${name} in: ${text.slice(0, 200)}`] : [],
    ),
  );
}

/** Keeps what Calmirror answered, headers and all, for the search for secrets. */
class RecordedClient extends SandboxClient {
  readonly #answers: string[];
  readonly #origin: string;

  constructor(sandbox: Sandbox, answers: string[]) {
    super(sandbox.server.url, sandbox.simulator);
    this.#answers = answers;
    this.#origin = sandbox.server.url;
  }

  override async request(...[target, init]: Parameters<SandboxClient['request']>): Promise<Answer> {
    const answer = await super.request(target, init);
    if (new URL(target, this.#origin).origin === this.#origin) {
      this.#answers.push(
        `${answer.status} ${JSON.stringify([...answer.headers])} ${JSON.stringify(answer.body)}`,
      );
    }
    return answer;
  }
}

/** Waits until `what` gives something; the last error or value stands in the failure. */
export async function eventually<T>(
  sentence: string,
  withinMs: number,
  what: () => Promise<T | undefined | false>,
): Promise<T> {
  const until = performance.now() + withinMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await what();
      if (value !== undefined && value !== false) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    if (performance.now() > until) {
      throw new Error(`${sentence}: not within ${withinMs} ms`, { cause: last });
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

const EventItem = Type.Object({
  id: Type.String(),
  title: Type.Union([Type.String(), Type.Null()]),
  type: Type.String(),
});
export type EventItem = Static<typeof EventItem>;
const Events = Type.Object({ items: Type.Array(EventItem) });
const Calendar = Type.Object({
  id: Type.String(),
  name: Type.String(),
  status: Type.String(),
  statusReason: Type.Union([Type.String(), Type.Null()]),
  freshness: Type.Object({ mode: Type.String(), asOf: Type.Union([Type.String(), Type.Null()]) }),
});
const Calendars = Type.Object({ items: Type.Array(Calendar) });
export type CalendarItem = Static<typeof Calendar>;

export async function eventsNamed(client: SandboxClient, title: string): Promise<EventItem[]> {
  const start = encodeURIComponent('2026-09-01T00:00:00Z');
  const end = encodeURIComponent('2027-12-01T00:00:00Z');
  const answer = await client.get(
    `/api/events?q=${encodeURIComponent(title)}&start=${start}&end=${end}`,
    Events,
  );
  return answer.items.filter((event) => event.title === title);
}

export async function calendarsOf(client: SandboxClient): Promise<CalendarItem[]> {
  return (await client.get('/api/calendars', Calendars)).items;
}

export async function untilActive(client: SandboxClient, withinMs = 20_000): Promise<CalendarItem[]> {
  return eventually('every calendar is active', withinMs, async () => {
    const calendars = await calendarsOf(client);
    return calendars.length > 0 && calendars.every((calendar) => calendar.status === 'active') && calendars;
  });
}

export async function untilPushed(client: SandboxClient, withinMs = 20_000): Promise<void> {
  await eventually('every calendar is pushed', withinMs, async () =>
    (await calendarsOf(client)).every((calendar) => calendar.freshness.mode === 'push'),
  );
}

export async function untilEqual(
  flow: Flow,
  calendar: { connectionId: string; user: string; calendarName: string },
  withinMs = 10_000,
): Promise<void> {
  await eventually(`the mirror of ${calendar.calendarName} equals the mailbox`, withinMs, async () => {
    const found = await differences(flow.db, flow.simulator, calendar);
    if (found.length > 0) throw new Error(found.join('\n'));
    return true;
  });
}

export interface Outlook {
  create(subject: string, day: number, calendarId?: string): Promise<string>;
  edit(id: string, change: object): Promise<void>;
  remove(id: string): Promise<void>;
}

/** A mailbox as its owner edits it, over the simulator's Graph. Days are counted from today. */
export function outlookOf(simulator: Simulator, user: string): Outlook {
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const { accessToken } = await simulator.control.token({ user });
    const response = await fetch(`${simulator.url}/v1.0/me${path}`, {
      method,
      headers: {
        authorization: `Bearer ${accessToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  return {
    create: async (subject, day, calendarId) => {
      const date = new Date(Date.now() + day * 86_400_000).toISOString().slice(0, 10);
      const path = calendarId === undefined ? '/events' : `/calendars/${calendarId}/events`;
      const created = await call('POST', path, {
        subject,
        start: { dateTime: `${date}T09:00:00`, timeZone: 'UTC' },
        end: { dateTime: `${date}T10:00:00`, timeZone: 'UTC' },
      });
      if (typeof created !== 'object' || created === null || !('id' in created))
        throw new Error('No event was made.');
      return String(created.id);
    },
    edit: async (id, change) => void (await call('PATCH', `/events/${id}`, change)),
    remove: async (id) => void (await call('DELETE', `/events/${id}`)),
  };
}
