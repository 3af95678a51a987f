import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { GraphError } from '@calmirror/graph-client/errors';

import { connectionStatuses } from '../src/models/connection-status.ts';
import { failureOf } from '../src/notifications/graph-failure.ts';
import { judgeConflict } from '../src/notifications/judge-conflict.ts';
import { judgeCreation } from '../src/notifications/judge-refusal.ts';
import { planPush } from '../src/notifications/plan-push.ts';
import type { PushConnection, PushSituation, PushSubscription } from '../src/notifications/push-situation.ts';
import { DAY, OUR_URL, push } from './support/push-fixture.ts';

const now = new Date('2026-11-22T12:00:00Z');
const time = fc.integer({ min: -8 * DAY, max: 8 * DAY }).map((ms) => new Date(now.getTime() + ms));
const maybeTime = fc.option(time);
const connectionId = fc.constantFrom('a', 'b');

const connection: fc.Arbitrary<PushConnection> = fc.record({
  id: connectionId,
  accountId: fc.constantFrom('account-a', 'account-b'),
  status: fc.constantFrom(...connectionStatuses),
  pushWanted: fc.boolean(),
  isDefault: fc.boolean(),
  isShared: fc.boolean(),
  accountActive: fc.boolean(),
});

const subscription: fc.Arbitrary<PushSubscription> = fc
  .record({
    connectionId,
    subscriptionId: fc.option(fc.constant('graph-id')),
    notificationUrl: fc.constantFrom(OUR_URL, 'https://old.example/hook'),
    health: fc.constantFrom('creating', 'live', 'expired', 'removed', 'refused'),
    expiresAt: maybeTime,
    lastPatchAt: maybeTime,
    patchWantedAt: maybeTime,
    deleteWantedAt: maybeTime,
    nextCheckAt: maybeTime,
    failures: fc.nat(20),
  })
  .map((row) => ({
    ...row,
    id: 'row',
    accountId: 'account-a',
    resourcePath: 'users/o/events',
    health: row.deleteWantedAt === null ? row.health : 'deleting',
    isActive: row.deleteWantedAt === null && (row.health === 'live' || row.health === 'creating'),
    createdAt: new Date(now.getTime() - DAY),
  }));

const situation: fc.Arbitrary<PushSituation> = fc.record({
  mailboxId: fc.constant('m'),
  mailboxObjectId: fc.constant('o'),
  externalCalendarId: fc.constant('c'),
  calendarFormRefusedUntil: maybeTime,
  connections: fc.uniqueArray(connection, { selector: (each) => each.id, maxLength: 2 }),
  subscriptions: fc.array(subscription, { maxLength: 2 }),
  reach: fc.constantFrom(push, { mode: 'poll' as const, reason: 'no' }),
});

const wantsPush = (each: PushConnection): boolean =>
  each.pushWanted && !each.isShared && (each.status === 'connecting' || each.status === 'active');

describe('the plan for push', () => {
  it('rests only until a time to come, so that nothing spins', () => {
    fc.assert(
      fc.property(situation, (s) => {
        const step = planPush(s, now);
        const wakes = step.do === 'rest' ? step.wake.map(({ at }) => at.getTime()) : [];
        expect(wakes.every((at) => at > now.getTime())).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never forgets a row: every one that rests has a time to wake', () => {
    fc.assert(
      fc.property(situation, (s) => {
        const step = planPush(s, now);
        const current = s.subscriptions.filter((row) => row.deleteWantedAt === null).slice(0, 1);
        const deleting = s.subscriptions.filter((row) => row.deleteWantedAt !== null);
        const rows = [...deleting, ...current];
        expect(step.do === 'rest' ? step.wake.length : rows.length).toBe(rows.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it('creates for a connection that wants it and whose account can, and for no other', () => {
    fc.assert(
      fc.property(situation, (s) => {
        const step = planPush(s, now);
        expect(
          step.do !== 'create' ||
            (s.reach.mode === 'push' && wantsPush(step.connection) && step.connection.accountActive),
        ).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves no calendar without a subscription that wants one and could have it', () => {
    fc.assert(
      fc.property(situation, (s) => {
        const alone = { ...s, subscriptions: [], reach: push, calendarFormRefusedUntil: null };
        const someone = alone.connections.some((each) => wantsPush(each) && each.accountActive);
        const leaving = alone.connections.some((each) => each.status === 'disconnecting');
        expect(leaving || !someone || planPush(alone, now).do === 'create').toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never deletes or retires at Graph what a connection still lives by', () => {
    fc.assert(
      fc.property(situation, (s) => {
        const step = planPush({ ...s, reach: push }, now);
        const kept = s.connections.some(wantsPush);
        expect(step.do !== 'retire' || !kept || step.subscription.notificationUrl !== OUR_URL).toBe(true);
        expect(step.do !== 'delete' || step.subscription.deleteWantedAt !== null).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('renews nothing that has expired: Graph has deleted it, and another is made', () => {
    const past = time.filter((at) => at <= now);
    fc.assert(
      fc.property(connection, subscription, past, (someone, row, expiresAt) => {
        const willing = { pushWanted: true, isShared: false, accountActive: true, status: 'active' } as const;
        const live = { deleteWantedAt: null, health: 'live', notificationUrl: OUR_URL } as const;
        const expired = { ...row, ...live, connectionId: someone.id, expiresAt };
        const s: PushSituation = {
          mailboxId: 'm',
          mailboxObjectId: 'o',
          externalCalendarId: 'c',
          calendarFormRefusedUntil: null,
          connections: [{ ...someone, ...willing }],
          subscriptions: [expired],
          reach: push,
        };
        expect(planPush(s, now)).toEqual({ do: 'expire', subscription: expired });
      }),
    );
  });

  it('finishes only a disconnecting connection that owns nothing at Graph', () => {
    fc.assert(
      fc.property(situation, (s) => {
        const step = planPush(s, now);
        const id = step.do === 'finish' ? step.connectionId : undefined;
        const owns = s.subscriptions.some((row) => row.connectionId === id);
        const status = s.connections.find((each) => each.id === id)?.status;
        expect(id === undefined || (!owns && status === 'disconnecting')).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a refusal of Graph', () => {
  const attempt = { form: 'calendar', isDefault: true } as const;

  it('is a sentence wherever people see it', () => {
    for (const code of ['forbidden', 'throttled', 'unauthorized', 'quota_exceeded', 'timeout'] as const) {
      const verdict = judgeCreation(failureOf(new GraphError(code, 'x')), attempt);
      expect('reason' in verdict ? verdict.reason : '').toMatch(/^[A-Z].+\.$/);
    }
    const unreachable = judgeCreation(failureOf(new GraphError('endpoint_validation_failed', 'x')), attempt);
    expect(unreachable).toEqual({ kind: 'endpoint', seen: undefined });
  });

  it('of the form of the resource falls back once, never for ever', () => {
    const refusal = failureOf(new GraphError('bad_request', 'x', { status: 400 }));
    expect(judgeCreation(refusal, attempt)).toMatchObject({ kind: 'form_refused', forMs: 7 * DAY });
    expect(judgeCreation(refusal, { ...attempt, form: 'default' })).toMatchObject({ kind: 'refused' });
  });

  it('that is not Graph’s but ours is tried again', () => {
    expect(judgeCreation(failureOf(new Error('our database is away')), attempt)).toMatchObject({
      kind: 'later',
    });
  });

  it('because a calendar is not found says nothing about the whole mailbox, unless it is the default one', () => {
    const gone = failureOf(new GraphError('not_found', 'x', { status: 404 }));
    expect(judgeCreation(gone, { ...attempt, isDefault: false }).kind).toBe('refused');
    expect(judgeCreation(gone, attempt).kind).toBe('form_refused');
  });
});

describe('a subscription that Graph says exists', () => {
  it('is judged by whether we know it and where it points', () => {
    const judge = (known: boolean, notificationUrl: string | null | undefined) =>
      judgeConflict({ known, notificationUrl, ourNotificationUrl: OUR_URL });
    expect(judge(true, OUR_URL)).toBe('reuse');
    expect(judge(false, OUR_URL)).toBe('replace');
    expect(judge(true, 'https://our-old-address.example')).toBe('replace');
    expect(judge(false, 'https://another.example')).toBe('leave');
    expect(judge(false, null)).toBe('leave');
    expect(judge(true, undefined)).toBe('create-anew');
  });
});
