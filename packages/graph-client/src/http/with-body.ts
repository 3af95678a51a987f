/**
 * Turns a `fetch` into an exchange: sends the request, reads its body up to a limit, and gives
 * failures of the network their code. Redirects are never followed: Graph sends none for
 * calendars, and a followed one would carry the token elsewhere.
 */
import { GraphError } from '../errors.ts';
import type { Exchange, Fetch, GraphRequest } from './exchange.ts';

export function withBody(fetch: Fetch, maxBodyBytes: number): Exchange {
  return async (request) => {
    try {
      const response = await fetch(request.url, toInit(request));
      const text = await readText(response, maxBodyBytes);
      return { status: response.status, headers: response.headers, text };
    } catch (error) {
      if (error instanceof GraphError || request.signal?.aborted === true) throw error;
      throw new GraphError('network', 'No complete answer came from Microsoft Graph.', { cause: error });
    }
  };
}

function toInit(request: GraphRequest): RequestInit {
  return {
    method: request.method,
    headers: request.headers,
    redirect: 'manual',
    ...(request.body === undefined ? {} : { body: request.body }),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  };
}

async function readText(response: Response, maxBodyBytes: number): Promise<string> {
  const body: ReadableStream<Uint8Array> | null = response.body;
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early, by the throw, also closes the connection.
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBodyBytes) {
      throw new GraphError(
        'response_too_large',
        `Microsoft Graph answered with more than ${maxBodyBytes} bytes. Ask for smaller pages.`,
        { status: response.status },
      );
    }
    chunks.push(chunk);
  }
  const [first] = chunks;
  const bytes =
    first !== undefined && chunks.length === 1
      ? Buffer.from(first.buffer, first.byteOffset, first.byteLength)
      : Buffer.concat(chunks, size);
  return bytes.toString('utf8');
}
