/**
 * Works on one round while it holds the lease: page by page, the next page fetched while one
 * commits, then settle, then finish. Stops at a page boundary when its share is used up or it
 * is told to; whoever takes the lease next goes on from the rows.
 */
import type { Db } from '../models/db.ts';
import type { CalendarReader } from './calendar-reader.ts';
import { finishAtOnce } from './finish-at-once.ts';
import { finish } from './finish-round.ts';
import type { FinishInput, RoundOutcome } from './finish-round.ts';
import type { PollPace } from './poll-wait.ts';
import { planSettle } from './plan-settle.ts';
import type { RoundContext } from './round-context.ts';
import { foldPages } from './round-facts.ts';
import { isAnswered } from './settle-answers.ts';
import { answerAsk } from './settle.ts';
import { loadSettleFacts } from './settle-facts.ts';
import { paddedWindow } from './sync-window.ts';
import { walkPages } from './walk-pages.ts';

/** A job works at most this long, then lets others have their turn: it is time that they wait for, pages only bound it. */
const SHARE_PAGES = 100;
const SHARE_MS = 10_000;

export interface RoundWork {
  readonly db: Db;
  readonly reader: CalendarReader;
  readonly signal: AbortSignal;
  readonly livePush: boolean;
  readonly pace: PollPace;
  readonly random: () => number;
}

/** `more`: the share is used up or the process stops; the round goes on later. */
export async function runRound(context: RoundContext, work: RoundWork): Promise<RoundOutcome | 'more'> {
  const share = { pages: SHARE_PAGES, until: performance.now() + SHARE_MS };
  const used = (): boolean => work.signal.aborted || share.pages <= 0 || performance.now() >= share.until;
  const window = paddedWindow({ start: context.round.windowStart, end: context.round.windowEnd });

  const walked = await walkPages(context, work, window, { take: () => (share.pages -= 1), used });
  if (walked.round.phase === 'pages') return 'more';
  let settled: RoundContext = { ...context, round: walked.round };

  const facts = foldPages(walked.pages);
  let { unrecorded } = walked;
  const ending = (): FinishInput => ({
    round: facts,
    context: settled,
    requests: work.reader.takeRequests(),
    unrecorded: unrecorded ?? { pages: 0, unchanged: 0 },
    livePush: work.livePush,
    pace: work.pace,
    jitter: work.random(),
  });
  if (walked.unwritten !== undefined)
    return work.signal.aborted ? 'more' : finishAtOnce(work.db, ending(), walked.unwritten);
  const asks = planSettle(await loadSettleFacts(work.db, settled, facts));
  if (asks.length > 0) {
    await unrecorded?.record();
    unrecorded = undefined;
  }
  for (const ask of asks) {
    if (isAnswered(ask, settled.round.settleAnswers)) continue;
    if (used()) return 'more';
    share.pages -= 1;
    const answer = await answerAsk(work.db, work.reader, settled, ask, window);
    settled = {
      ...settled,
      round: {
        ...settled.round,
        failures: 0,
        refusals: 0,
        settleAnswers: [...settled.round.settleAnswers, answer],
      },
    };
  }
  if (work.signal.aborted) return 'more';
  return finish(work.db, ending());
}
