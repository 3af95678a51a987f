/** What the routes need of the services, and no more. */
import type { Origin } from '../audit/audit-log.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import type { OAuthService } from '../connections/oauth-service.ts';
import type { SignIn } from '../connections/sign-in.ts';
import type { Db } from '../models/db.ts';
import type { NotificationReceiver } from '../notifications/notification-receiver.ts';
import type { PushReach } from '../notifications/push-reach.ts';
import type { WebhookService } from '../notifications/webhook-service.ts';
import type { Clock } from '../platform/clock.ts';
import type { QueueBacklog } from '../platform/jobs.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { EventSyncService } from '../sync/event-sync-service.ts';

/** The person who asks, and the browser session they ask from. */
export interface Asker {
  readonly userId: string;
  readonly browserSessionHash: string;
  readonly origin: Origin;
}

export interface ApiDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** What waits in the queues of all processes. */
  readonly queues: () => Promise<QueueBacklog[]>;
  readonly signIn: SignIn;
  readonly oauth: Pick<
    OAuthService,
    'beginLogin' | 'handleCallback' | 'adminConsentUrl' | 'getSession' | 'selectMicrosoftCalendars'
  >;
  readonly connections: Pick<ConnectionStore, 'disconnect'>;
  readonly sync: Pick<EventSyncService, 'requestSync' | 'requestSyncAll'>;
  readonly webhooks: Pick<WebhookService, 'createSubscription' | 'deleteSubscription'>;
  /** Whether Microsoft can reach this installation. */
  readonly reach: PushReach;
  readonly notifications: Pick<NotificationReceiver, 'receive'>;
  /** Addresses without a trailing slash. */
  readonly apiUrl: string;
  readonly frontendUrl: string;
  readonly metricsToken: string | undefined;
  /** More than the database, each by its name; one that rejects makes the process not ready. */
  readonly readiness?: Readonly<Record<string, () => Promise<void>>>;
}
