/**
 * The life of subscriptions, as people and background jobs ask for it. Everything is a wish in a row
 * and a tend; what that means is decided in plan-push.ts and done in tend-push.ts.
 */
import { recordAudit } from '../audit/audit-log.ts';
import type { Origin } from '../audit/audit-log.ts';
import { setPushWanted } from '../connections/push-wishes.ts';
import { raiseWanted } from '../connections/due.ts';
import { ProblemError } from '../platform/problem.ts';
import { inTransaction } from '../platform/in-transaction.ts';
import type { NotificationReceiver, Receipt } from './notification-receiver.ts';
import { judgeSilence } from './silence-store.ts';
import { forgetReplaced, markExpired, recoverFromDowntime, wantRenewals } from './renewal-store.ts';
import { findWebhook, wakeCalendar, wantPatch } from './webhook-store.ts';
import type { Webhook } from './webhook-store.ts';
import { ringRounds } from './ring.ts';
import { tendPush } from './tend-push.ts';
import type { TendDeps } from './tend-push.ts';

export interface WebhookServiceDeps extends TendDeps {
  readonly receiver: NotificationReceiver;
}

/** A person who waits is answered within this, whatever Graph does. */
const PERSON_WAITS_MS = 20_000;

export class WebhookService {
  readonly #deps: WebhookServiceDeps;

  constructor(deps: WebhookServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Switches push on and creates the subscription.
   * @throws ProblemError `not_found`, `webhook_exists`, `webhook_not_possible`, `temporary`
   */
  async createSubscription(connectionId: string, userId: string, origin?: Origin): Promise<Webhook> {
    const { db, clock, reach, ring } = this.#deps;
    const before = await findWebhook(db, connectionId, userId);
    if (before === undefined) throw notFound();
    const obstacle = obstacleTo(before, reach);
    if (obstacle !== undefined) throw new ProblemError('webhook_not_possible', obstacle);
    if (before.pushWanted && before.webhook?.isActive === true && before.webhook.health === 'live') {
      throw new ProblemError('webhook_exists', 'This calendar has its webhook already: changes are pushed.');
    }
    const now = clock.date();
    await inTransaction(db, async (tx) => {
      if (!(await setPushWanted(tx, { connectionId, userId }, true, now))) throw notFound();
      await wakeCalendar(tx, connectionId, now);
      // What was pushed to others of this calendar while it was off was not told to this one.
      await ringRounds(ring, await raiseWanted(tx, [connectionId], 'safety_net', now), tx);
    });
    await this.tend(connectionId, AbortSignal.timeout(PERSON_WAITS_MS));
    const after = await findWebhook(db, connectionId, userId);
    const { webhook } = after ?? before;
    const made = webhook?.health === 'live';
    await recordAudit(db, {
      action: 'webhook.created',
      outcome: made ? 'success' : 'failure',
      at: clock.date(),
      userId,
      subject: { type: 'calendar_connection', id: connectionId },
      ...(origin === undefined ? {} : { origin }),
    });
    if (made) return webhook;
    const why = webhook?.healthReason ?? 'Microsoft has not made the subscription yet.';
    if (webhook?.health === 'refused') throw new ProblemError('webhook_not_possible', why);
    throw new ProblemError(
      'temporary',
      `${why} It goes on in the background; the calendar is polled meanwhile.`,
      {
        headers: { 'retry-after': '30' },
      },
    );
  }

  /** PATCHes it now, or ten minutes after its last PATCH. Unknown ids are no error: it may be gone. */
  async renewSubscription(subscriptionId: string): Promise<void> {
    const connectionId = await wantPatch(this.#deps.db, subscriptionId, this.#deps.clock.date());
    if (connectionId !== undefined) await this.tend(connectionId, AbortSignal.timeout(PERSON_WAITS_MS));
  }

  /**
   * Switches push off. Graph's subscription is deleted in the background, until it is gone.
   * @throws ProblemError `not_found`
   */
  async deleteSubscription(connectionId: string, userId: string, origin?: Origin): Promise<void> {
    const { db, clock, ring } = this.#deps;
    const now = clock.date();
    await inTransaction(db, async (tx) => {
      if (!(await setPushWanted(tx, { connectionId, userId }, false, now))) throw notFound();
      await wakeCalendar(tx, connectionId, now);
      // Its next round may be hours away, because it was pushed: from now on it polls.
      await ringRounds(ring, await raiseWanted(tx, [connectionId], 'poll', now), tx);
      await recordAudit(tx, {
        action: 'webhook.deleted',
        outcome: 'success',
        at: now,
        userId,
        subject: { type: 'calendar_connection', id: connectionId },
        ...(origin === undefined ? {} : { origin }),
      });
      await ring('subscription.tend', [{ connectionId }], tx);
    });
  }

  /** @throws ProblemError `not_persisted` */
  async processMicrosoftNotifications(notifications: readonly unknown[]): Promise<Receipt> {
    return await this.#deps.receiver.receive(notifications, { receivedAt: this.#deps.clock.date() });
  }

  /** The 12-hour job. @returns how many were wanted renewed */
  async renewExpiringSubscriptions(): Promise<number> {
    return await wantRenewals(this.#deps.db, this.#deps.clock);
  }

  /** The hourly job. @returns how many had expired */
  async cleanupExpiredSubscriptions(): Promise<number> {
    const { db, clock, ring } = this.#deps;
    await forgetReplaced(db, clock);
    return await markExpired(db, clock, ring);
  }

  /** Nobody answered Graph for a while. @returns how many calendars are read again */
  async recoverFromDowntime(): Promise<number> {
    const { db, clock, ring } = this.#deps;
    return await recoverFromDowntime(db, clock, ring);
  }

  /** Every few minutes: push of a calendar that Microsoft keeps and tells nothing of is made anew. */
  async judgeSilence(): Promise<void> {
    const { db, clock, ring, logger } = this.#deps;
    for (const { connectionId } of await judgeSilence(db, clock, ring)) {
      logger.warn(
        { connectionId },
        'Microsoft told nothing of changes, three times within a day: this subscription is made anew',
      );
    }
  }

  /** The handler of `subscription.tend`: whatever the rows of this calendar want. */
  async tend(connectionId: string, signal: AbortSignal): Promise<void> {
    const done = await tendPush(this.#deps, connectionId, signal);
    if (!done && !signal.aborted) await this.#deps.ring('subscription.tend', [{ connectionId }]);
  }
}

function notFound(): ProblemError {
  return new ProblemError('not_found', 'There is no such calendar.');
}

function obstacleTo(
  connection: { readonly status: string; readonly isShared: boolean; readonly provider: string },
  reach: TendDeps['reach'],
): string | undefined {
  if (connection.provider !== 'MICROSOFT') return 'Only Microsoft calendars have webhooks.';
  if (connection.status !== 'connecting' && connection.status !== 'active') {
    return 'This calendar is not connected at the moment: connect its account again first.';
  }
  if (connection.isShared)
    return 'Microsoft sends no notifications for shared calendars. It is polled instead.';
  return reach.mode === 'poll' ? reach.reason : undefined;
}
