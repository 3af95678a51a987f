/** A person's browser, as far as HTTP goes: keeps cookies, follows nothing by itself, sends its page's Origin. */
import type { AnswerContract } from './answer-contract.ts';

export interface BrowserAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; of no JSON, undefined. */
  readonly body: Record<string, unknown>;
}

export interface AskOptions {
  readonly json?: unknown;
  /** Sent as it is, with no content type of its own. */
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export class Browser {
  readonly #url: string;
  readonly #contract: AnswerContract;
  readonly #cookies = new Map<string, string>();

  constructor(url: string, contract: AnswerContract) {
    this.#url = url;
    this.#contract = contract;
  }

  get(path: string, options: AskOptions = {}): Promise<BrowserAnswer> {
    return this.ask('GET', path, options);
  }

  post(path: string, options: AskOptions = {}): Promise<BrowserAnswer> {
    return this.ask('POST', path, options);
  }

  delete(path: string, options: AskOptions = {}): Promise<BrowserAnswer> {
    return this.ask('DELETE', path, options);
  }

  /** Every answer is compared with the OpenAPI document. */
  async ask(method: string, path: string, options: AskOptions = {}): Promise<BrowserAnswer> {
    const url = new URL(path, this.#url);
    const cookies = this.cookie;
    const body = options.raw ?? (options.json === undefined ? undefined : JSON.stringify(options.json));
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        accept: 'application/json',
        ...(method === 'GET' ? {} : { origin: this.#url }),
        ...(options.json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(cookies === '' ? {} : { cookie: cookies }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    const text = await textOf(response);
    const contentType = response.headers.get('content-type');
    this.#contract.check({ method, path: url.pathname, status: response.status, contentType, text });
    return { status: response.status, headers: response.headers, text, body: parse(text, contentType) };
  }

  /** For clients that are none of fetch: a stream, a socket. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async signUp(email: string): Promise<string> {
    const json = { email, password: 'correct horse battery', name: 'Test' };
    const { status, body, text } = await this.post('/api/auth/sign-up/email', { json });
    const user = body['user'];
    if (status !== 200 || typeof user !== 'object' || user === null || !('id' in user)) {
      throw new Error(`Signing up ${email}: ${status} ${text}`);
    }
    return String(user.id);
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';');
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    if (attributes.some((attribute) => /^\s*max-age=0\s*$/i.test(attribute))) this.#cookies.delete(name);
    else this.#cookies.set(name, pair.slice(at + 1));
  }
}

/** The objects of a list in an answer: its items, unless another is named. */
export function listOf({ body }: Pick<BrowserAnswer, 'body'>, name = 'items'): Record<string, unknown>[] {
  const list = body[name];
  return Array.isArray(list) ? list.filter(isObject) : [];
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Of a stream, which has no end, what comes first. */
async function textOf(response: Response): Promise<string> {
  if (!/event-stream/.test(response.headers.get('content-type') ?? '')) return response.text();
  const reader = response.body?.getReader();
  const first: unknown = (await reader?.read())?.value;
  await reader?.cancel();
  return first instanceof Uint8Array ? new TextDecoder().decode(first) : '';
}

function parse(text: string, contentType: string | null): Record<string, unknown> {
  if (text === '' || contentType === null || !/json/.test(contentType)) return {};
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
