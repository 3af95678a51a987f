/**
 * The door for notifications as a process of its own, so that it can be killed for real: it commits what comes, says
 * so to its parent, and then waits for its death with the answer in its hands.
 */
import { createControlClient } from '@calmirror/graph-simulator';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

import { NotificationReceiver } from '../../../../src/notifications/notification-receiver.ts';
import type { Clock } from '../../../../src/platform/clock.ts';
import { createLogger } from '../../../../src/platform/logger.ts';
import { openRoomDatabase } from '../room-database.ts';
import { openDoor } from './door.ts';
import { handJobs, openQueues } from './hand-jobs.ts';

const Surroundings = Type.Object({ databaseUrl: Type.String(), simulatorUrl: Type.String() });
const { databaseUrl, simulatorUrl } = Value.Parse(Surroundings, JSON.parse(process.argv[2] ?? '{}'));

const { nowMs } = await createControlClient(simulatorUrl).clock({});
// It lives for a moment, in which the clock stands.
const clock: Clock = { now: () => nowMs, date: () => new Date(nowMs), refresh: () => Promise.resolve() };
const { db } = openRoomDatabase(databaseUrl);
const logger = createLogger({ level: 'silent' });
const jobs = handJobs(await openQueues(db), db);
const receiver = new NotificationReceiver({
  db,
  clock,
  ring: (name, payloads, executor) => jobs.ring(name, payloads, executor),
  logger,
});
const app = await openDoor(logger, {
  clock,
  notifications: {
    receive: async (items, origin) => {
      await receiver.receive(items, origin);
      process.send?.({ committed: items });
      return new Promise(() => undefined);
    },
  },
});
const address = await app.listen({ port: 0, host: '127.0.0.1' });
process.on('disconnect', () => process.exit());
process.send?.({ address });
