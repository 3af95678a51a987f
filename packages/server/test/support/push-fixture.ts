/**
 * Rows to push to, and a stand-in for Graph's book of subscriptions that keeps Graph's own rules
 * (one per resource, expired is gone, 409 names the other) and can be told to fail.
 */
import { GraphError } from '@calmirror/graph-client/errors';
import type { Kysely } from 'kysely';

import type { Database } from '../../src/models/database.ts';
import type { JobName } from '../../src/models/job-catalogue.ts';
import type { PushReach } from '../../src/notifications/push-reach.ts';
import type { Ring } from '../../src/notifications/ring.ts';
import type {
  ExistingSubscription,
  NewSubscription,
  RenewalAnswer,
  SubscriptionApi,
} from '../../src/notifications/subscription-api.ts';
import type { TendDeps } from '../../src/notifications/tend-push.ts';
import { takeSlot } from '../../src/connections/mailbox-slots.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { newId } from '../../src/platform/ids.ts';
import { createLogger } from '../../src/platform/logger.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const OUR_URL = 'https://calmirror.example/api/webhooks/microsoft/events';
export const push: PushReach = { mode: 'push', notificationUrl: OUR_URL };

export interface HandClock extends Clock {
  advance(ms: number): void;
}

export function handClock(start = Date.UTC(2026, 10, 22, 12)): HandClock {
  let now = start;
  return {
    now: () => now,
    date: () => new Date(now),
    refresh: () => Promise.resolve(),
    advance: (ms) => {
      now += ms;
    },
  };
}

export interface Person {
  readonly userId: string;
  readonly accountId: string;
}

export interface Mailbox {
  readonly id: string;
  readonly objectId: string;
}

export async function addMailbox(db: Kysely<Database>, clock: Clock): Promise<Mailbox> {
  const mailbox = { id: newId(), objectId: newId() };
  await db
    .insertInto('mailbox')
    .values({
      id: mailbox.id,
      tenant_id: 'tenant',
      object_id: mailbox.objectId,
      blocked_until: null,
      calendar_subscription_refused_until: null,
      created_at: clock.date(),
    })
    .execute();
  return mailbox;
}

export async function addPerson(db: Kysely<Database>, clock: Clock, mailbox: Mailbox): Promise<Person> {
  const person = { userId: newId(), accountId: newId() };
  const at = { created_at: clock.date(), updated_at: clock.date() };
  await db
    .insertInto('app_user')
    .values({ id: person.userId, name: 'P', email: `${person.userId}@example.com`, image: null, ...at })
    .execute();
  await db
    .insertInto('microsoft_account')
    .values({
      id: person.accountId,
      user_id: person.userId,
      mailbox_id: mailbox.id,
      login_tenant: 'common',
      email: 'p@contoso.example',
      display_name: null,
      wrapped_data_key: 'wrapped',
      access_token: null,
      refresh_token: null,
      access_token_expires_at: null,
      status: 'active',
      status_reason: null,
      refresh_holder: null,
      refresh_lease_until: null,
      ...at,
    })
    .execute();
  return person;
}

export async function addConnection(
  db: Kysely<Database>,
  clock: Clock,
  of: { mailbox: Mailbox; person: Person },
  options: {
    calendar?: string;
    isDefault?: boolean;
    shared?: boolean;
    status?: 'connecting' | 'active';
  } = {},
): Promise<string> {
  const id = newId();
  await db
    .insertInto('calendar_connection')
    .values({
      id,
      user_id: of.person.userId,
      account_id: of.person.accountId,
      mailbox_id: of.mailbox.id,
      external_calendar_id: options.calendar ?? 'AAMkCalendar',
      name: 'Calendar',
      color: null,
      hex_color: null,
      owner_name: null,
      owner_address: null,
      delegate_email: options.shared === true ? 'owner@contoso.example' : null,
      is_default: options.isDefault ?? false,
      status: options.status ?? 'active',
      status_reason: null,
      keep_data: null,
      sync_token: 'sealed',
      window_start: null,
      window_end: null,
      wanted_cause: null,
      next_round_at: null,
      not_before: null,
      rung_at: null,
      suspects: null,
      lease_holder: null,
      lease_until: null,
      last_notification_at: null,
      last_round_at: null,
      last_full_check_at: null,
      last_error_code: null,
      last_error_message: null,
      last_error_at: null,
      created_at: clock.date(),
      updated_at: clock.date(),
    })
    .execute();
  return id;
}

export interface Rung {
  readonly name: JobName;
  readonly connectionId: string;
}

export interface BookedSubscription extends ExistingSubscription {
  readonly clientState: string;
}

type Method = keyof SubscriptionApi;

/** Graph's book of subscriptions. */
export class SubscriptionBook implements SubscriptionApi {
  readonly entries = new Map<string, BookedSubscription>();
  readonly calls: string[] = [];
  readonly #clock: Clock;
  readonly #failures = new Map<Method, GraphError[]>();
  /** Runs while Graph handles a creation, before it answers: the handshake, early notifications. */
  duringCreate: (created: BookedSubscription) => Promise<void> = () => Promise.resolve();
  /** Graph tells the id of the existing one in the text of its 409. */
  namesConflicts = true;
  refusesCalendarForm = false;
  longestMinutes = 10_080;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  failNext(method: Method, ...errors: GraphError[]): void {
    this.#failures.set(method, [...(this.#failures.get(method) ?? []), ...errors]);
  }

  only(): BookedSubscription {
    const [first] = [...this.entries.values()];
    if (first === undefined || this.entries.size !== 1)
      throw new Error(`there are ${this.entries.size} subscriptions`);
    return first;
  }

  add(request: Omit<NewSubscription, 'expirationMinutes'>, minutes = 4_320): BookedSubscription {
    const entry = {
      subscriptionId: newId(),
      resource: request.resource,
      notificationUrl: request.notificationUrl,
      clientState: request.clientState,
      expiresAt: new Date(this.#clock.now() + minutes * MINUTE),
    };
    this.entries.set(entry.subscriptionId, entry);
    return entry;
  }

  async create(_accountId: string, request: NewSubscription): Promise<BookedSubscription> {
    this.#begin('create', request.resource);
    if (this.refusesCalendarForm && request.resource.includes('/calendars/')) {
      throw new GraphError('bad_request', 'Graph refused it.', { status: 400, graphCode: 'ExtensionError' });
    }
    const other = [...this.entries.values()].find((each) => each.resource === request.resource);
    if (other !== undefined) {
      throw new GraphError('conflict', 'It exists.', {
        status: 409,
        ...(this.namesConflicts ? { existingSubscriptionId: other.subscriptionId } : {}),
      });
    }
    const created = this.add(request, Math.min(request.expirationMinutes, this.longestMinutes));
    await this.duringCreate(created);
    return created;
  }

  async renew(_accountId: string, subscriptionId: string, minutes: number): Promise<BookedSubscription> {
    this.#begin('renew', subscriptionId);
    const entry = this.#find(subscriptionId);
    const renewed = { ...entry, expiresAt: new Date(this.#clock.now() + minutes * MINUTE) };
    this.entries.set(subscriptionId, renewed);
    return renewed;
  }

  async renewTogether(
    _accountId: string,
    ids: readonly string[],
    minutes: number,
  ): Promise<readonly RenewalAnswer[]> {
    this.#begin('renewTogether', ids.join(' '));
    const answers: RenewalAnswer[] = [];
    for (const id of ids) {
      const failed = answers.some((answer) => answer.kind !== 'granted');
      answers.push(failed ? { kind: 'skipped' } : await this.#renewMember(id, minutes));
    }
    return answers;
  }

  async #renewMember(id: string, minutes: number): Promise<RenewalAnswer> {
    try {
      const { expiresAt } = await this.renew('', id, minutes);
      return { kind: 'granted', expiresAt };
    } catch (error) {
      return { kind: 'failed', error };
    }
  }

  async remove(_accountId: string, subscriptionId: string): Promise<void> {
    this.#begin('remove', subscriptionId);
    this.#find(subscriptionId);
    this.entries.delete(subscriptionId);
  }

  async get(_accountId: string, subscriptionId: string): Promise<ExistingSubscription> {
    this.#begin('get', subscriptionId);
    return this.#find(subscriptionId);
  }

  async list(): Promise<ExistingSubscription[]> {
    this.#begin('list', '');
    return [...this.entries.values()];
  }

  /** As often as the method was called. */
  count(method: Method): number {
    return this.calls.filter((call) => call.startsWith(`${method} `)).length;
  }

  #begin(method: Method, what: string): void {
    this.calls.push(`${method} ${what}`);
    for (const [id, entry] of this.entries) {
      if (entry.expiresAt <= this.#clock.date()) this.entries.delete(id);
    }
    const failure = this.#failures.get(method)?.shift();
    if (failure !== undefined) throw failure;
  }

  #find(subscriptionId: string): BookedSubscription {
    const entry = this.entries.get(subscriptionId);
    if (entry === undefined) throw new GraphError('not_found', 'Graph knows no such thing.', { status: 404 });
    return entry;
  }
}

export function outage(): GraphError {
  return new GraphError('service_unavailable', 'Graph is not available.', { status: 503 });
}

export interface PushWorld extends TendDeps {
  readonly clock: HandClock;
  readonly api: SubscriptionBook;
  readonly rung: Rung[];
  readonly finished: string[];
}

export function pushWorld(db: Kysely<Database>, options: { reach?: PushReach } = {}): PushWorld {
  const clock = handClock();
  const rung: Rung[] = [];
  const finished: string[] = [];
  const ring: Ring = (name, payloads) => {
    rung.push(...payloads.map(({ connectionId }) => ({ name, connectionId })));
    return Promise.resolve();
  };
  return {
    db,
    clock,
    ring,
    rung,
    finished,
    api: new SubscriptionBook(clock),
    logger: createLogger({ level: 'silent' }),
    reach: options.reach ?? push,
    checkEndpoint: () => Promise.resolve({ kind: 'answers' }),
    lifetimeMinutes: 4_320,
    random: () => 0.5,
    takeServiceSlot: (mailboxId) => takeSlot(db, mailboxId, 'service', 'test', 5),
    finishDisconnect: async (connectionId) => {
      finished.push(connectionId);
      await db.deleteFrom('calendar_connection').where('id', '=', connectionId).execute();
    },
  };
}
