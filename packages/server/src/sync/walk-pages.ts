/**
 * Walks the pages of a round to their end, or until the share is used up. While one page is written the next is
 * fetched and made ready, so that Graph, this process and PostgreSQL work at the same time; written they are one
 * by one, in their order.
 */
import { applyPage, mapContext } from './apply-page.ts';
import type { PageToApply } from './apply-page.ts';
import type { ReadPage } from './calendar-reader.ts';
import { LoopingRoundError } from './looping-round-error.ts';
import { foldPage, mapEvents } from './map-page.ts';
import type { PageContent } from './map-page.ts';
import type { RoundContext } from './round-context.ts';
import type { PageRecord } from './round-facts.ts';
import { loadPages } from './round-store.ts';
import type { Round } from './round-store.ts';
import { transition } from './round-transitions.ts';
import type { RoundWork } from './run-round.ts';
import type { SyncWindow } from './sync-window.ts';

/** Pages in a row without a new id, empty ones not counted, after which a walk is held to be endless (S8). */
const LOOPING_PAGES = 2;
/** Empty pages are normal in the middle of a walk (microsoft-graph-docs 2839); as many in a row are not. */
const MOST_EMPTY_PAGES = 100;

export interface Share {
  take(): void;
  used(): boolean;
}

export interface WalkedRound {
  /** In phase `pages`: its share is used up. */
  readonly round: Round;
  /** What all of its pages said, those of earlier workers too. */
  readonly pages: readonly PageRecord[];
}

interface ReadyPage extends PageToApply {
  readonly page: ReadPage;
  readonly fetchedAt: Date;
}

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
  const ids = new Set(pages.flatMap((page) => [...page.seen, ...page.removed]));
  const lastFull = pages.findLastIndex((page) => page.seen.length + page.removed.length > 0);
  let emptyPages = pages.length - 1 - lastFull;
  const readyPage = async (at: string | null): Promise<ReadyPage> => {
    const page = await work.reader.page(at, window, round);
    const fetchedAt = context.clock.date();
    const content = foldPage(page);
    // In a first baseline all of it is new; otherwise only what changed will be mapped.
    const mapped = context.firstBaseline ? await mapEvents(content.events, mapContext(context)) : undefined;
    return { page, fetchedAt, content, mapped };
  };

  let link = openingLink(context);
  let ahead: Promise<ReadyPage> | undefined;
  while (round.phase === 'pages') {
    if (share.used()) {
      await ahead?.catch(() => undefined);
      return { round, pages };
    }
    share.take();
    const ready = await (ahead ?? readyPage(link));
    const { page, content } = ready;
    const next = page.nextLink ?? null;
    // Not past the share: a page fetched and not used would be asked for again.
    ahead = next !== null && !share.used() ? quiet(readyPage(next)) : undefined;

    const isReplay = next !== null && next === link ? true : isNamedBefore(content, ids);
    emptyPages = isReplay === undefined ? emptyPages + 1 : 0;
    for (const id of content.seen) ids.add(id);
    for (const id of content.removed) ids.add(id);
    const cursor = {
      page: round.pageCount + 1,
      nextLink: next === null ? null : context.sealLink('next_link', next),
      deltaLink: page.deltaLink === undefined ? null : context.sealLink('delta_link', page.deltaLink),
      phase: phaseAfter(round, next),
    };
    let loopingPages: number;
    try {
      ({ loopingPages } = await applyPage(work.db, { ...context, round }, ready, {
        ...cursor,
        loopingPages: round.loopingPages,
        isReplay,
        requests: work.reader.takeRequests(),
        fetchedAt: ready.fetchedAt,
      }));
    } catch (error) {
      await ahead?.catch(() => undefined);
      throw error;
    }
    pages.push({ ...content, page: cursor.page });
    round = { ...round, ...cursor, loopingPages, pageCount: cursor.page };
    link = next;
    if ((loopingPages >= LOOPING_PAGES || emptyPages > MOST_EMPTY_PAGES) && round.phase === 'pages') {
      await ahead?.catch(() => undefined);
      throw new LoopingRoundError();
    }
  }
  return { round, pages };
}

function openingLink(context: RoundContext): string | null {
  const { round, connection } = context;
  if (round.nextLink !== null) return context.openLink('next_link', round.nextLink);
  return round.kind === 'baseline' || connection.syncToken === null
    ? null
    : context.openToken(connection.syncToken);
}

/** undefined of an empty page. */
function isNamedBefore(page: PageContent, ids: ReadonlySet<string>): boolean | undefined {
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
