/** What the operations do. Each is a few calls on the parts; the logic is theirs. */
import { resetEntra } from '../entra/entra-state.ts';
import type { EntraState } from '../entra/entra-state.ts';
import type { FaultEngine } from '../faults/fault-engine.ts';
import { readFaultRules, requirePattern } from '../faults/fault-rule.ts';
import { InputError } from '../http/check-input.ts';
import type { SubscriptionService } from '../subscriptions/subscription-service.ts';
import type { SimUser } from '../world/types.ts';
import { mailboxTruth } from '../world/mailbox-truth.ts';
import { seedEvents } from '../world/seed-events.ts';
import type { Snapshots } from '../world/snapshots.ts';
import type { SimWorld } from '../world/world.ts';
import { OPERATIONS } from './operations.ts';
import type { OperationName, OperationOutput } from './operations.ts';
import type { RequestLog } from './request-log.ts';
import { createCalendarHandlers } from './calendar-handlers.ts';
import { createEditHandlers } from './edit-handlers.ts';
import { createEntraHandlers } from './entra-handlers.ts';
import { createShareHandlers } from './share-handlers.ts';
import { take } from './take.ts';

/** Each checks what it is given and throws an InputError with a sentence about it. */
export type ControlHandlers = {
  readonly [K in OperationName]: (input: unknown) => OperationOutput<K>;
};

export interface ControlParts {
  readonly world: SimWorld;
  readonly entra: EntraState;
  readonly subscriptions: SubscriptionService;
  readonly faults: FaultEngine;
  readonly log: RequestLog;
  readonly snapshots: Snapshots;
  /** Of `POST /_sim/seed` where its caller names none. */
  readonly seed: string | undefined;
}

/** The app behind tokens of `POST /_sim/token`: the owner's own Outlook, so to say. */
const OWNER_APP_ID = '0b6e2d4c-7a15-4f38-9c02-61d8e5f3a947';
const OWNER_SCOPES = ['User.Read', 'Calendars.ReadWrite', 'MailboxSettings.Read'];

const DONE = { ok: true } as const;

export function createControlHandlers(parts: ControlParts): ControlHandlers {
  const { world, entra, subscriptions, faults, log } = parts;
  const defaultSeed = parts.seed === undefined ? {} : { seed: parts.seed };

  const requireUser = (name: string): SimUser => {
    const user = world.findUser(name);
    if (user !== undefined) return user;
    throw new InputError(`user '${name}' is nobody here; GET /_sim/accounts lists everybody.`);
  };

  /** Undefined when none is named. */
  const calendarId = (owner: SimUser, name: string | undefined): string | undefined => {
    if (name === undefined) return undefined;
    const calendars = world.mailbox(owner.id).calendars();
    const found = calendars.find((calendar) => calendar.id === name || calendar.name === name);
    if (found !== undefined) return found.id;
    throw new InputError(
      `calendar '${name}' is not in the mailbox of ${owner.userPrincipalName}; GET /_sim/accounts lists them.`,
    );
  };

  const clock = () => ({
    now: new Date(world.clock.now()).toISOString(),
    nowMs: world.clock.now(),
    offsetMs: world.clock.offsetMs,
  });

  return {
    accounts: take(OPERATIONS.accounts, () => ({
      accounts: world.users.map((user) => presentAccount(world, user)),
    })),
    reset: take(OPERATIONS.reset, () => {
      faults.replace([]);
      faults.setChaos(undefined);
      subscriptions.clear();
      resetEntra(entra);
      world.clock.reset();
      world.reset();
      log.clear();
      return DONE;
    }),
    token: take(OPERATIONS.token, ({ user, scopes, appId }) => {
      const owner = requireUser(user);
      const { token, expiresIn } = entra.tokens.issueAccessToken({
        userId: owner.id,
        clientId: appId ?? OWNER_APP_ID,
        scopes: new Set(scopes ?? OWNER_SCOPES),
      });
      return { accessToken: token, expiresIn, userId: owner.id };
    }),
    signIn: take(OPERATIONS.signIn, ({ user, scopes }) => {
      entra.consents.prepareSignIn(requireUser(user), scopes);
      return DONE;
    }),
    revoke: take(OPERATIONS.revoke, ({ user, accessTokens }) => {
      const { id } = requireUser(user);
      entra.tokens.revokeUser(id);
      entra.consents.revokeUser(id);
      subscriptions.revokeUser(id);
      if (accessTokens === true) entra.tokens.dropAccessTokens(id);
      return DONE;
    }),
    clock: take(OPERATIONS.clock, clock),
    advanceClock: take(OPERATIONS.advanceClock, ({ advanceMs }) => {
      world.clock.advance(advanceMs);
      world.settle();
      subscriptions.notifier.wake();
      return clock();
    }),
    takeSnapshot: take(OPERATIONS.takeSnapshot, () => ({ snapshot: parts.snapshots.take() })),
    restoreSnapshot: take(OPERATIONS.restoreSnapshot, ({ snapshot }) => {
      if (!parts.snapshots.restore(snapshot))
        throw new InputError(`snapshot '${snapshot}' is not kept here; POST /_sim/snapshots takes one.`);
      return DONE;
    }),
    setFaults: take(OPERATIONS.setFaults, ({ rules, seed }) => {
      faults.replace(readFaultRules(rules), seed);
      return { rules: faults.list() };
    }),
    faults: take(OPERATIONS.faults, () => ({ rules: faults.list() })),
    clearFaults: take(OPERATIONS.clearFaults, () => {
      faults.replace([]);
      faults.setChaos(undefined);
      return DONE;
    }),
    setChaos: take(OPERATIONS.setChaos, (options) => {
      if (options.pathPattern !== undefined) requirePattern(options.pathPattern, 'pathPattern');
      if (options.user !== undefined) requireUser(options.user);
      faults.setChaos(options.rate === 0 ? undefined : options);
      return DONE;
    }),
    switches: take(OPERATIONS.switches, () => ({ switches: world.switches.current })),
    setSwitches: take(OPERATIONS.setSwitches, (changes) => {
      world.switches.set(changes);
      return { switches: world.switches.current };
    }),
    requests: take(OPERATIONS.requests, (filter) => ({
      requests: log.list(filter).map((entry) => ({ ...entry, faults: [...entry.faults] })),
    })),
    clearRequests: take(OPERATIONS.clearRequests, () => {
      log.clear();
      return DONE;
    }),
    notifications: take(OPERATIONS.notifications, ({ since }) => ({
      notifications: subscriptions.notifier.delivery.log.list(since),
    })),
    subscriptions: take(OPERATIONS.subscriptions, () => subscriptions.overview()),
    lifecycle: take(OPERATIONS.lifecycle, ({ user, event, subscriptionId }) => {
      const of = subscriptions.store.ofUser(requireUser(user).id);
      const named = of.filter(({ id }) => subscriptionId === undefined || id === subscriptionId);
      for (const subscription of named) subscriptions.happen(subscription, event);
      return { subscriptionIds: named.map(({ id }) => id) };
    }),
    seed: take(OPERATIONS.seed, (input) => {
      const owner = requireUser(input.user);
      const calendar = calendarId(owner, input.calendar) ?? world.defaultCalendarId(owner.id);
      return seedEvents(world, { ...defaultSeed, ...input, calendar });
    }),
    truth: take(OPERATIONS.truth, ({ user, calendar, start, end }) => {
      const owner = requireUser(user);
      const id = calendarId(owner, calendar) ?? world.defaultCalendarId(owner.id);
      const window = { start: requireInstant(start, 'start'), end: requireInstant(end, 'end') };
      return { calendarId: id, events: mailboxTruth(world, owner.id, id, window) };
    }),
    killDeltaTokens: take(OPERATIONS.killDeltaTokens, ({ user, calendar }) => {
      const owner = requireUser(user);
      world.killDeltaTokens(owner.id, calendarId(owner, calendar));
      return DONE;
    }),
    ...createEditHandlers(world),
    ...createShareHandlers(world),
    ...createCalendarHandlers(world),
    ...createEntraHandlers(entra),
  };
}

function requireInstant(text: string, field: string): string {
  try {
    return Temporal.Instant.from(text).toString();
  } catch {
    throw new InputError(`${field} must be an RFC 3339 time with an offset, not '${text}'.`);
  }
}

function presentAccount(world: SimWorld, user: SimUser) {
  const tenant = world.tenants.find((candidate) => candidate.id === user.tenantId);
  return {
    id: user.id,
    userPrincipalName: user.userPrincipalName,
    displayName: user.displayName,
    timeZone: user.timeZone,
    tenantId: user.tenantId,
    tenantDomain: tenant?.domain ?? '',
    requiresAdminConsent: tenant?.requiresAdminConsent ?? false,
    calendars: world
      .mailbox(user.id)
      .calendars()
      .map(({ id, name, isDefault }) => ({ id, name, isDefault })),
  };
}
