/**
 * Says every few seconds that somebody listens for Microsoft, in a process that does no work besides. After a pause in
 * which nobody did, all calendars are looked at: what was told meanwhile may never be told again.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Logger } from 'pino';

import { DOOR_ROW } from '../models/heartbeat.ts';
import type { Db } from '../models/db.ts';
import type { Clock } from '../platform/clock.ts';
import { beatIfDue } from './heartbeat.ts';
import { readJobTimes } from './scheduled-job.ts';

const EVERY_MS = 1_000;

export interface DoorBeatDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly logger: Logger;
}

export function beatTheDoor(deps: DoorBeatDeps): AsyncDisposable {
  const stopping = new AbortController();
  const beating = keepBeating(deps, stopping.signal);
  return {
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await beating;
    },
  };
}

async function keepBeating(deps: DoorBeatDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await beatOnce(deps).catch((error: unknown) =>
      deps.logger.warn({ err: error }, 'it could not be said that somebody listens'),
    );
    await sleep(EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

async function beatOnce({ db, clock, logger }: DoorBeatDeps): Promise<void> {
  await clock.refresh();
  const gap = await beatIfDue(db, clock, await readJobTimes(db), { row: DOOR_ROW });
  if (gap !== undefined)
    logger.warn({ minutes: Math.round(gap / 60_000) }, 'nobody listened for Microsoft for a while');
}
