/**
 * Works on one round while it holds the lease: page by page, the next page fetched while one
 * commits, then settle, then finish. Stops at a page boundary when its share is used up or it
 * is told to; whoever takes the lease next goes on from the rows.
 */
import type { Db } from '../models/db.ts';
import { applyPage } from './apply-page.ts';
import type { CalendarReader, ReadPage } from './calendar-reader.ts';
import { finish } from './finish-round.ts';
import type { RoundOutcome } from './finish-round.ts';
import { mapContext } from './apply-page.ts';
import { mapPage } from './map-page.ts';
import type { MappedPage } from './map-page.ts';
import { planSettle } from './plan-settle.ts';
import type { RoundContext } from './round-context.ts';
import { foldPages } from './round-facts.ts';
import { LoopingRoundError } from './looping-round-error.ts';
import { transition } from './round-transitions.ts';
import { loadPages } from './round-store.ts';
import type { Round } from './round-store.ts';
import { isAnswered } from './settle-answers.ts';
import { answerAsk } from './settle.ts';
import { loadSettleFacts } from './settle-facts.ts';
import { paddedWindow } from './sync-window.ts';

/** A job works at most this long, then lets others have their turn. */
const SHARE_PAGES = 20;
const SHARE_MS = 30_000;
/** Pages in a row without a new id, empty ones not counted, after which a walk is held to be endless (S8). */
const LOOPING_PAGES = 2;
/** Empty pages are normal in the middle of a walk (microsoft-graph-docs 2839); as many in a row are not. */
const MOST_EMPTY_PAGES = 100;

export interface RoundWork {
  readonly db: Db;
  readonly reader: CalendarReader;
  readonly signal: AbortSignal;
  readonly livePush: boolean;
  readonly pollIntervalSeconds: number;
  readonly random: () => number;
}

/** `more`: the share is used up or the process stops; the round goes on later. */
export async function runRound(context: RoundContext, work: RoundWork): Promise<RoundOutcome | 'more'> {
  const share = { pages: SHARE_PAGES, until: performance.now() + SHARE_MS };
  const used = (): boolean => work.signal.aborted || share.pages <= 0 || performance.now() >= share.until;
  const window = paddedWindow({ start: context.round.windowStart, end: context.round.windowEnd });

  const paged = await walkPages(context, work, window, share, used);
  if (paged.phase === 'pages') return 'more';
  let settled: RoundContext = { ...context, round: paged };

  const facts = foldPages(await loadPages(work.db, paged));
  for (const ask of planSettle(await loadSettleFacts(work.db, settled, facts))) {
    if (isAnswered(ask, settled.round.settleAnswers)) continue;
    if (used()) return 'more';
    share.pages -= 1;
    const answer = await answerAsk(work.db, work.reader, settled, ask, window);
    settled = {
      ...settled,
      round: { ...settled.round, settleAnswers: [...settled.round.settleAnswers, answer] },
    };
  }
  if (work.signal.aborted) return 'more';
  return finish(work.db, {
    round: facts,
    context: settled,
    requests: work.reader.takeRequests(),
    livePush: work.livePush,
    pollIntervalSeconds: work.pollIntervalSeconds,
    jitter: work.random(),
  });
}

async function walkPages(
  context: RoundContext,
  work: RoundWork,
  window: ReturnType<typeof paddedWindow>,
  share: { pages: number },
  used: () => boolean,
): Promise<Round> {
  let round = context.round;
  if (round.phase === 'settle') return round;
  const earlier = round.pageCount === 0 ? [] : await loadPages(work.db, round);
  const ids = new Set(earlier.flatMap((page) => [...page.seen, ...page.removed]));
  const lastFull = earlier.findLastIndex((page) => page.seen.length + page.removed.length > 0);
  let emptyPages = earlier.length - 1 - lastFull;
  const fetchPage = (link: string | null): Promise<ReadPage> => work.reader.page(link, window, round);

  let link = openingLink(context);
  let fetched: Promise<ReadPage> | undefined;
  while (round.phase === 'pages') {
    if (used()) {
      await fetched?.catch(() => undefined);
      return round;
    }
    share.pages -= 1;
    const page = await (fetched ?? fetchPage(link));
    const fetchedAt = context.clock.date();
    const next = page.nextLink ?? null;
    // Not past the share: a page fetched and not used would be asked for again.
    fetched = next !== null && !used() ? quiet(fetchPage(next)) : undefined;

    const mapped = mapPage(page, mapContext(context));
    const isReplay = next !== null && next === link ? true : isNamedBefore(mapped, ids);
    emptyPages = isReplay === undefined ? emptyPages + 1 : 0;
    for (const id of mapped.seen) ids.add(id);
    for (const id of mapped.removed) ids.add(id);
    const cursor = {
      page: round.pageCount + 1,
      nextLink: next === null ? null : context.sealLink('next_link', next),
      deltaLink: page.deltaLink === undefined ? null : context.sealLink('delta_link', page.deltaLink),
      phase: phaseAfter(round, next),
    };
    let loopingPages: number;
    try {
      ({ loopingPages } = await applyPage(work.db, { ...context, round }, mapped, {
        ...cursor,
        loopingPages: round.loopingPages,
        isReplay,
        requests: work.reader.takeRequests(),
        fetchedAt,
      }));
    } catch (error) {
      await fetched?.catch(() => undefined);
      throw error;
    }
    round = {
      ...round,
      ...cursor,
      loopingPages,
      pageCount: cursor.page,
    };
    link = next;
    if ((loopingPages >= LOOPING_PAGES || emptyPages > MOST_EMPTY_PAGES) && round.phase === 'pages') {
      await fetched?.catch(() => undefined);
      throw new LoopingRoundError();
    }
  }
  return round;
}

function openingLink(context: RoundContext): string | null {
  const { round, connection } = context;
  if (round.nextLink !== null) return context.openLink('next_link', round.nextLink);
  return round.kind === 'baseline' || connection.syncToken === null
    ? null
    : context.openToken(connection.syncToken);
}

/** undefined of an empty page. */
function isNamedBefore(page: MappedPage, ids: ReadonlySet<string>): boolean | undefined {
  const named = [...page.seen, ...page.removed];
  return named.length === 0 ? undefined : named.every((id) => ids.has(id));
}

function phaseAfter(round: Round, nextLink: string | null): Round['phase'] {
  return transition(round, nextLink === null ? 'last-page' : 'page').do === 'settle' ? 'settle' : 'pages';
}

/** The error is not lost: it is thrown where the page is awaited. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
