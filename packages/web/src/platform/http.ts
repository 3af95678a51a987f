/**
 * The page's door to its own server. Answers come from the same origin and release, and are held to the
 * contract by the server's tests, so they are typed here without being checked again; refusals become ApiProblem.
 */
import type { FieldError, ProblemBody } from '@calmirror/api-contract';
import type { ProblemCode } from '@calmirror/api-contract/problems';

/** `offline`: no answer came at all. */
export type PageProblemCode = ProblemCode | 'offline';

export class ApiProblem extends Error {
  readonly code: PageProblemCode;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly title: string;
  readonly requestId: string | undefined;
  readonly fields: readonly FieldError[];

  constructor(
    code: PageProblemCode,
    detail: string,
    about: {
      status: number;
      title: string;
      requestId?: string;
      fields?: readonly FieldError[];
      cause?: unknown;
    },
  ) {
    super(detail, about.cause === undefined ? {} : { cause: about.cause });
    this.name = 'ApiProblem';
    this.code = code;
    this.status = about.status;
    this.title = about.title;
    this.requestId = about.requestId;
    this.fields = about.fields ?? [];
  }
}

export interface Request {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly signal?: AbortSignal;
}

/** @throws ApiProblem for every answer that is an error, and when none comes */
export async function request<Answer>(path: string, options: Request = {}): Promise<Answer> {
  const { method = 'GET', body, query = {}, signal } = options;
  const response = await send(withQuery(path, query), {
    method,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (!response.ok) throw await problemOf(response);
  const answer: unknown = response.status === 204 ? undefined : await response.json();
  return answer as Answer;
}

/** `pathTo('/api/calendars/:id', { id })` */
export function pathTo(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/:(\w+)/g, (_all, name: string) => encodeURIComponent(values[name] ?? ''));
}

function withQuery(path: string, query: NonNullable<Request['query']>): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) asked.set(name, String(value));
  }
  return asked.size === 0 ? path : `${path}?${asked.toString()}`;
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    throw new ApiProblem('offline', 'Calmirror cannot be reached.', {
      status: 0,
      title: 'No answer',
      cause: error,
    });
  }
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => undefined);
  if (!isProblemBody(body)) {
    return new ApiProblem('internal_error', `The server answered ${response.status}.`, {
      status: response.status,
      title: response.statusText,
    });
  }
  return new ApiProblem(body.code, body.detail, {
    status: body.status,
    title: body.title,
    requestId: body.requestId,
    fields: body.errors ?? [],
  });
}

function isProblemBody(body: unknown): body is ProblemBody {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
}
