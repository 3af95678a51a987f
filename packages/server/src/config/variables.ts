/**
 * Every environment variable of the server: its type, limits, default and what it means. Parsing
 * (load-config.ts) and docs/configuration.md both come from here.
 */
import { Type } from 'typebox';

/** Examples show the form; one of a secret must not be usable as it stands. */
const text = (description: string, example: string) =>
  Type.Optional(Type.String({ minLength: 1, description, examples: [example] }));

const choice = <const Words extends string[]>(
  words: readonly [...Words],
  fallback: Words[number],
  description: string,
) => Type.Enum(words, { default: fallback, description, examples: [fallback] });

const whole = (fallback: number, minimum: number, maximum: number, description: string) =>
  Type.Integer({ default: fallback, minimum, maximum, description, examples: [fallback] });

export const variables = Type.Object({
  MICROSOFT_CLIENT_ID: text(
    'Application (client) id of the app registration in Microsoft Entra.',
    '11111111-2222-3333-4444-555555555555',
  ),
  MICROSOFT_CLIENT_SECRET: text(
    'A client secret of the app registration. This or a certificate is needed.',
    '<the value of the secret, not its id>',
  ),
  MICROSOFT_CLIENT_CERTIFICATE: text(
    'Path of a PEM file with the certificate and its private key (PKCS #8), instead of a secret.',
    '/etc/calmirror/app.pem',
  ),
  MICROSOFT_TENANT_ID: Type.String({
    default: 'common',
    pattern: '^[A-Za-z0-9][A-Za-z0-9.-]{0,127}$',
    examples: ['contoso.onmicrosoft.com'],
    description:
      'Whose people may connect: `common` (everybody), `organizations`, `consumers`, or a tenant’s GUID or domain.',
  }),
  MICROSOFT_CLOUD: choice(
    ['global', 'us_gov', 'us_dod', 'china'],
    'global',
    'The Microsoft cloud: decides the addresses of Entra and Graph.',
  ),
  MICROSOFT_LOGIN_URL: text(
    'Another address of Entra than the cloud’s: the simulator’s.',
    'http://localhost:4010',
  ),
  MICROSOFT_GRAPH_URL: text(
    'Another address of Graph than the cloud’s, without a version: the simulator’s.',
    'http://localhost:4010',
  ),
  API_URL: text(
    'Where Calmirror is reached from outside. Microsoft sends notifications there; unless it is public https, calendars poll. Default: `http://localhost:<PORT>`.',
    'https://calmirror.example.com',
  ),
  FRONTEND_URL: text('Where the pages are, if elsewhere than API_URL.', 'https://calendars.example.com'),
  HOST: text(
    'Address to listen at. Default: this machine only where API_URL is on this machine, else every address.',
    '127.0.0.1',
  ),
  PORT: whole(3000, 0, 65_535, 'Port to listen at.'),
  SIMULATOR_PORT: whole(4010, 0, 65_535, 'Port of the simulator that `npm start` starts.'),
  TRUST_PROXY: text(
    'Whose X-Forwarded-For is believed: `false` (default), a number of proxies, addresses or networks separated by commas, or `true` (anybody: only where nothing else can reach the port).',
    '127.0.0.1',
  ),
  DATABASE_URL: text(
    'A PostgreSQL 16 or newer, as `postgres://user:password@host:port/database`. Without it an embedded PostgreSQL works in CALMIRROR_DATA_DIR.',
    'postgres://calmirror:<password>@db.example.com:5432/calmirror',
  ),
  CALMIRROR_DATA_DIR: Type.String({
    default: '.calmirror',
    minLength: 1,
    examples: ['/var/lib/calmirror'],
    description: 'Folder of the embedded PostgreSQL and of the sandbox’s key.',
  }),
  ENCRYPTION_KEY: text(
    'The key that seals tokens and event links at rest: 32 or 64 hexadecimal characters (`openssl rand -hex 32`). To change it, put the new key first and keep the old one after a comma. Lost key, lost tokens: keep a copy.',
    '$(openssl rand -hex 32)',
  ),
  ROLE: choice(
    ['all', 'api', 'worker'],
    'all',
    'What this process does: answers HTTP, works, or both. Any number of each may share one DATABASE_URL.',
  ),
  SIGN_UP: choice(
    ['first', 'open', 'closed'],
    'first',
    'Who may make an account: only the first person, who becomes the operator; everybody; nobody.',
  ),
  METRICS_TOKEN: Type.Optional(
    Type.String({
      minLength: 16,
      examples: ['$(openssl rand -hex 16)'],
      description: 'Bearer token with which a program may read /metrics; the operator may always.',
    }),
  ),
  METRICS_PORT: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 65_535,
      examples: [9464],
      description:
        'Port at which a process of role worker answers GET /metrics, with METRICS_TOKEN, and nothing else. Default: none. Other roles answer it at PORT.',
    }),
  ),
  SYNC_WINDOW_PAST_DAYS: whole(90, 0, 1825, 'How far back a calendar is mirrored.'),
  SYNC_WINDOW_FUTURE_DAYS: whole(365, 1, 1825, 'How far ahead a calendar is mirrored.'),
  HISTORY_DAYS: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 36_500,
      examples: [730],
      description: 'How long events that fell behind the window are kept. Default: for ever.',
    }),
  ),
  POLL_INTERVAL_SECONDS: whole(
    300,
    5,
    86_400,
    'How often calendars without push are asked that were edited within the last day, but not the last hour.',
  ),
  POLL_INTERVAL_MIN_SECONDS: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 86_400,
      examples: [60],
      description:
        'How often calendars without push are asked right after an edit. Default: a fifth of POLL_INTERVAL_SECONDS.',
    }),
  ),
  POLL_INTERVAL_MAX_SECONDS: Type.Optional(
    Type.Integer({
      minimum: 5,
      maximum: 259_200,
      examples: [900],
      description:
        'How often calendars without push are asked that nobody edits for days. Default: three times POLL_INTERVAL_SECONDS.',
    }),
  ),
  SUBSCRIPTION_DAYS: Type.Number({
    default: 3,
    minimum: 2,
    maximum: 6.9,
    examples: [3],
    description: 'Lifetime asked of Microsoft for a subscription.',
  }),
  AUDIT_RETENTION_DAYS: whole(365, 1, 36_500, 'How long the audit log is kept.'),
  LEASE_SECONDS: whole(
    15,
    1,
    300,
    'How long a worker that died is believed alive. Shorter means faster take-over and more writes.',
  ),
  LOG_LEVEL: choice(
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    'info',
    'How much is logged.',
  ),
  CALMIRROR_TEST_CLOCK: Type.Boolean({
    default: false,
    examples: [false],
    description: 'For tests only: business time is moved by a row of the database.',
  }),
});

export type VariableName = keyof typeof variables.properties;
