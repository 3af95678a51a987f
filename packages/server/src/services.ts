/** The services, each given exactly what it needs. No globals: two servers can live in one process. */
import { lookAtAccounts as lookAt } from './connections/account-look.ts';
import { AccessTokens } from './connections/access-tokens.ts';
import { ConnectionStore } from './connections/connection-store.ts';
import { EntraClient } from './connections/entra-client.ts';
import { GraphAccess } from './connections/graph-access.ts';
import { graphSubscriptions } from './connections/graph-subscriptions.ts';
import { takeSlot } from './connections/mailbox-slots.ts';
import { OAuthService } from './connections/oauth-service.ts';
import { createSignIn } from './connections/sign-in.ts';
import type { SignIn } from './connections/sign-in.ts';
import type { Config, Secrets } from './config/config.ts';
import { deleteAllEvents } from './mirror/event-store.ts';
import type { Db } from './models/db.ts';
import type { jobCatalogue } from './models/job-catalogue.ts';
import { checkEndpoint } from './notifications/check-endpoint.ts';
import { NotificationReceiver } from './notifications/notification-receiver.ts';
import { pushReach } from './notifications/push-reach.ts';
import type { PushReach } from './notifications/push-reach.ts';
import type { Ring } from './notifications/ring.ts';
import { WebhookService } from './notifications/webhook-service.ts';
import type { Clock } from './platform/clock.ts';
import { newId } from './platform/ids.ts';
import type { Jobs, QueueBacklog } from './platform/jobs.ts';
import type { Logger } from './platform/logger.ts';
import type { Metrics } from './platform/metrics.ts';
import { serviceMetrics } from './service-metrics.ts';
import { EventSyncService } from './sync/event-sync-service.ts';
import { dropRound, holdRound } from './sync/round-store.ts';
import { deriveSecret } from './vault/derive-secret.ts';
import type { Vault } from './vault/vault.ts';

const MINUTES_A_DAY = 1440;

export interface Foundations {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly logger: Logger;
  readonly db: Db;
  /** The same database by connections of its own and with little patience: what arrives is answered in time. */
  readonly intake: Db;
  readonly clock: Clock;
  readonly vault: Vault;
  readonly jobs: Jobs<typeof jobCatalogue>;
  readonly metrics: Metrics;
}

export interface Services {
  readonly signIn: SignIn;
  readonly oauth: OAuthService;
  readonly connections: ConnectionStore;
  readonly sync: EventSyncService;
  readonly webhooks: WebhookService;
  readonly notifications: NotificationReceiver;
  readonly reach: PushReach;
  readonly queues: () => Promise<QueueBacklog[]>;
  readonly lookAtAccounts: (signal: AbortSignal) => Promise<void>;
}

export function createServices(base: Foundations): Services {
  const { config, secrets, logger, db, intake, clock, vault, jobs, metrics } = base;
  const { leaseSeconds, apiUrl, frontendUrl, microsoft, pollSeconds, windowDays } = config;
  const { random } = Math;
  const shared = { db, clock, vault, jobs, logger, leaseSeconds, random };

  const entra = new EntraClient({
    app: {
      clientId: microsoft.clientId,
      credential: secrets.microsoft,
      loginUrl: microsoft.loginUrl,
      tenant: microsoft.tenant,
      redirectUri: `${apiUrl}/api/oauth/microsoft/callback`,
    },
    clock,
  });
  const tokens = new AccessTokens({ ...shared, entra });
  const counted = serviceMetrics(metrics);
  const graph = new GraphAccess({
    db,
    clock,
    tokens,
    graphUrl: `${microsoft.graphUrl}/v1.0`,
    ...counted.graph,
  });
  const connections = new ConnectionStore({ ...shared, tokens, holdRound, dropRound, deleteAllEvents });
  const sync = new EventSyncService({
    ...shared,
    ...counted.sync,
    graph,
    windowDays,
    pace: pollSeconds,
  });
  const ring: Ring = (name, payloads, executor) => jobs.ring(name, payloads, executor);
  const notifications = new NotificationReceiver({ db: intake, clock, ring, logger });
  const reach = pushReach({ apiUrl, graphUrl: microsoft.graphUrl });
  const holder = newId();
  const webhooks = new WebhookService({
    ...shared,
    ring,
    reach,
    receiver: notifications,
    api: graphSubscriptions(graph),
    checkEndpoint,
    lifetimeMinutes: Math.round(config.subscriptionDays * MINUTES_A_DAY),
    takeServiceSlot: (mailboxId) => takeSlot(db, mailboxId, 'service', holder, leaseSeconds),
    finishDisconnect: (connectionId) => connections.finishDisconnect(connectionId),
  });
  const oauth = new OAuthService({ ...shared, entra, graph, tokens, tenant: microsoft.tenant, frontendUrl });
  const [newestKey = ''] = secrets.encryptionKeys;
  const signIn = createSignIn({
    db,
    clock,
    logger,
    apiUrl,
    secret: deriveSecret(newestKey, 'sign-in'),
    signUp: config.signUp,
  });
  const lookAtAccounts = (signal: AbortSignal) => lookAt({ ...shared, graph }, signal);
  const queues = () => jobs.backlog();
  return { lookAtAccounts, queues, signIn, oauth, connections, sync, webhooks, notifications, reach };
}
