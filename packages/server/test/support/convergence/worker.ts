/** One process's engine, driven by hand: it looks at what is due, as the tick does, and works on it until nothing is. */
import { setImmediate as nextTurn } from 'node:timers/promises';

import type { Kysely } from 'kysely';

import { claimDue } from '../../../src/connections/due.ts';
import type { GraphAccessDeps } from '../../../src/connections/graph-access.ts';
import type { Database } from '../../../src/models/database.ts';
import type { Clock } from '../../../src/platform/clock.ts';
import type { SyncRinger } from '../../../src/sync/event-sync-service.ts';
import { engineParts } from '../engine-parts.ts';

/** Real time never ends a lease here: the room lets them pass. */
export const LEASE_SECONDS = 120;
/** Short, so that windows roll within a script, and a daily series is no hundreds of rows. */
export const WINDOW_DAYS = { past: 10, future: 40 };
const MOST_TURNS = 60;

export interface WorkerOptions {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly simulator: { readonly url: string; readonly clientId: string; readonly clientSecret: string };
  /** Events that Graph gives at most in a page, however many are asked for. */
  readonly pageSize: number;
  readonly fetch?: NonNullable<GraphAccessDeps['fetch']>;
}

export async function startWorker(options: WorkerOptions): Promise<{ work(): Promise<void> }> {
  const { db, clock, pageSize, fetch: send = fetch } = options;
  const { clientId, clientSecret, url: loginUrl } = options.simulator;
  const parts = await engineParts({
    db,
    clock,
    leaseSeconds: LEASE_SECONDS,
    windowDays: WINDOW_DAYS,
    entra: { clientId, clientSecret, loginUrl },
  });
  const rung = new Set<string>();
  const graph = {
    graphUrl: `${loginUrl}/v1.0`,
    fetch: (url: string, init?: RequestInit) => send(url, smallPages(init, pageSize)),
    // What a worker waits for within a request is over at once: schedules are many, and their clock stands.
    sleep: () => nextTurn(),
  };
  // Jobs about subscriptions, of which there are none here, find nothing due.
  const ring: SyncRinger['ring'] = (_name, payloads) => {
    for (const { connectionId } of payloads) rung.add(connectionId);
    return Promise.resolve();
  };
  const sync = parts.sync(graph, ring);
  const { signal } = new AbortController();
  const work = async (): Promise<void> => {
    await clock.refresh();
    await parts.look(graph, ring);
    for (let turn = 0; turn < MOST_TURNS; turn += 1) {
      const due = await claimDue(db, clock, 20);
      const ids = new Set([...rung, ...due.map(({ connectionId }) => connectionId)]);
      if (ids.size === 0) return;
      rung.clear();
      for (const id of [...ids].sort()) await sync.syncMicrosoftEvents(id, signal);
    }
    throw new Error('There is always more to do: the engine does not come to rest.');
  };
  return { work };
}

export function smallPages(init: RequestInit | undefined, pageSize: number): RequestInit {
  const headers = new Headers(init?.headers);
  const prefer = headers.get('prefer');
  if (prefer !== null)
    headers.set('prefer', prefer.replace(/odata\.maxpagesize=\d+/, `odata.maxpagesize=${pageSize}`));
  return { ...init, headers };
}
