import { appendChanges } from '../../src/mirror/change-log.ts';
import type { Tx } from '../../src/models/db.ts';
import { newId } from '../../src/platform/ids.ts';
import type { TestDatabase } from './postgres.ts';

/** As the end of a round does; the number of the last one. */
export function appendSome(db: TestDatabase['db'], connectionId: string, count = 1): Promise<number> {
  return db.transaction().execute((tx) => appendIn(tx, connectionId, count));
}

/** The same in a transaction that the caller commits. */
export async function appendIn(tx: Tx, connectionId: string, count: number): Promise<number> {
  const at = new Date();
  const draft = {
    kind: 'event.created',
    externalId: newId(),
    eventRow: 7,
    before: null,
    after: {
      type: 'singleInstance',
      title: 'Budget review\nsecond line',
      start: { dateTime: '2026-11-23T09:00:00.000Z', timeZone: 'Europe/Berlin' },
      end: { dateTime: '2026-11-23T10:00:00.000Z', timeZone: 'Europe/Berlin' },
      isAllDay: false,
      status: 'confirmed',
      showAs: 'busy',
      location: null,
    },
  } as const;
  const hops = { notifiedAt: null, roundStartedAt: at.toISOString(), fetchedAt: null };
  const seq = await appendChanges(
    tx,
    Array.from({ length: count }, () => draft),
    { connectionId, cause: 'notification', runId: newId(), hops, at },
  );
  if (seq === undefined) throw new Error('Changes were appended and got no number.');
  return seq;
}
