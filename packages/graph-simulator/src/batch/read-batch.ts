/**
 * The envelope of `POST /v1.0/$batch`, judged before anything in it is sent. A mistake in the envelope
 * refuses all of it; a mistake in a member's own request is that member's answer.
 * Source: https://learn.microsoft.com/graph/json-batching
 */
import { GraphError } from '../graph/graph-error.ts';

export interface BatchMember {
  readonly id: string;
  readonly method: string;
  /** Relative to `/v1.0`, with a leading slash. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** In lower case, as ids ignore case. */
  readonly dependsOn: readonly string[];
}

const MOST_MEMBERS = 20;

const METHODS = new Set(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']);

function bad(message: string): GraphError {
  return new GraphError(400, 'BadRequest', message);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws GraphError 400 */
export function readBatch(body: unknown): BatchMember[] {
  const requests = isRecord(body) ? body['requests'] : undefined;
  if (!Array.isArray(requests)) throw bad("Invalid batch payload format: 'requests' must be an array.");
  if (requests.length === 0) throw bad('Invalid batch payload format: the batch holds no requests.');
  if (requests.length > MOST_MEMBERS)
    throw bad(`Number of batch requests ${requests.length} exceeds the limit of ${MOST_MEMBERS}.`);
  const members = requests.map(readMember);
  const ids = new Set<string>();
  for (const { id } of members) {
    if (ids.has(id.toLowerCase())) throw bad(`Request Id '${id}' has to be unique in a batch.`);
    ids.add(id.toLowerCase());
  }
  for (const { id, dependsOn } of members)
    for (const other of dependsOn)
      if (!ids.has(other) || other === id.toLowerCase())
        throw bad(`Request '${id}' depends on '${other}', which is no other request of the batch.`);
  requireOrder(members);
  return members;
}

function readMember(value: unknown): BatchMember {
  if (!isRecord(value)) throw bad('Invalid batch payload format: a request must be an object.');
  const { id, method, url, body } = value;
  if (typeof id !== 'string' || id === '') throw bad("Invalid batch payload format: a request has no 'id'.");
  if (typeof method !== 'string' || !METHODS.has(method.toUpperCase()))
    throw bad(`Invalid batch payload format: the method of request '${id}' is missing or unknown.`);
  if (typeof url !== 'string' || url === '' || /^[a-z][a-z0-9+.-]*:/i.test(url))
    throw bad(`Invalid batch payload format: the url of request '${id}' must be relative.`);
  if (/^\/?\$batch\b/i.test(url)) throw bad(`Request '${id}' is a batch itself.`);
  const headers = readHeaders(value['headers'], id);
  if (body !== undefined && body !== null && headers['content-type'] === undefined)
    throw bad(`Content-Type header must be specified for request '${id}', which has a body.`);
  return {
    id,
    method: method.toUpperCase(),
    url: url.startsWith('/') ? url : `/${url}`,
    headers,
    body,
    dependsOn: readDependencies(value['dependsOn'], id),
  };
}

function readHeaders(value: unknown, id: string): Readonly<Record<string, string>> {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) throw bad(`Invalid batch payload format: headers of request '${id}'.`);
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name.toLowerCase(), String(text)]));
}

function readDependencies(value: unknown, id: string): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.some((other) => typeof other !== 'string'))
    throw bad(`Invalid batch payload format: dependsOn of request '${id}'.`);
  return value.map((other) => String(other).toLowerCase());
}

/** Members that wait for each other would wait for ever. */
function requireOrder(members: readonly BatchMember[]): void {
  const done = new Set<string>();
  let waiting = members;
  while (waiting.length > 0) {
    const next = waiting.filter(({ dependsOn }) => dependsOn.some((other) => !done.has(other)));
    if (next.length === waiting.length) throw bad('Requests of the batch depend on each other in a circle.');
    for (const { id } of waiting) done.add(id.toLowerCase());
    for (const { id } of next) done.delete(id.toLowerCase());
    waiting = next;
  }
}
