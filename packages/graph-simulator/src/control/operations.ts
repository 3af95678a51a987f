/**
 * Every operation of the control API in one place: its address, what it takes, what
 * it gives, and a sentence about it. The routes, the typed client and the page at
 * `GET /_sim` are made from this table. Input of GET and DELETE is the query.
 */
import { Type } from 'typebox';
import type { Static, TSchema } from 'typebox';
import { CALENDAR_OPERATIONS } from './calendar-operations.ts';
import { EDIT_OPERATIONS } from './edit-operations.ts';
import { ENTRA_OPERATIONS } from './entra-operations.ts';
import { FAULT_OPERATIONS } from './fault-operations.ts';
import type { OperationOf } from './operation.ts';
import { SHARE_OPERATIONS } from './share-operations.ts';
import type { TruthEvent } from '../world/mailbox-truth.ts';
import { SwitchChanges } from '../world/switches.ts';

const strict = { additionalProperties: false };
const user = Type.String({ minLength: 1, description: 'object id or user principal name' });
const optionalCalendar = Type.Optional(Type.String({ minLength: 1, description: 'calendar id or name' }));
const Done = Type.Object({ ok: Type.Literal(true) });
const Nothing = Type.Object({}, strict);
const scopes = Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }));
const since = Type.Optional(Type.Integer({ minimum: 0, description: 'only what has a higher seq' }));

const ClockState = Type.Object({
  now: Type.String({ description: 'simulator clock, RFC 3339' }),
  nowMs: Type.Integer({ description: 'the same in milliseconds since the epoch' }),
  offsetMs: Type.Number({ description: 'how far it runs ahead of real time' }),
});

const Switches = Type.Object({ switches: Type.Required(SwitchChanges) });

export const OPERATIONS = {
  accounts: {
    method: 'GET',
    path: '/_sim/accounts',
    summary: 'The people who can sign in, their tenants and calendars.',
    example: '',
    input: Nothing,
    output: Type.Object({
      accounts: Type.Array(
        Type.Object({
          id: Type.String(),
          userPrincipalName: Type.String(),
          displayName: Type.String(),
          timeZone: Type.String(),
          tenantId: Type.String(),
          tenantDomain: Type.String(),
          requiresAdminConsent: Type.Boolean(),
          calendars: Type.Array(
            Type.Object({ id: Type.String(), name: Type.String(), isDefault: Type.Boolean() }),
          ),
        }),
      ),
    }),
  },
  reset: {
    method: 'POST',
    path: '/_sim/reset',
    summary: 'Back to the demo world: mailboxes, clock, tokens, consents, subscriptions, faults and logs.',
    example: '{}',
    input: Nothing,
    output: Done,
  },
  token: {
    method: 'POST',
    path: '/_sim/token',
    summary:
      'An access token to act as the owner of a mailbox, by default with User.Read, Calendars.ReadWrite and MailboxSettings.Read.',
    example: '{"user": "adele@contoso.example"}',
    input: Type.Object({ user, scopes, appId: Type.Optional(Type.String({ minLength: 1 })) }, strict),
    output: Type.Object({
      accessToken: Type.String(),
      expiresIn: Type.Integer({ description: 'seconds' }),
      userId: Type.String(),
    }),
  },
  signIn: {
    method: 'POST',
    path: '/_sim/sign-in',
    summary:
      'As if the browser were signed in and had consented: the next authorization request redirects at once. Given scopes, it grants no more than those. Several wait in line; a login_hint picks its own.',
    example: '{"user": "adele@contoso.example"}',
    input: Type.Object({ user, scopes }, strict),
    output: Done,
  },
  revoke: {
    method: 'POST',
    path: '/_sim/revoke',
    summary:
      'Takes back the user’s consent and ends all sessions: codes and refresh tokens answer invalid_grant (AADSTS50173). With accessTokens, access tokens die at once too.',
    example: '{"user": "adele@contoso.example"}',
    input: Type.Object({ user, accessTokens: Type.Optional(Type.Boolean()) }, strict),
    output: Done,
  },
  clock: {
    method: 'GET',
    path: '/_sim/clock',
    summary: 'The simulator’s clock.',
    example: '',
    input: Nothing,
    output: ClockState,
  },
  advanceClock: {
    method: 'POST',
    path: '/_sim/clock',
    summary: 'Moves the clock forward; what is due by then happens now.',
    example: '{"advanceMs": 3600000}',
    input: Type.Object({ advanceMs: Type.Number({ minimum: 0, maximum: 3.2e11 }) }, strict),
    output: ClockState,
  },
  takeSnapshot: {
    method: 'POST',
    path: '/_sim/snapshots',
    summary:
      'Keeps everything as it is now: mailboxes with their delta history, tokens, consents, subscriptions and what waits for them, faults, switches, chance and the clock. In memory; the last 50.',
    example: '{}',
    input: Nothing,
    output: Type.Object({ snapshot: Type.String() }),
  },
  restoreSnapshot: {
    method: 'POST',
    path: '/_sim/snapshots/restore',
    summary: 'Brings a snapshot back, any number of times; the logs go on.',
    example: '{"snapshot": "snapshot-1"}',
    input: Type.Object({ snapshot: Type.String({ minLength: 1 }) }, strict),
    output: Done,
  },
  ...FAULT_OPERATIONS,
  switches: {
    method: 'GET',
    path: '/_sim/switches',
    summary: 'What Microsoft leaves open, and how this world has it.',
    example: '',
    input: Nothing,
    output: Switches,
  },
  setSwitches: {
    method: 'POST',
    path: '/_sim/switches',
    summary: 'Changes the switches named, from now on; a reset brings back those of the start.',
    example: '{"notificationResource": "mixed"}',
    input: SwitchChanges,
    output: Switches,
  },
  requests: {
    method: 'GET',
    path: '/_sim/requests',
    summary:
      'What was asked of Entra and Graph: the last 20,000 requests, without tokens. `link` is equal for requests that followed the same nextLink or deltaLink. `path` filters by a part of the path.',
    example: '?since=0&path=delta',
    input: Type.Object({ since, path: Type.Optional(Type.String()) }, strict),
    output: Type.Object({
      requests: Type.Array(
        Type.Object({
          seq: Type.Integer(),
          at: Type.String(),
          method: Type.String(),
          path: Type.String(),
          link: Type.Union([Type.String(), Type.Null()]),
          user: Type.Union([Type.String(), Type.Null()]),
          concurrent: Type.Integer(),
          status: Type.Union([Type.Integer(), Type.Null()]),
          complete: Type.Boolean(),
          faults: Type.Array(Type.String()),
        }),
      ),
    }),
  },
  clearRequests: {
    method: 'DELETE',
    path: '/_sim/requests',
    summary: 'Empties the log; seq goes on.',
    example: '',
    input: Nothing,
    output: Done,
  },
  notifications: {
    method: 'GET',
    path: '/_sim/notifications',
    summary: 'Attempts to deliver notifications: where to, which attempt, what came back.',
    example: '?since=0',
    input: Type.Object({ since }, strict),
    output: Type.Object({
      notifications: Type.Array(
        Type.Object({
          seq: Type.Integer(),
          at: Type.String(),
          url: Type.String(),
          attempt: Type.Integer(),
          delivered: Type.Boolean(),
          status: Type.Union([Type.Integer(), Type.Null()]),
          items: Type.Array(
            Type.Object({
              subscriptionId: Type.String(),
              changeType: Type.Optional(Type.String()),
              eventId: Type.Optional(Type.String()),
              lifecycleEvent: Type.Optional(Type.String()),
            }),
          ),
        }),
      ),
    }),
  },
  subscriptions: {
    method: 'GET',
    path: '/_sim/subscriptions',
    summary:
      'Every subscription there is, whether its token has lapsed, how many notifications are kept for it, whether its newest change is yet to be told; how many deliveries are under way and how many wait for the clock; and how each endpoint keeps up.',
    example: '',
    input: Nothing,
    output: Type.Object({
      subscriptions: Type.Array(
        Type.Object({
          id: Type.String(),
          appId: Type.String(),
          user: Type.String(),
          resource: Type.String(),
          notificationUrl: Type.String(),
          expiresAt: Type.String(),
          lapsed: Type.Boolean(),
          kept: Type.Integer(),
          untold: Type.Boolean(),
        }),
      ),
      deliveries: Type.Object({ underWay: Type.Integer(), waiting: Type.Integer() }),
      endpoints: Type.Array(
        Type.Object({
          origin: Type.String(),
          state: Type.Enum(['open', 'slow', 'drop']),
        }),
      ),
    }),
  },
  lifecycle: {
    method: 'POST',
    path: '/_sim/lifecycle',
    summary:
      'Graph says something of the user’s subscriptions, or of one: reauthorizationRequired, subscriptionRemoved (it is gone, too) or missed.',
    example: '{"user": "adele@contoso.example", "event": "missed"}',
    input: Type.Object(
      {
        user,
        event: Type.Enum(['reauthorizationRequired', 'subscriptionRemoved', 'missed']),
        subscriptionId: Type.Optional(Type.String()),
      },
      strict,
    ),
    output: Type.Object({ subscriptionIds: Type.Array(Type.String()) }),
  },
  seed: {
    method: 'POST',
    path: '/_sim/seed',
    summary:
      'Adds many realistic events to a calendar, the same for the same seed; nobody is notified unless notify is true.',
    example: '{"user": "adele@contoso.example", "count": 1000, "shape": "mixed"}',
    input: Type.Object(
      {
        user,
        calendar: optionalCalendar,
        count: Type.Integer({ minimum: 1, maximum: 100_000 }),
        seed: Type.Optional(Type.String()),
        shape: Type.Optional(Type.Union([Type.Literal('single'), Type.Literal('mixed')])),
        notify: Type.Optional(Type.Boolean()),
      },
      strict,
    ),
    output: Type.Object({ calendarId: Type.String(), created: Type.Integer() }),
  },
  truth: {
    method: 'GET',
    path: '/_sim/truth',
    summary:
      'What a calendar holds between two instants, read from the store by code that shares nothing with the Graph handlers.',
    example: '?user=adele@contoso.example&start=2026-11-01T00:00:00Z&end=2026-12-01T00:00:00Z',
    input: Type.Object(
      { user, calendar: optionalCalendar, start: Type.String(), end: Type.String() },
      strict,
    ),
    output: Type.Object({
      calendarId: Type.String(),
      events: Type.Unsafe<readonly TruthEvent[]>(
        Type.Array(Type.Object({ id: Type.String(), type: Type.String(), start: Type.String() })),
      ),
    }),
  },
  killDeltaTokens: {
    method: 'POST',
    path: '/_sim/kill-delta-tokens',
    summary: 'Delta links given out so far, of a mailbox or one calendar, answer 410 from now on.',
    example: '{"user": "adele@contoso.example"}',
    input: Type.Object({ user, calendar: optionalCalendar }, strict),
    output: Done,
  },
  ...EDIT_OPERATIONS,
  ...SHARE_OPERATIONS,
  ...CALENDAR_OPERATIONS,
  ...ENTRA_OPERATIONS,
} as const satisfies Record<string, Operation>;

type Operation = OperationOf<TSchema, TSchema>;

export type OperationName = keyof typeof OPERATIONS;
export type OperationInput<K extends OperationName> = Static<(typeof OPERATIONS)[K]['input']>;
export type OperationOutput<K extends OperationName> = Static<(typeof OPERATIONS)[K]['output']>;

/** The table as a list, for code that treats all operations alike. */
export const OPERATION_LIST: readonly (Operation & { readonly name: OperationName })[] = Object.entries(
  OPERATIONS,
).flatMap(([name, operation]) => (isOperationName(name) ? [{ ...operation, name }] : []));

function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(OPERATIONS, name);
}
