/**
 * One process of the product: its route for notifications, its receiver, its engine, its subscriptions and its
 * background jobs, on sockets that can be cut; its tick is struck by hand, and it draws nothing that is not seeded.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

import { sql } from 'kysely';
import type { PgBoss } from 'pg-boss';

import { heartbeatRows } from '../../../../src/models/heartbeat.ts';
import { graphSubscriptions } from '../../../../src/connections/graph-subscriptions.ts';
import { takeSlot } from '../../../../src/connections/mailbox-slots.ts';
import { BackgroundJobs } from '../../../../src/jobs/background-jobs.ts';
import { checkEndpoint } from '../../../../src/notifications/check-endpoint.ts';
import { NotificationReceiver } from '../../../../src/notifications/notification-receiver.ts';
import { pushReach } from '../../../../src/notifications/push-reach.ts';
import type { Ring } from '../../../../src/notifications/ring.ts';
import { WebhookService } from '../../../../src/notifications/webhook-service.ts';
import type { Clock } from '../../../../src/platform/clock.ts';
import { newId } from '../../../../src/platform/ids.ts';
import { leaseIsFree } from '../../../../src/platform/lease.ts';
import { createLogger } from '../../../../src/platform/logger.ts';
import { engineParts } from '../../engine-parts.ts';
import type { Lifeline } from '../lifeline.ts';
import type { RoomDatabase } from '../room-database.ts';
import { LEASE_SECONDS, smallPages, WINDOW_DAYS } from '../worker.ts';
import type { Route } from './front.ts';
import { openDoor } from './door.ts';
import { handJobs } from './hand-jobs.ts';

/** Three days, as the product asks for when nothing else is said. */
const LIFETIME_MINUTES = 4_320;
/** Real time. */
const ENDPOINT_CHECK_MS = 300;
const MOST_LOOKS = 60;
const PATIENCE_MS = 10_000;

export interface ServiceOptions extends RoomDatabase {
  readonly lifeline: Lifeline;
  readonly boss: PgBoss;
  readonly clock: Clock;
  readonly simulator: { readonly url: string; readonly clientId: string; readonly clientSecret: string };
  readonly apiUrl: string;
  readonly pageSize: number;
  readonly random: () => number;
  /** Whether a process died that may have taken a lease with it. */
  readonly someoneDied: () => boolean;
  /** Of each request to Graph, before it goes out. */
  readonly onRequest: (url: string) => void;
  /** Between the commit of what came and its answer. */
  readonly onCommitted: (items: readonly unknown[]) => Promise<void>;
}

export interface Service {
  readonly lifeline: Lifeline;
  readonly signal: AbortSignal;
  readonly route: Route;
  readonly webhooks: WebhookService;
  /** Looks at what is due, as the tick does, and works on it until nothing is. */
  work(): Promise<void>;
  /** As when the process is told to end. */
  end(): Promise<void>;
}

export async function startService(options: ServiceOptions): Promise<Service> {
  const { db, clock, lifeline, random, simulator } = options;
  const logger = createLogger({ level: 'silent' });
  const parts = await engineParts({
    db,
    clock,
    leaseSeconds: LEASE_SECONDS,
    windowDays: WINDOW_DAYS,
    random,
    entra: { clientId: simulator.clientId, clientSecret: simulator.clientSecret, loginUrl: simulator.url },
  });
  const graphUrl = `${simulator.url}/v1.0`;
  const graph = {
    graphUrl,
    fetch: (url: string, init?: RequestInit) => {
      options.onRequest(url);
      return lifeline.fetch(url, smallPages(init, options.pageSize));
    },
    sleep: () => nextTurn(),
  };
  const jobs = handJobs(options.boss, db);
  const ring: Ring = (name, payloads, executor) => jobs.ring(name, payloads, executor);
  const receiver = new NotificationReceiver({ db, clock, ring, logger });
  const reach = pushReach({ apiUrl: options.apiUrl, graphUrl });
  const holder = newId();
  const webhooks = new WebhookService({
    db,
    clock,
    ring,
    logger,
    reach,
    receiver,
    api: graphSubscriptions(parts.graph(graph)),
    lifetimeMinutes: LIFETIME_MINUTES,
    random,
    takeServiceSlot: (mailboxId) => takeSlot(db, mailboxId, 'service', holder, LEASE_SECONDS),
    checkEndpoint: (url, signal) => checkEndpoint(url, signal, ENDPOINT_CHECK_MS),
    finishDisconnect: () => Promise.reject(new Error('Nobody disconnects here.')),
  });
  const background = {
    db,
    clock,
    logger,
    leaseSeconds: LEASE_SECONDS,
    jobs,
    sync: parts.sync(graph, ring),
    webhooks,
    reach,
    listens: true,
    lookAtAccounts: () => parts.look(graph, ring),
    auditRetentionDays: 365,
    historyDays: undefined,
    concurrency: { 'sync.push': 1, 'sync.background': 1, 'subscription.tend': 1 },
  };
  // Its handlers and its rows; not its timer.
  const starting = new BackgroundJobs(background);
  await starting.start();
  await starting.stop();

  const app = await openDoor(logger, {
    clock,
    notifications: {
      receive: async (items, origin) => {
        const receipt = await receiver.receive(items, origin);
        await options.onCommitted(items);
        return receipt;
      },
    },
  });
  await app.ready();

  const { signal } = lifeline;
  const work = async (): Promise<void> => {
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      // A new one each time: its first tick looks for what only every fifteenth does.
      await new BackgroundJobs(background).tick();
      await scheduledJobs(options);
      if ((await jobs.drain(signal)) === 0) return;
    }
    throw new Error('There is always more to do: it does not come to rest.');
  };
  return {
    lifeline,
    signal,
    webhooks,
    route: (request, response) => app.routing(request, response),
    work,
    end: async () => {
      await receiver[Symbol.asyncDispose]().catch(() => undefined);
      lifeline.cut();
      await app.close();
    },
  };
}

/** The tick does not wait for them; the trial does. */
async function scheduledJobs({ db, clock, lifeline, someoneDied }: ServiceOptions): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (!lifeline.isCut) {
    const { rows } = await sql<{ name: string }>`
      select name from background_job
      where name <> all(${[...heartbeatRows]}) and (next_run_at <= ${clock.date()} or not ${leaseIsFree('lease_until')})`.execute(
      db,
    );
    if (rows.length === 0 || someoneDied()) return;
    if (performance.now() > until)
      throw new Error(`These jobs do not end: ${rows.map(({ name }) => name).join()}`);
    await nextTurn();
  }
}
