/**
 * Walks the pages of a round to their end, or until the share is used up. While pages are written the next are
 * read, so that Graph, this process and PostgreSQL work at the same time. Written they are in their order; where
 * PostgreSQL is the slower one, what has become ready meanwhile goes in one transaction.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

import { loadMentionedEvents } from '../mirror/event-store.ts';
import { applyPages, mapContext } from './apply-page.ts';
import { isOfSingles, leavesNothingToAsk } from './finish-at-once.ts';
import type { OnlyPage } from './finish-at-once.ts';
import { LoopingRoundError } from './looping-round-error.ts';
import { foldPage, joinPages, mapEvents } from './map-page.ts';
import { readAhead } from './read-ahead.ts';
import type { ReadyPage, Share } from './read-ahead.ts';
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

export interface WalkedRound {
  /** In phase `pages`: its share is used up. */
  readonly round: Round;
  /** What all of its pages said, those of earlier workers too. */
  readonly pages: readonly PageRecord[];
  /** Its only page, where that is to be written together with the end. */
  readonly unwritten?: OnlyPage;
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
  const lastFull = pages.findLastIndex((page) => page.seen.length + page.removed.length > 0);
  let emptyPages = pages.length - 1 - lastFull;

  const named = pages.flatMap((page) => [...page.seen, ...page.removed]);
  await using ahead = readAhead({ link: openingLink(context), named }, share, async (link) => {
    const page = await work.reader.page(link, window, context.round);
    const fetchedAt = context.clock.date();
    // Reading JSON is one long turn already.
    await nextTurn();
    const content = foldPage(page);
    // In a first baseline all of it is new; otherwise only what changed will be mapped.
    const mapped = context.firstBaseline ? await mapEvents(content.events, mapContext(context)) : undefined;
    return { page, content, mapped, fetchedAt };
  });

  while (round.phase === 'pages' && !work.signal.aborted) {
    const taken = await ahead.take();
    const last = taken.at(-1);
    if (last === undefined) break;
    const records = taken.map(({ content }, index) => ({ ...content, page: round.pageCount + 1 + index }));
    const cursor = {
      nextLink: last.nextLink === null ? null : context.sealLink('next_link', last.nextLink),
      deltaLink:
        last.page.deltaLink === undefined ? null : context.sealLink('delta_link', last.page.deltaLink),
      phase: phaseAfter(round, last.nextLink),
    };
    const only = await onlyPage(work, { ...context, round }, taken);
    if (only !== undefined) return { round: { ...round, ...cursor }, pages: records, unwritten: only };
    emptyPages = last.isReplay === undefined ? emptyPages + 1 : 0;
    const { loopingPages } = await applyPages(work.db, { ...context, round }, joinPages(taken), {
      ...cursor,
      records,
      loopingPages: round.loopingPages,
      isReplay: last.isReplay,
      isNews: taken.every(({ isNews }) => isNews),
      requests: work.reader.takeRequests(),
      fetchedAt: last.fetchedAt,
    });
    pages.push(...records);
    round = { ...round, ...cursor, loopingPages, pageCount: round.pageCount + records.length };
    if ((loopingPages >= LOOPING_PAGES || emptyPages > MOST_EMPTY_PAGES) && round.phase === 'pages')
      throw new LoopingRoundError();
  }
  return { round, pages };
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

function phaseAfter(round: Round, nextLink: string | null): Round['phase'] {
  return transition(round, nextLink === null ? 'last-page' : 'page').do === 'settle' ? 'settle' : 'pages';
}
