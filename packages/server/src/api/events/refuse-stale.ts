/**
 * `maxStaleness`: who must not decide by an old calendar asks for a promise, and gets no events where
 * there is none, so that what was not looked at is never taken for free time.
 */
import type { Freshness } from '../../mirror/queries/freshness.ts';
import { ProblemError } from '../../platform/problem.ts';

const RETRY_SECONDS = 10;

/**
 * @param freshness of the stalest calendar asked about; null: there is none
 * @param maxStaleness seconds; undefined: anything will do
 * @throws ProblemError `too_stale`
 */
export function refuseStale(freshness: Freshness | null, maxStaleness: number | undefined): void {
  if (maxStaleness === undefined) return;
  if (freshness === null) {
    throw new ProblemError('too_stale', 'No calendar is connected that could be current: connect one first.');
  }
  if (freshness.lagSeconds !== null && freshness.lagSeconds <= maxStaleness) return;
  const lag =
    freshness.lagSeconds === null ? 'was not read yet' : `is known as of ${freshness.lagSeconds} seconds ago`;
  const detail = `The stalest calendar ${lag}, and maxStaleness is ${maxStaleness}.`;
  if (freshness.mode === 'blocked') {
    throw new ProblemError(
      'too_stale',
      `${detail} It stands still until a person acts: see GET /api/calendars.`,
    );
  }
  throw new ProblemError('too_stale', detail, { headers: { 'retry-after': String(RETRY_SECONDS) } });
}
