/**
 * Assembly: database → migrations → vault → services → HTTP → jobs, and the same backwards to stop.
 * Knows no process: no signals, no exit codes, no environment (main.ts).
 */
import path from 'node:path';

import { paths } from '@calmirror/api-contract';

import { openMetricsPort } from './api/metrics-port.ts';
import { Page } from './api/page.ts';
import { registerApi } from './api/register-api.ts';
import type { Config, Secrets } from './config/config.ts';
import { rewrapDataKeys } from './connections/account-keys.ts';
import { BackgroundJobs } from './jobs/background-jobs.ts';
import { beatTheDoor } from './jobs/door-beat.ts';
import { migrationsFolder } from './migrations-folder.ts';
import type { Database } from './models/database.ts';
import type { Db } from './models/db.ts';
import { jobCatalogue, jobKey } from './models/job-catalogue.ts';
import { storedOffsetClock, systemClock } from './platform/clock.ts';
import type { Clock } from './platform/clock.ts';
import { openDatabase } from './platform/database.ts';
import { startEmbeddedPostgres } from './platform/embedded-postgres/start-embedded-postgres.ts';
import { closeHttp, createHttp } from './platform/http.ts';
import { createJobs } from './platform/jobs.ts';
import { createLogger } from './platform/logger.ts';
import type { Logger } from './platform/logger.ts';
import { createMetrics } from './platform/metrics.ts';
import { migrate } from './platform/migrations.ts';
import { StartError } from './platform/start-error.ts';
import { waitForDatabase } from './platform/wait-for-database.ts';
import { pageFolder } from './page-folder.ts';
import { createServices } from './services.ts';
import type { Foundations, Services } from './services.ts';
import { VaultError } from './vault/vault-error.ts';
import { Vault } from './vault/vault.ts';

export interface AppOptions {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly logger?: Logger;
}

export interface App extends AsyncDisposable {
  /** Where it listens; a process of role worker does not. */
  readonly url: string | undefined;
  /** undefined: Microsoft can reach this installation. Else why calendars poll, as a sentence. */
  readonly pollingBecause: string | undefined;
  /** No new work; rounds under way end at their next page; then everything is closed. */
  stop(): Promise<void>;
}

const POOL_SIZE = 20;
/** What waits in any queue of the receiver is one piece of work at a time. */
const INTAKE_POOL_SIZE = 4;
/** Notifications are answered 503 after 2 seconds: what takes longer helps nobody any more. */
const INTAKE_PATIENCE_MS = 2_000;
/** Per address: more than any page or script needs, less than what hurts. Sign-in has its own, far lower. */
const REQUESTS_A_MINUTE = 3000;
const JOBS_STOP_MS = 7000;
const HTTP_STOP_MS = 1500;
const concurrency = { 'sync.push': 4, 'sync.background': 4, 'subscription.tend': 2 } as const;

/** @throws StartError with a sentence for the operator */
export async function startApp({ config, secrets, ...given }: AppOptions): Promise<App> {
  const logger = given.logger ?? createLogger({ level: config.logLevel });
  await using starting = new AsyncDisposableStack();

  const url = secrets.databaseUrl ?? (await embedded(starting, config, logger));
  const onIdleError = (error: Error): void => logger.warn({ err: error }, 'a database connection broke');
  const opened = openDatabase<Database>({
    url,
    poolSize: POOL_SIZE,
    applicationName: 'calmirror',
    onIdleError,
  });
  starting.use(opened);
  const { db } = opened;
  const intake = openDatabase<Database>({
    url,
    poolSize: INTAKE_POOL_SIZE,
    applicationName: 'calmirror-intake',
    patienceMs: INTAKE_PATIENCE_MS,
    onIdleError,
  });
  starting.use(intake);
  await waitForDatabase(opened.pool);
  const applied = await migrate({ pool: opened.pool, folder: migrationsFolder });
  if (applied.length > 0) logger.info({ applied }, 'the database was brought up to date');

  const clock = config.testClock ? storedOffsetClock(db) : systemClock();
  await clock.refresh();
  const vault = await openVault(db, secrets, clock);
  const jobs = createJobs({ url, catalogue: jobCatalogue, keyOf: jobKey, logger });
  const metrics = createMetrics({ processMetrics: true });
  const base: Foundations = { config, secrets, logger, db, intake: intake.db, clock, vault, jobs, metrics };
  const services = createServices(base);
  starting.use(services.notifications);

  await jobs.start();
  starting.defer(() => jobs.stop(JOBS_STOP_MS));
  // Graph asks us back while a subscription is made: listen before the first job.
  const address = config.role === 'worker' ? undefined : await listen(starting, base, services);
  if (config.role === 'worker' && config.metricsPort !== undefined) {
    const at = { port: config.metricsPort, host: config.host };
    starting.use(await openMetricsPort(at, { ...base, ...services, metricsToken: secrets.metricsToken }));
  }
  if (config.role === 'api') starting.use(beatTheDoor(base));
  if (config.role !== 'api') {
    const background = new BackgroundJobs({
      ...base,
      ...services,
      listens: config.role === 'all',
      leaseSeconds: config.leaseSeconds,
      auditRetentionDays: config.auditRetentionDays,
      historyDays: config.historyDays,
      concurrency,
    });
    await background.start();
    starting.defer(() => background.stop());
    const rewrapping = rewrap(base);
    starting.defer(() => rewrapping);
  }
  logger.info({ url: address, role: config.role, push: services.reach }, 'Calmirror is up');

  const running = starting.move();
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= running.disposeAsync().then(() => logger.info('Calmirror has stopped'));
    return stopping;
  };
  return {
    url: address,
    pollingBecause: services.reach.mode === 'poll' ? services.reach.reason : undefined,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function embedded(starting: AsyncDisposableStack, config: Config, logger: Logger): Promise<string> {
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(config.dataDir, 'postgres'), logger });
  starting.use(postgres);
  return postgres.url;
}

async function openVault(db: Db, secrets: Secrets, clock: Clock): Promise<Vault> {
  try {
    return await Vault.open({ db, keys: secrets.encryptionKeys, clock });
  } catch (error) {
    if (error instanceof VaultError) throw new StartError(error.message, { cause: error });
    throw error;
  }
}

async function listen(
  starting: AsyncDisposableStack,
  base: Foundations,
  services: Services,
): Promise<string> {
  const { config, secrets, logger, metrics } = base;
  const { apiUrl, frontendUrl } = config;
  const frontendOrigin = new URL(frontendUrl).origin;
  const page = new Page(pageFolder);
  const app = await createHttp({
    logger,
    metrics,
    trustProxy: config.trustProxy,
    rateLimit: { max: REQUESTS_A_MINUTE, windowMs: 60_000 },
    https: apiUrl.startsWith('https:'),
    notFound: (request, reply) => page.notFound(request, reply),
    origins: { allowed: config.allowedOrigins, exempt: [paths.microsoftWebhook, paths.googleWebhook] },
    ...(frontendOrigin === new URL(apiUrl).origin ? {} : { corsOrigin: frontendOrigin }),
  });
  starting.defer(() => closeHttp(app, HTTP_STOP_MS));
  await registerApi(app, {
    ...base,
    ...services,
    page,
    apiUrl,
    frontendUrl,
    metricsToken: secrets.metricsToken,
  });
  try {
    return await app.listen({ port: config.port, host: config.host });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new StartError(
        `Another program listens at port ${config.port}: stop it, or set PORT to another one.`,
      );
    }
    throw error;
  }
}

/** Old keys may leave ENCRYPTION_KEY when this has been logged. */
async function rewrap({ db, vault, clock, logger }: Foundations): Promise<void> {
  try {
    const count = await rewrapDataKeys(db, vault, clock);
    if (count > 0) logger.info({ accounts: count }, 'data keys are wrapped with the newest key now');
  } catch (error) {
    logger.error(
      { err: error },
      'data keys could not be wrapped with the newest key; the next start tries again',
    );
  }
}
