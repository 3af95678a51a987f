/**
 * Walks the pages of a round to their end, or until the share is used up. While pages are written the next are
 * read, so that Graph, this process and PostgreSQL work at the same time. Written they are in their order; where
 * PostgreSQL is the slower one, what has become ready meanwhile goes in one transaction, and pages that bring nothing
 * new wait a moment for others.
 */
import { loadMentionedEvents } from '../mirror/event-store.ts';
import { turnTaker } from '../platform/in-slices.ts';
import { applyPages, mapContext } from './apply-page.ts';
import { sortOut } from './expected-events.ts';
import { isOfSingles, leavesNothingToAsk } from './finish-at-once.ts';
import type { OnlyPage } from './finish-at-once.ts';
import { expectEvents } from './known-events.ts';
import { LoopingRoundError } from './looping-round-error.ts';
import { foldPage, joinPages, mapAhead } from './map-page.ts';
import type { PageToApply } from './map-page.ts';
import { NamedIds } from './named-ids.ts';
import { readAhead } from './read-ahead.ts';
import type { ReadyPage, Share } from './read-ahead.ts';
import type { RoundContext } from './round-context.ts';
import type { PageRecord } from './round-facts.ts';
import { loadPages } from './round-store.ts';
import type { Round } from './round-store.ts';
import { transition } from './round-transitions.ts';
import type { RoundWork } from './run-round.ts';
import { mirrored } from './settle-facts.ts';
import type { SyncWindow } from './sync-window.ts';

/** Pages in a row without a new id, empty ones not counted, after which a walk is held to be endless (S8). */
const LOOPING_PAGES = 2;
/** Empty pages are normal in the middle of a walk (microsoft-graph-docs 2839); as many in a row are not. */
const MOST_EMPTY_PAGES = 100;
/** Pages that bring nothing new wait for the end, or for one that does, at most so many events and so long. */
const MOST_HELD = 20_000;
const HOLD_MS = 2000;

export interface WalkedRound {
  /** In phase `pages`: its share is used up. */
  readonly round: Round;
  /** What all of its pages said, those of earlier workers too. */
  readonly pages: readonly PageRecord[];
  /** Its only page, where that is to be written together with the end. */
  readonly unwritten?: OnlyPage;
  /** Its last pages, where there is nothing to write of them but that they came: the end needs no record of them. */
  readonly unrecorded?: UnrecordedPages;
}

export interface UnrecordedPages {
  readonly pages: number;
  readonly unchanged: number;
  /** Should the round not end now. */
  record(): Promise<void>;
}

/** Read, and not written yet. */
type HeldPage = ReadyPage & PageToApply;

/** @param window with the padding that Graph is asked for */
export async function walkPages(
  context: RoundContext,
  work: RoundWork,
  window: SyncWindow,
  share: Share,
): Promise<WalkedRound> {
  let round = context.round;
  const pages: PageRecord[] = round.pageCount === 0 ? [] : await loadPages(work.db, round);
  if (round.phase === 'settle') return { round, pages };
  const lastFull = pages.findLastIndex((page) => page.seen.length + page.removed.length > 0);
  let emptyPages = pages.length - 1 - lastFull;

  const earlier = pages.flatMap((page) => [...page.seen, ...page.removed]);
  const named = new NamedIds(earlier);
  const turn = turnTaker();
  await using ahead = readAhead(openingLink(context), share, async (link) => {
    const page = await work.reader.page(link, window, context.round);
    const fetchedAt = context.clock.date();
    // Reading JSON may have been one long turn already.
    await turn();
    const news = named.add(page, link);
    const content = foldPage(page, news.isNews);
    // In a first baseline all of it is new; otherwise only what changed will be mapped.
    const mapped = context.firstBaseline ? await mapAhead(content, mapContext(context)) : undefined;
    const { nextLink = null, deltaLink = null } = page;
    return { nextLink, deltaLink, content, mapped, fetchedAt, ...news };
  });
  await expectEvents(work.db, context, earlier);
  // Of what an earlier worker wrote this one knows nothing.
  if (context.firstBaseline && round.beganEmpty && round.pageCount === 0)
    context.seriesAhead.beginEmpty(mirrored(context));

  let held: HeldPage[] = [];
  let heldSince = 0;
  const writeHeld = async (): Promise<void> => {
    const last = held.at(-1);
    if (last === undefined) return;
    const records = recordsOf(round, held);
    const cursor = cursorAfter(context, round, last);
    for (const { isReplay } of held) emptyPages = isReplay === undefined ? emptyPages + 1 : 0;
    const { loopingPages } = await applyPages(work.db, { ...context, round }, joinPages(held), {
      ...cursor,
      records,
      loopingPages: held.some(({ isReplay }) => isReplay === false) ? 0 : round.loopingPages,
      isReplay: last.isReplay,
      isNews: held.every(({ isNews }) => isNews),
      requests: work.reader.takeRequests(),
      fetchedAt: last.fetchedAt,
    });
    held = [];
    pages.push(...records);
    const pageCount = round.pageCount + records.length;
    round = { ...round, ...cursor, loopingPages, pageCount, failures: 0, refusals: 0 };
    if ((loopingPages >= LOOPING_PAGES || emptyPages > MOST_EMPTY_PAGES) && round.phase === 'pages')
      throw new LoopingRoundError();
  };

  while (round.phase === 'pages' && !work.signal.aborted) {
    const taken = await ahead.take().catch(async (error: unknown) => {
      // However often reading fails, each time it has come further.
      await writeHeld();
      throw error;
    });
    const [page] = taken;
    const only = await onlyPage(work, { ...context, round }, taken);
    if (page !== undefined && only !== undefined)
      return {
        round: { ...round, ...cursorAfter(context, round, page) },
        pages: recordsOf(round, taken),
        unwritten: only,
      };
    if (held.length === 0) heldSince = performance.now();
    held.push(
      ...taken.map((ready) => ({ ...ready, ...sortOut(ready.content, context.expected, round.windowStart) })),
    );
    const last = taken.at(-1);
    if (last !== undefined && canWait(context, held, heldSince)) {
      if (last.nextLink !== null) continue;
      return {
        round: { ...round, ...cursorAfter(context, round, last), failures: 0, refusals: 0 },
        pages: [...pages, ...recordsOf(round, held)],
        unrecorded: { pages: held.length, unchanged: eventsOf(held), record: writeHeld },
      };
    }
    await writeHeld();
    if (last === undefined) break;
  }
  return { round, pages };
}

/** Nothing is to be written of them but that they came. */
function canWait({ awaited, issues }: RoundContext, held: readonly HeldPage[], since: number): boolean {
  return (
    awaited.size + issues.size === 0 &&
    performance.now() - since < HOLD_MS &&
    eventsOf(held) <= MOST_HELD &&
    held.every(
      ({ content, found, isNews }) =>
        isNews &&
        content.issues.length === 0 &&
        content.removed.length === 0 &&
        found.ids.length === content.seen.length,
    )
  );
}

function eventsOf(held: readonly HeldPage[]): number {
  return held.reduce((sum, { content }) => sum + content.seen.length, 0);
}

/** The only page of a round that leaves nothing to ask. */
async function onlyPage(
  work: RoundWork,
  context: RoundContext,
  [first, second]: readonly ReadyPage[],
): Promise<OnlyPage | undefined> {
  if (first === undefined || second !== undefined || first.nextLink !== null) return undefined;
  const { content, fetchedAt } = first;
  if (!isOfSingles(context, content)) return undefined;
  const named = [...content.seen, ...content.removed];
  const known = await loadMentionedEvents(work.db, context.round.connectionId, named);
  const page = { content, known, fetchedAt };
  return leavesNothingToAsk(context, page) ? page : undefined;
}

function openingLink(context: RoundContext): string | null {
  const { round, connection } = context;
  if (round.nextLink !== null) return context.openLink('next_link', round.nextLink);
  return round.kind === 'baseline' || connection.syncToken === null
    ? null
    : context.openToken(connection.syncToken);
}

/** Their ids and nothing more: records are kept until the round ends, and events need not be. */
function recordsOf({ pageCount }: Round, pages: readonly ReadyPage[]): PageRecord[] {
  return pages.map(({ content: { seen, removed, touched } }, index) => ({
    page: pageCount + 1 + index,
    seen,
    removed,
    touched,
  }));
}

/** Where a round stands after a page. */
function cursorAfter(
  context: RoundContext,
  round: Round,
  { nextLink, deltaLink }: ReadyPage,
): Pick<Round, 'nextLink' | 'deltaLink' | 'phase'> {
  const next = transition(round, nextLink === null ? 'last-page' : 'page').do;
  return {
    nextLink: nextLink === null ? null : context.sealLink('next_link', nextLink),
    deltaLink: deltaLink === null ? null : context.sealLink('delta_link', deltaLink),
    phase: next === 'settle' ? 'settle' : 'pages',
  };
}
