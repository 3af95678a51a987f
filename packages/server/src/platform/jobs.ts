/**
 * Jobs on pg-boss, as doorbells: a payload says whom to look at, the rows say what to do.
 * One queued job per key, any number active; a handler that fails is logged and not retried, because
 * what is still due is rung again. Knows no job by name: the catalogue is given.
 */
import { fromKysely, PgBoss } from 'pg-boss';
import type { KyselyTransactionLike } from 'pg-boss';
import { Type } from 'typebox';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

import type { Logger } from './logger.ts';

export type JobCatalogue = Readonly<Record<string, TSchema>>;
type Name<Catalogue> = keyof Catalogue & string;
type Payload<Catalogue extends JobCatalogue, N extends Name<Catalogue>> = Static<Catalogue[N]>;

/** A Kysely or a transaction of it: a bell inside a transaction is heard only if it commits. */
export type JobExecutor = KyselyTransactionLike;

export type JobHandler<P> = (payload: P, signal: AbortSignal) => Promise<void>;

/** Jobs of one name, over all processes. */
export interface QueueBacklog {
  readonly name: string;
  readonly waiting: number;
  readonly active: number;
  /** How long the oldest has waited; 0 where none waits. */
  readonly oldestSeconds: number;
}

export interface JobsOptions<Catalogue extends JobCatalogue> {
  readonly url: string;
  readonly catalogue: Catalogue;
  /** Two queued jobs of one name with the same key are one. */
  readonly keyOf: (payload: Payload<Catalogue, Name<Catalogue>>) => string;
  readonly logger: Logger;
  /** PostgreSQL schema of the job library's tables. */
  readonly schema?: string;
}

export interface Jobs<Catalogue extends JobCatalogue> {
  /** Makes the queues. Needed also where only `ring` is used. */
  start(): Promise<void>;
  /** One insert. A key that is queued already is no error. */
  ring<N extends Name<Catalogue>>(
    name: N,
    payloads: readonly Payload<Catalogue, N>[],
    executor?: JobExecutor,
  ): Promise<void>;
  /** `signal` is aborted when the process stops: end at the next safe point. */
  work<N extends Name<Catalogue>>(
    name: N,
    options: { readonly concurrency: number },
    handler: JobHandler<Payload<Catalogue, N>>,
  ): Promise<void>;
  backlog(): Promise<QueueBacklog[]>;
  /** No new work; running handlers are told to end and waited for, at most this long. */
  stop(timeoutMs?: number): Promise<void>;
}

const Backlog = Compile(
  Type.Array(
    Type.Object({
      name: Type.String(),
      waiting: Type.Integer(),
      active: Type.Integer(),
      oldestSeconds: Type.Number(),
    }),
  ),
);

const DEFAULT_STOP_MS = 8000;
const LIBRARY_POOL = 5;

const queueOptions = {
  policy: 'short',
  notify: true,
  retryLimit: 0,
  expireInSeconds: 3600,
  deleteAfterSeconds: 60,
} as const;

export function createJobs<Catalogue extends JobCatalogue>(options: JobsOptions<Catalogue>): Jobs<Catalogue> {
  const { catalogue, keyOf, logger } = options;
  const schema = options.schema ?? 'pgboss';
  const boss = new PgBoss({
    connectionString: options.url,
    application_name: 'calmirror-jobs',
    schema,
    max: LIBRARY_POOL,
    useListenNotify: true,
    schedule: false,
    superviseIntervalSeconds: 60,
    maintenanceIntervalSeconds: 60,
  });
  boss.on('error', (error) => logger.warn({ err: error }, 'the job library reports an error'));
  boss.on('warning', (warning) => logger.info({ message: warning.message }, 'the job library warns'));
  const stopping = new AbortController();

  /** Every worker is one of its own, so that it can be woken alone when its job is done. */
  const startWorker = async <N extends Name<Catalogue>>(
    name: N,
    handler: JobHandler<Payload<Catalogue, N>>,
  ): Promise<void> => {
    const schema: Catalogue[N] = catalogue[name];
    const parser = Compile(schema);
    let workerId: string | undefined;
    workerId = await boss.work<unknown>(
      name,
      { batchSize: 1, localConcurrency: 1, pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 10 },
      async (jobs) => {
        for (const job of jobs) {
          if (stopping.signal.aborted) return;
          try {
            await handler(parser.Parse(job.data), AbortSignal.any([job.signal, stopping.signal]));
          } catch (error) {
            logger.error({ err: error, job: name, id: job.id }, 'a job failed');
          }
        }
        // The library sleeps after each job, also when more are queued: look again at once.
        if (workerId !== undefined) boss.notifyWorker(workerId);
      },
    );
  };

  return {
    start: async () => {
      await boss.start();
      for (const name of Object.keys(catalogue)) await boss.createQueue(name, queueOptions);
    },
    ring: async (name, payloads, executor) => {
      if (payloads.length === 0) return;
      const jobs = payloads.map((payload) => ({ data: payload as object, singletonKey: keyOf(payload) }));
      const db = executor === undefined ? {} : { db: fromKysely(executor) };
      await boss.insert(name, jobs, { returnId: false, ...db });
    },
    work: async (name, { concurrency }, handler) => {
      await Promise.all(Array.from({ length: concurrency }, () => startWorker(name, handler)));
    },
    backlog: async () => {
      const { rows } = await boss.getDb().executeSql(
        `select q.name, count(j.id) filter (where j.state = 'created')::int as waiting,
           count(j.id) filter (where j.state = 'active')::int as active,
           coalesce(extract(epoch from now() - min(j.created_on) filter (where j.state = 'created')), 0)::float8
             as "oldestSeconds"
         from unnest($1::text[]) as q (name) left join ${schema}.job j on j.name = q.name and j.state in ('created', 'active')
         group by q.name order by q.name`,
        [Object.keys(catalogue)],
      );
      return Backlog.Parse(rows);
    },
    stop: async (timeoutMs = DEFAULT_STOP_MS) => {
      stopping.abort(new Error('The process is stopping.'));
      await boss.stop({ graceful: true, timeout: timeoutMs });
    },
  };
}
