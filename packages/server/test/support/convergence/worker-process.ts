/**
 * One worker as a process of its own, so that it can be killed for real. Told by its parent what to work on;
 * works whenever it is asked to, and says when nothing is due any more.
 */
import { createControlClient } from '@calmirror/graph-simulator';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

import { openRoomDatabase } from './room-database.ts';
import { startWorker } from './worker.ts';
import type { Clock } from '../../../src/platform/clock.ts';

const Surroundings = Type.Object({
  databaseUrl: Type.String(),
  simulator: Type.Object({ url: Type.String(), clientId: Type.String(), clientSecret: Type.String() }),
  pageSize: Type.Integer(),
});

const { databaseUrl, simulator, pageSize } = Value.Parse(Surroundings, JSON.parse(process.argv[2] ?? '{}'));
const control = createControlClient(simulator.url);
let now = 0;
const clock: Clock = {
  now: () => now,
  date: () => new Date(now),
  refresh: async () => {
    ({ nowMs: now } = await control.clock({}));
  },
};
await clock.refresh();
const { db } = openRoomDatabase(databaseUrl);
const worker = await startWorker({ db, clock, simulator, pageSize });
process.on('message', () => {
  worker.work().then(
    () => process.send?.({ done: true }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
