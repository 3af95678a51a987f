/**
 * An app that subscribes to mailboxes of a simulator of its own, and the owner who
 * edits them. Every answer is compared with Microsoft's description of it.
 */
import { startSimulator } from '../../src/index.ts';
import type { Simulator, SimulatorOptions } from '../../src/index.ts';
import { expectGraphResponse } from './expect-graph-response.ts';
import { requireRecord, text } from './sign-in.ts';

export const ADELE = 'adele@contoso.example';
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

type Json = Readonly<Record<string, unknown>>;

export interface GraphAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly user?: string;
  readonly appId?: string;
  readonly scopes?: string[];
  readonly prefer?: string;
}

export interface Subscriber extends AsyncDisposable {
  readonly simulator: Simulator;
  /** With a fresh token each, so that its age never matters; answers refusals, too. */
  call(method: string, path: string, options?: CallOptions): Promise<GraphAnswer>;
  /** For three days of Adele's default calendar, unless said otherwise. */
  subscribe(wishes: Json, options?: CallOptions): Promise<GraphAnswer>;
  /** A new event in Adele's default calendar; its id. */
  createEvent(subject?: string, user?: string): Promise<string>;
  advance(ms: number): Promise<void>;
}

export async function startSubscriber(options: SimulatorOptions = {}): Promise<Subscriber> {
  const simulator = await startSimulator(options);
  const call = async (method: string, path: string, options: CallOptions = {}): Promise<GraphAnswer> => {
    const { user = ADELE, body, prefer, ...of } = options;
    const { accessToken } = await simulator.control.token({ user, ...of });
    const response = await fetch(`${simulator.url}/v1.0${path}`, {
      method,
      headers: {
        authorization: `Bearer ${accessToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(prefer === undefined ? {} : { prefer }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answered = await response.text();
    const parsed = answered === '' ? {} : requireRecord(JSON.parse(answered));
    expectGraphResponse(path, method, response.status, parsed);
    return { status: response.status, headers: response.headers, body: parsed };
  };
  return {
    simulator,
    call,
    subscribe: async (wishes, options) => {
      const { nowMs } = await simulator.control.clock();
      const body = {
        changeType: 'created,updated,deleted',
        resource: 'me/events',
        expirationDateTime: new Date(nowMs + 3 * DAY).toISOString(),
        clientState: 'a-secret',
        ...wishes,
      };
      return call('POST', '/subscriptions', { ...options, body });
    },
    createEvent: async (subject = 'Review', user = ADELE) => {
      const { status, body } = await call('POST', '/me/events', {
        user,
        body: {
          subject,
          start: { dateTime: '2026-12-01T09:00:00', timeZone: 'UTC' },
          end: { dateTime: '2026-12-01T10:00:00', timeZone: 'UTC' },
        },
      });
      if (status !== 201) throw new Error(`No event was made: ${status}`);
      return text(body['id']);
    },
    advance: async (ms) => {
      await simulator.control.advanceClock({ advanceMs: ms });
    },
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  };
}
