/**
 * The usual delta round is one page of a few single events. Where such a page leaves nothing to ask, it is written
 * together with the end of its round, in one transaction of a few statements: no page is recorded, because none is
 * left to be resumed. Whatever has to do with a series, waits, or was kept aside goes the long way.
 */
import { appendChanges } from '../mirror/change-log.ts';
import { deleteEvents } from '../mirror/event-store.ts';
import type { KnownEvent } from '../mirror/event-row.ts';
import type { Db } from '../models/db.ts';
import { changeContext, keepAside, mapChanged, mapContext, planRows, writePlan } from './apply-page.ts';
import { markDone, removalChanges } from './finish-round.ts';
import type { FinishInput, RoundOutcome } from './finish-round.ts';
import { LEAST_SUSPICIOUS } from './guard.ts';
import type { PageContent } from './map-page.ts';
import type { RoundContext } from './round-context.ts';
import { closeRoundAndRun } from './round-store.ts';
import { mirrored } from './settle-facts.ts';
import { overlaps } from './sync-window.ts';

/** The only page of a round, not written yet. */
export interface OnlyPage {
  readonly content: PageContent;
  /** Rows that it names, and rows that belong to what it names. */
  readonly known: readonly KnownEvent[];
  readonly fetchedAt: Date;
}

/** Whether a page speaks of single events only, as far as the page itself tells; what the mirror has of them is asked next. */
export function isOfSingles({ round, awaited, issues }: RoundContext, content: PageContent): boolean {
  return (
    round.kind === 'delta' &&
    round.reads === 'delta' &&
    round.pageCount === 0 &&
    awaited.size === 0 &&
    issues.size === 0 &&
    content.issues.length === 0 &&
    content.touched.length === 0 &&
    content.events.every((event) => event.type === 'singleInstance')
  );
}

/** Whether nothing must be asked before it ends, and so little leaves that the guard has nothing to say. Pure. */
export function leavesNothingToAsk(context: RoundContext, { content, known }: OnlyPage): boolean {
  const removed = new Set(content.removed);
  const leaving = known.filter((row) => removed.has(row.externalId));
  return (
    known.every((row) => row.type === 'singleInstance') &&
    leaving.length < LEAST_SUSPICIOUS &&
    leaving.every((row) => overlaps(row, mirrored(context)))
  );
}

export async function finishAtOnce(db: Db, input: FinishInput, page: OnlyPage): Promise<RoundOutcome> {
  const { context } = input;
  const { round } = context;
  const known = new Map(page.known.map((row) => [row.externalId, row]));
  const { mapped, unchanged } = await mapChanged(page.content.events, known, mapContext(context));
  const plan = planRows(context, mapped.rows, known);
  const removed = new Set(page.content.removed);
  const leaving = page.known.filter((row) => removed.has(row.externalId));
  return db.transaction().execute(async (tx) => {
    const { changed } = await closeRoundAndRun(tx, round, {
      state: 'done',
      outcome: 'synced',
      at: context.clock.date(),
      counts: {
        pages: 1,
        requests: input.requests,
        created: plan.created,
        updated: plan.updated,
        deleted: leaving.length,
        unchanged: plan.unchanged + unchanged.length,
      },
    });
    await keepAside(tx, context, mapped.issues);
    const changes = await writePlan(tx, context, plan, known);
    await deleteEvents(
      tx,
      round.connectionId,
      leaving.map((row) => row.externalId),
    );
    await markDone(tx, input, changed);
    await appendChanges(
      tx,
      [...changes, ...removalChanges(leaving, [])],
      changeContext(context, page.fetchedAt),
    );
    return changed ? 'synced' : 'unchanged';
  });
}
