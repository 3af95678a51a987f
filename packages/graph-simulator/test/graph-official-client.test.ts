import tls from 'node:tls';
import { Client, PageIterator, type PageCollection } from '@microsoft/microsoft-graph-client';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SimClock } from '../src/clock.ts';
import { graphPlugin } from '../src/graph/plugin.ts';
import { createWorld } from '../src/world/world.ts';
import { selfSigned } from './helpers/self-signed.ts';
import { headerAuthentication, isJson, type Json, text } from './helpers/graph-app.ts';

let app: FastifyInstance;
let client: Client;

beforeAll(async () => {
  const world = createWorld(new SimClock());
  const certificate = selfSigned();
  tls.setDefaultCACertificates([...tls.getCACertificates(), certificate.cert]);
  // The client sends no token over http.
  app = Fastify({ https: certificate });
  await app.register(graphPlugin, { world, authenticate: headerAuthentication(world) });
  const address = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
  client = Client.init({
    baseUrl: address.origin,
    defaultVersion: 'v1.0',
    // Without its host in this list the client would not send a token to us.
    customHosts: new Set([address.hostname]),
    authProvider: (done) => {
      done(null, 'adele@contoso.example');
    },
  });
});

afterAll(async () => {
  await app.close();
});

/** The client types everything it returns as any. */
async function get(path: string, headers: Record<string, string> = {}): Promise<Json> {
  const answer: unknown = await client.api(path).headers(headers).get();
  if (!isJson(answer)) throw new TypeError('An answer that is no object.');
  return answer;
}

function isCollection(answer: Json): answer is Json & PageCollection {
  return Array.isArray(answer['value']);
}

async function collection(path: string, headers: Record<string, string> = {}): Promise<PageCollection> {
  const answer = await get(path, headers);
  if (!isCollection(answer)) throw new TypeError('An answer that is no collection.');
  return answer;
}

describe("Microsoft's own client, unmodified but for its base address", () => {
  it('lists calendars', async () => {
    const { value } = await collection('/me/calendars');
    expect(value.map((calendar: unknown) => (isJson(calendar) ? calendar['name'] : ''))).toContain(
      'Work projects',
    );
  });

  it('pages through events with its PageIterator', async () => {
    const seen = new Set<string>();
    const iterator = new PageIterator(client, await collection('/me/events'), (event: unknown) => {
      seen.add(isJson(event) ? text(event['id']) : '');
      return true;
    });
    await iterator.iterate();
    expect(iterator.isComplete()).toBe(true);
    const all = await collection('/me/events?$top=1000');
    expect(seen.size).toBe(all.value.length);
    expect(seen.size).toBeGreaterThan(10);
  });

  it('runs a delta round to its deltaLink and gets a change from it', async () => {
    const now = Date.now();
    const iso = (days: number): string => new Date(now + days * 86_400_000).toISOString();
    const headers = { Prefer: 'odata.maxpagesize=5' };
    const first = await collection(
      `/me/calendarView/delta?startDateTime=${iso(-30)}&endDateTime=${iso(60)}`,
      headers,
    );
    let items = 0;
    const iterator = new PageIterator(
      client,
      first,
      () => {
        items += 1;
        return true;
      },
      { headers },
    );
    await iterator.iterate();
    const deltaLink = iterator.getDeltaLink() ?? '';
    expect(items).toBeGreaterThan(20);
    expect((await collection(deltaLink)).value).toEqual([]);
    const made: unknown = await client.api('/me/events').post({
      subject: 'From the official client',
      start: { dateTime: iso(1).slice(0, 19), timeZone: 'UTC' },
      end: { dateTime: iso(1.1).slice(0, 19), timeZone: 'UTC' },
    });
    const after = await collection(deltaLink);
    expect(after.value).toMatchObject([
      { id: isJson(made) ? made['id'] : '', subject: 'From the official client' },
    ]);
  });

  it('understands an error of ours', async () => {
    await expect(get('/me/events/nothing')).rejects.toMatchObject({
      statusCode: 400,
      code: 'ErrorInvalidIdMalformed',
      message: 'Id is malformed.',
    });
  });
});
