/** A browser's worth of HTTP: keeps cookies, says where its writes come from, and follows nothing by itself. */
import type { Simulator } from '@calmirror/graph-simulator';
import type { Static, TSchema } from 'typebox';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** JSON parsed, else text; undefined when empty. */
  readonly body: unknown;
}

export interface RequestInitLike {
  readonly method?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface OfferedCalendar {
  readonly id: string;
  readonly name: string;
  readonly isDefault: boolean;
}

export interface ConnectSession {
  readonly sessionId: string;
  readonly calendars: readonly OfferedCalendar[];
}

const Session = Type.Object({
  id: Type.String(),
  calendars: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), isDefault: Type.Boolean() })),
});
const Login = Type.Object({ url: Type.String() });
const Connections = Type.Object({
  items: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
});

export class SandboxClient {
  readonly #url: string;
  readonly #simulator: Simulator | undefined;
  readonly #cookies = new Map<string, string>();

  constructor(url: string, simulator?: Simulator) {
    this.#url = url;
    this.#simulator = simulator;
  }

  /** A path of Calmirror, or a whole address. */
  async request(target: string, init: RequestInitLike = {}): Promise<Answer> {
    const url = new URL(target, this.#url);
    const ours = url.origin === new URL(this.#url).origin;
    const method = init.method ?? (init.body === undefined ? 'GET' : 'POST');
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        accept: 'application/json',
        ...(ours ? { cookie: this.#cookieHeader(), origin: new URL(this.#url).origin } : {}),
        ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...init.headers,
      },
      ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
    });
    if (ours) this.#keepCookies(response);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parseBody(response, text) };
  }

  /** The body of a successful answer, as the schema says; anything else throws with the whole answer. */
  async get<Schema extends TSchema>(
    target: string,
    schema: Schema,
    init?: RequestInitLike,
  ): Promise<Static<Schema>> {
    const answer = await this.request(target, init);
    if (answer.status >= 400) throw new Error(`${target}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return Value.Parse(schema, answer.body);
  }

  async signUp(email: string, password = 'correct horse battery'): Promise<void> {
    const name = email.split('@', 1)[0] ?? email;
    await this.get('/api/auth/sign-up/email', Type.Unknown(), { body: { name, email, password } });
  }

  /** Signs in at the simulated Microsoft and consents, up to the choice of calendars. */
  async beginConnect(user: string): Promise<ConnectSession> {
    await this.#simulator?.control.signIn({ user });
    const { url } = await this.get('/api/oauth/microsoft/login', Login);
    const callback = await this.#location(url);
    const connect = new URL(await this.#location(callback));
    const sessionId = connect.searchParams.get('session');
    if (sessionId === null) throw new Error(`Connecting ended on ${connect.href}`);
    const session = await this.get(`/api/oauth/session/${sessionId}`, Session);
    return { sessionId, calendars: session.calendars };
  }

  /** Connects calendars of the user: all, or those of these names. Returns name → connection id. */
  async connect(user: string, names?: readonly string[]): Promise<Map<string, string>> {
    const { sessionId, calendars } = await this.beginConnect(user);
    const chosen = calendars.filter((calendar) => names === undefined || names.includes(calendar.name));
    const { items } = await this.get('/api/oauth/microsoft/select', Connections, {
      body: { sessionId, calendarIds: chosen.map((calendar) => calendar.id) },
    });
    return new Map(items.map((connection) => [connection.name, connection.id]));
  }

  async #location(url: string): Promise<string> {
    const answer = await this.request(url, { headers: { accept: 'text/html' } });
    const location = answer.headers.get('location');
    if (location === null) throw new Error(`${url} did not redirect: ${answer.status}`);
    return new URL(location, url).href;
  }

  #cookieHeader(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  #keepCookies(response: Response): void {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = cookie.split(';');
      const [name = '', ...value] = pair.split('=');
      const gone = attributes.some((attribute) => /^\s*max-age=0\s*$/i.test(attribute));
      if (gone) this.#cookies.delete(name.trim());
      else this.#cookies.set(name.trim(), value.join('='));
    }
  }
}

function parseBody(response: Response, text: string): unknown {
  if (text === '') return undefined;
  return /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text;
}
