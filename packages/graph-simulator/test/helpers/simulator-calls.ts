/** Requests of a mailbox's owner to a simulator that listens, for tests that need its control API as well. */
import type { Simulator } from '../../src/index.ts';
import { isJson, type Json } from './graph-app.ts';

export interface Called {
  readonly status: number;
  readonly body: Json;
  /** The items of a collection. */
  readonly value: readonly Json[];
}

/** `path` stands behind `/v1.0`, or is a whole link. */
export type Call = (
  path: string,
  init?: { method?: string; body?: unknown; user?: string; scopes?: string[] },
) => Promise<Called>;

export function callsTo(simulator: () => Simulator, owner: string): Call {
  return async (path, { method = 'GET', body, user = owner, scopes } = {}) => {
    const { url, control } = simulator();
    const { accessToken } = await control.token(scopes === undefined ? { user } : { user, scopes });
    const response = await fetch(path.startsWith('http') ? path : `${url}/v1.0${path}`, {
      method,
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed: unknown = text === '' ? {} : JSON.parse(text);
    const answer = isJson(parsed) ? parsed : {};
    const { value } = answer;
    return { status: response.status, body: answer, value: Array.isArray(value) ? value.filter(isJson) : [] };
  };
}
