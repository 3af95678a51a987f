/**
 * The job library's queues with its own rows, and without its timers: a bell is heard by whoever drains next,
 * in this process or another, and only if its transaction committed.
 */
import { fromKysely, PgBoss } from 'pg-boss';
import type { KyselyTransactionLike } from 'pg-boss';
import { Compile } from 'typebox/compile';

import { jobCatalogue, jobKey } from '../../../../src/models/job-catalogue.ts';
import type { JobName } from '../../../../src/models/job-catalogue.ts';
import type { Jobs } from '../../../../src/platform/jobs.ts';

const QUEUES: readonly JobName[] = ['sync.push', 'sync.background', 'subscription.tend'];
const MOST_JOBS = 500;

export interface HandJobs extends Jobs<typeof jobCatalogue> {
  /** @returns how many jobs were done until none waited */
  drain(signal: AbortSignal): Promise<number>;
}

type Handler = (payload: unknown, signal: AbortSignal) => Promise<void>;

/** The queues of a room's database, without anybody who works on them. */
export async function openQueues(db: KyselyTransactionLike): Promise<PgBoss> {
  const boss = new PgBoss({ db: fromKysely(db), supervise: false, schedule: false });
  boss.on('error', () => undefined);
  await boss.start();
  for (const name of QUEUES)
    await boss.createQueue(name, { policy: 'short', retryLimit: 0, expireInSeconds: 3_600 });
  return boss;
}

/** @param db of the process, whose end is the end of what it does to the queues */
export function handJobs(boss: PgBoss, db: KyselyTransactionLike): HandJobs {
  const own = { db: fromKysely(db) };
  const handlers = new Map<JobName, Handler>();
  return {
    start: () => Promise.resolve(),
    ring: async (name, payloads, executor) => {
      if (payloads.length === 0) return;
      const jobs = payloads.map((payload) => ({ data: payload, singletonKey: jobKey(payload) }));
      await boss.insert(name, jobs, {
        returnId: false,
        ...(executor === undefined ? own : { db: fromKysely(executor) }),
      });
    },
    work: (name, _options, handler) => {
      const parser = Compile<(typeof jobCatalogue)[typeof name]>(jobCatalogue[name]);
      handlers.set(name, (payload, signal) => handler(parser.Parse(payload), signal));
      return Promise.resolve();
    },
    drain: async (signal) => {
      for (let done = 0; ;) {
        let found = 0;
        for (const name of QUEUES) {
          for (const job of await boss.fetch(name, { batchSize: 20, ...own })) {
            found += 1;
            // As in life: what a job throws ends the job, and what is still due is rung again.
            await Promise.resolve(handlers.get(name)?.(job.data, signal)).catch(() => undefined);
            await boss.complete(name, job.id, null, own);
          }
        }
        done += found;
        if (found === 0) return done;
        if (done > MOST_JOBS) throw new Error('Jobs ring jobs: it does not come to rest.');
      }
    },
    backlog: () => Promise.resolve([]),
    stop: () => Promise.resolve(),
  };
}
