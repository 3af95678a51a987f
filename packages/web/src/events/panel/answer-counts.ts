import type { CalendarEvent } from '@calmirror/api-contract';

export type Attendee = CalendarEvent['attendees'][number];

export interface AnswerCounts {
  readonly accepted: number;
  readonly tentative: number;
  readonly declined: number;
  readonly open: number;
}

/** Pure. An organiser in the list has accepted by inviting; what is not known is open. */
export function answerCounts(attendees: readonly Attendee[]): AnswerCounts {
  const counts = { accepted: 0, tentative: 0, declined: 0, open: 0 };
  for (const { response } of attendees) counts[answerOf(response)] += 1;
  return counts;
}

function answerOf(response: string | null): keyof AnswerCounts {
  switch (response) {
    case 'accepted':
    case 'organizer':
      return 'accepted';
    case 'tentativelyAccepted':
      return 'tentative';
    case 'declined':
      return 'declined';
    default:
      return 'open';
  }
}
