/**
 * A GraphClient whose network answers with one file. Everything of the client but the wire itself is
 * real: links, retries, errors, schemas. Asked again, it answers an empty page, so that lists end.
 */
import { GraphClient } from '@calmirror/graph-client';

export interface FileAnswer {
  readonly text: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The moment at which the tests read everything. */
export const now = new Date('2026-11-22T12:00:00Z');

export function answeringGraph({ text, status = 200, headers = {} }: FileAnswer): GraphClient {
  let asked = 0;
  return new GraphClient({
    // The links in the examples lead there, and a client follows no others.
    baseUrl: 'https://graph.microsoft.com/v1.0',
    maxAttempts: 1,
    now: () => now.getTime(),
    fetch: () => {
      asked += 1;
      const response =
        asked === 1
          ? new Response(text, { status, headers })
          : new Response('{"value": []}', { headers: { 'content-type': 'application/json' } });
      return Promise.resolve(response);
    },
  });
}
