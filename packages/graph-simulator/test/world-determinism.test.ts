import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { startSimulator } from '../src/index.ts';
import type { Simulator } from '../src/index.ts';
import { startReceiver } from './helpers/receiver.ts';
import type { Receiver } from './helpers/receiver.ts';
import { REDIRECT_URI, SCOPES } from './helpers/sign-in.ts';

const ADELE = 'adele@contoso.example';
const STARTS_AT = Date.UTC(2026, 10, 23, 9, 30);
const VERIFIER = 'a-verifier-that-is-always-the-same-0123456789-abcdefgh';

interface Traffic {
  readonly answers: readonly string[];
  readonly requests: unknown;
  readonly notifications: unknown;
  readonly posted: readonly string[];
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams;
}

/** One sequential client: everything it was told, and everything the simulator says of it. */
class Client {
  readonly #simulator: Simulator;
  readonly #receiver: Receiver;
  readonly answers: string[] = [];
  token = '';

  constructor(simulator: Simulator, receiver: Receiver) {
    this.#simulator = simulator;
    this.#receiver = receiver;
  }

  /** Ports differ, and so do the keys that sign id_tokens. */
  plain(text: string): string {
    return text
      .replaceAll(this.#simulator.url, 'SIMULATOR')
      .replaceAll(new URL(this.#receiver.url).origin, 'RECEIVER')
      .replaceAll(/"id_token":"[^"]+"/g, '"id_token":"…"');
  }

  async ask(path: string, init: Asked = {}): Promise<string> {
    const method = init.method ?? 'GET';
    try {
      const response = await fetch(new URL(path, this.#simulator.url), {
        ...init,
        redirect: 'manual',
        headers: {
          authorization: `Bearer ${this.token}`,
          prefer: 'IdType="ImmutableId", odata.maxpagesize=20',
          ...init.headers,
        },
      });
      const body = await response.text();
      const ids = ['request-id', 'location', 'retry-after'].map((name) => response.headers.get(name) ?? '-');
      this.answers.push(this.plain([method, path, response.status, ...ids, body].join(' ')));
      return body;
    } catch {
      this.answers.push(this.plain(`${method} ${path} broken off`));
      return '';
    }
  }

  post(path: string, body: unknown): Promise<string> {
    const headers = { 'content-type': 'application/json' };
    return this.ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }
}

const field = (body: string, name: string): string =>
  new RegExp(`"${name.replaceAll('.', '\\.')}":"([^"]+)"`).exec(body)?.[1] ?? '';

async function run(seed: string): Promise<Traffic> {
  await using simulator = await startSimulator({ seed, clock: { startsAt: STARTS_AT, stands: true } });
  await using receiver = await startReceiver();
  const { control } = simulator;
  const client = new Client(simulator, receiver);

  await control.signIn({ user: ADELE });
  const authorize = new URLSearchParams({
    client_id: simulator.clientId,
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    scope: SCOPES,
    state: 'state',
    nonce: 'nonce',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
  });
  await client.ask(`/common/oauth2/v2.0/authorize?${authorize.toString()}`);
  const code = /[?&]code=([^& ]+)/.exec(client.answers[0] ?? '')?.[1] ?? '';
  const redeem = (fields: Record<string, string>) =>
    client.ask('/common/oauth2/v2.0/token', {
      method: 'POST',
      body: new URLSearchParams({
        client_id: simulator.clientId,
        client_secret: simulator.clientSecret,
        ...fields,
      }),
    });
  const tokens = await redeem({
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT_URI,
    code_verifier: VERIFIER,
  });
  await redeem({ grant_type: 'refresh_token', refresh_token: field(tokens, 'refresh_token') });
  await redeem({ grant_type: 'refresh_token', refresh_token: 'nonsense' });
  client.token = field(tokens, 'access_token');

  await client.ask('/v1.0/me');
  await client.post('/v1.0/subscriptions', {
    changeType: 'created,updated,deleted',
    notificationUrl: receiver.url,
    lifecycleNotificationUrl: receiver.url,
    resource: '/me/events',
    clientState: 'secret',
    expirationDateTime: new Date(STARTS_AT + 86_400_000).toISOString(),
  });
  let link =
    '/v1.0/me/calendarView/delta?startDateTime=2026-10-01T00:00:00Z&endDateTime=2027-10-01T00:00:00Z';
  const walk = async (): Promise<void> => {
    for (let page = 0; page < 40; page += 1) {
      const body = await client.ask(link);
      const next = field(body, '@odata.nextLink').replace(simulator.url, '');
      const delta = field(body, '@odata.deltaLink').replace(simulator.url, '');
      link = next === '' ? (delta === '' ? link : delta) : next;
      if (delta !== '') return;
    }
  };
  await walk();

  const owner = await control.token({ user: ADELE });
  const reader = client.token;
  client.token = owner.accessToken;
  for (let n = 1; n <= 3; n += 1) {
    const made = await client.post('/v1.0/me/events', {
      subject: `Meeting ${n}`,
      isOnlineMeeting: n === 2,
      start: { dateTime: `2026-12-0${n}T09:00:00`, timeZone: 'UTC' },
      end: { dateTime: `2026-12-0${n}T10:00:00`, timeZone: 'UTC' },
    });
    // What is gathered goes out together: one at a time.
    await receiver.waitForItems(n);
    if (n === 3) {
      await client.ask(`/v1.0/me/events/${field(made, 'id')}`, { method: 'DELETE' });
      await receiver.waitForItems(4);
    }
    await control.advanceClock({ advanceMs: 60_000 });
  }
  client.token = reader;
  await control.setFaults({
    seed,
    rules: [
      {
        match: { path: '/v1.0/me', probability: 0.3 },
        action: { type: 'status', status: 503, retryAfter: 1 },
      },
      { match: { pathPattern: 'deltatoken' }, action: { type: 'deltaLag', ms: 1_000 } },
    ],
  });
  await walk();
  await control.clearFaults();
  await control.setChaos({ seed, rate: 0.5 });
  await control.advanceClock({ advanceMs: 600_000 });
  for (let n = 0; n < 12; n += 1) await client.ask('/v1.0/me/calendars');
  await walk();
  await control.setChaos({ seed, rate: 0 });
  // What the clock has set off is on its way in real time.
  await sleep(200);
  return {
    answers: client.answers,
    requests: (await control.requests()).requests,
    notifications: (await control.notifications()).notifications.map(({ url: _, ...rest }) => rest),
    posted: receiver.posts.map(({ body }) => client.plain(body)),
  };
}

describe('the same seed and the same requests', { timeout: 60_000 }, () => {
  it('give one sequential client the same answers, log, ids, notifications and times, twice in a row', async () => {
    const once = await run('monday');
    const again = await run('monday');
    expect(again).toEqual(once);
    expect(once.answers.length).toBeGreaterThan(40);
    expect(once.posted.length).toBeGreaterThan(2);
    expect(once.answers.some((answer) => answer.endsWith('broken off') || answer.includes(' 503 '))).toBe(
      true,
    );
    const other = await run('tuesday');
    expect(other.answers).not.toEqual(once.answers);
  });
});
