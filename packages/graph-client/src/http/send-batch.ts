/**
 * Several requests in one, for one token: `POST /$batch`. Members go one after the other (`dependsOn`),
 * because Graph forwards an unordered batch four at a time, which is all that a mailbox allows. One
 * that fails therefore stops those after it (424); the caller asks for these again.
 * https://learn.microsoft.com/graph/json-batching
 */
import { GraphError } from '../errors.ts';
import { batchAnswerValidator } from '../wire/batch.ts';
import type { BatchAnswer } from '../wire/batch.ts';
import { parseAs } from '../wire/parse-as.ts';
import { errorFromAnswer } from './error-from-answer.ts';
import type { CallKind } from './error-from-answer.ts';
import type { GraphRequest } from './exchange.ts';
import { IMMUTABLE_IDS } from './graph-http.ts';
import type { CallOptions, GraphHttp } from './graph-http.ts';

const MOST_MEMBERS = 20;

export interface BatchMember {
  readonly method: GraphRequest['method'];
  /** Below the base URL. */
  readonly path: string;
  readonly body: unknown;
}

export type MemberAnswer =
  | { readonly kind: 'answered'; readonly body: unknown }
  | { readonly kind: 'failed'; readonly error: GraphError }
  /** One before it failed: nothing was asked for it. */
  | { readonly kind: 'skipped' };

/** An answer for each member, in their order. Throws GraphError where the batch as a whole got none. */
export async function sendBatch(
  graph: GraphHttp,
  batch: {
    readonly operation: string;
    readonly kind: CallKind;
    readonly accessToken: string;
    readonly members: readonly BatchMember[];
    readonly options: CallOptions;
  },
): Promise<MemberAnswer[]> {
  const { members, operation, kind, accessToken, options } = batch;
  if (members.length === 0 || members.length > MOST_MEMBERS) {
    throw new RangeError(`A batch holds 1 to ${MOST_MEMBERS} requests.`);
  }
  const json = await graph.send({
    operation,
    kind,
    method: 'POST',
    accessToken,
    target: { path: '/$batch' },
    body: { requests: members.map((member, index) => requestOf(member, index)) },
    options,
  });
  const { responses } = parseAs(batchAnswerValidator, json, 'batch');
  const byId = new Map(responses.map((response) => [response.id, response]));
  return members.map((_, index) => judge(byId.get(String(index + 1)), { kind, now: graph.now() }));
}

function requestOf(member: BatchMember, index: number): object {
  return {
    id: String(index + 1),
    method: member.method,
    url: member.path,
    // Nothing of the envelope's headers holds for its members.
    headers: { 'content-type': 'application/json', prefer: IMMUTABLE_IDS },
    body: member.body,
    ...(index === 0 ? {} : { dependsOn: [String(index)] }),
  };
}

function judge(
  response: BatchAnswer['responses'][number] | undefined,
  call: { kind: CallKind; now: number },
): MemberAnswer {
  if (response === undefined) {
    const said = 'Microsoft Graph left out a request of a batch.';
    return { kind: 'failed', error: new GraphError('malformed_response', said) };
  }
  const { status, body } = response;
  if (status === 424) return { kind: 'skipped' };
  if (status >= 200 && status < 300) return { kind: 'answered', body };
  const answer = { status, headers: headersOf(response.headers), text: JSON.stringify(body ?? null) };
  return { kind: 'failed', error: errorFromAnswer(answer, call) };
}

function headersOf(given: Readonly<Record<string, unknown>> | null | undefined): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given ?? {})) {
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text === 'string' && /^[\w-]+$/.test(name) && /^[\x20-\x7e]*$/.test(text))
      headers.set(name, text);
  }
  return headers;
}
