/** What the server may have against a choice, and what the page does then. Pure. */
import { ApiProblem } from '../../platform/http.ts';

export type ChoosingProblem =
  /** Used, older than ten minutes, or somebody else's. */
  | 'session-over'
  /** The list that was chosen from is not the account's any more, or all of it is connected: read it anew. */
  | 'list-changed'
  | 'other';

export function choosingProblemOf(error: unknown): ChoosingProblem {
  if (!(error instanceof ApiProblem)) return 'other';
  switch (error.code) {
    case 'session_not_found':
      return 'session-over';
    case 'calendar_not_in_session':
    case 'calendars_already_connected':
      return 'list-changed';
    default:
      return 'other';
  }
}
