import tls from 'node:tls';
import { BatchRequestContent, BatchResponseContent, Client } from '@microsoft/microsoft-graph-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../src/index.ts';
import { isJson, type Json, text } from './helpers/graph-app.ts';
import { selfSigned } from './helpers/self-signed.ts';

let simulator: Simulator;
let client: Client;

beforeAll(async () => {
  const certificate = selfSigned();
  tls.setDefaultCACertificates([...tls.getCACertificates(), certificate.cert]);
  simulator = await startSimulator({ tls: certificate });
  const { accessToken } = await simulator.control.token({ user: 'adele@contoso.example' });
  const { origin, hostname } = new URL(simulator.url);
  client = Client.init({
    baseUrl: origin,
    defaultVersion: 'v1.0',
    // Without its host in this list the client would not send a token to us.
    customHosts: new Set([hostname]),
    authProvider: (done) => {
      done(null, accessToken);
    },
  });
});

afterAll(() => simulator[Symbol.asyncDispose]());

const jsonHeaders = { 'content-type': 'application/json' };
const review = (subject: string): string =>
  JSON.stringify({
    subject,
    start: { dateTime: '2026-12-01T09:00:00', timeZone: 'UTC' },
    end: { dateTime: '2026-12-01T10:00:00', timeZone: 'UTC' },
  });

/** The client takes the host off each request's address. */
const member = (path: string, init?: RequestInit): Request => new Request(`${simulator.url}${path}`, init);

async function sent(content: BatchRequestContent): Promise<BatchResponseContent> {
  const answer: unknown = await client.api('/$batch').post(await content.getContent());
  const responses = isJson(answer) ? answer['responses'] : undefined;
  if (!Array.isArray(responses)) throw new TypeError('No answer of a batch.');
  return new BatchResponseContent({ responses: responses.filter(isJson) });
}

async function bodyOf(responses: BatchResponseContent, id: string): Promise<Json> {
  const body: unknown = await responses.getResponseById(id).json();
  if (!isJson(body)) throw new TypeError(`No object in the answer ${id}.`);
  return body;
}

describe("a batch of Microsoft's own client, over TLS", () => {
  it('makes events one after the other, reads, and is told of the one that was refused', async () => {
    const first = {
      id: '1',
      request: member('/me/events', { method: 'POST', headers: jsonHeaders, body: review('First') }),
    };
    const second = {
      id: '2',
      request: member('/me/events', { method: 'POST', headers: jsonHeaders, body: review('Second') }),
      dependsOn: ['1'],
    };
    const third = { id: '3', request: member('/me/events/nothing'), dependsOn: ['2'] };
    const responses = await sent(new BatchRequestContent([first, second, third]));
    expect(responses.getResponseById('1').status).toBe(201);
    expect((await bodyOf(responses, '2'))['subject']).toBe('Second');
    expect(responses.getResponseById('3').status).toBe(400);
    expect(await bodyOf(responses, '3')).toMatchObject({ error: { code: 'ErrorInvalidIdMalformed' } });
  });

  it('does not do what depends on something refused', async () => {
    const responses = await sent(
      new BatchRequestContent([
        { id: '1', request: member('/me/events/nothing') },
        {
          id: '2',
          request: member('/me/events', { method: 'POST', headers: jsonHeaders, body: review('Never') }),
          dependsOn: ['1'],
        },
      ]),
    );
    expect(responses.getResponseById('2').status).toBe(424);
    const made: unknown = await client.api("/me/events?$filter=subject eq 'Never'").get();
    expect(isJson(made) ? made['value'] : undefined).toEqual([]);
  });

  it('gives a page, whose next one the client gets by its link', async () => {
    const responses = await sent(
      new BatchRequestContent([{ id: 'page', request: member('/me/events?$top=2') }]),
    );
    const page = await bodyOf(responses, 'page');
    const next: unknown = await client.api(text(page['@odata.nextLink'])).get();
    expect(isJson(next) && Array.isArray(next['value']) ? next['value'].length : 0).toBe(2);
  });
});
