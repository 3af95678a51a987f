/** One entry of a demo mailbox's plan; dates are counted from the Monday of the demo week. */
import type { TeamsGeneration } from '../mailbox/teams-style.ts';
import type { SimPerson } from '../mailbox/types.ts';
import type { WritableContent } from '../mailbox/event-draft.ts';
import type { RecurrencePattern } from '../recurrence/types.ts';
import type { DemoCalendarName } from './demo-calendars.ts';

interface DemoOccurrence {
  /** 1 is the next occurrence from today on, -1 the last one before it. */
  readonly nth: number;
  readonly cancelled?: boolean;
  readonly movedDays?: number;
  readonly at?: string;
  readonly minutes?: number;
  readonly subject?: string;
  readonly location?: string;
}

export interface DemoEvent {
  /** Names the event for ever: its ids are made from this. */
  readonly slug: string;
  readonly calendar: DemoCalendarName;
  readonly subject: string;
  /** Days from the Monday of the demo week. */
  readonly day?: number;
  /** In place of `day`: a date worked out from that Monday, both `YYYY-MM-DD`. */
  readonly date?: (monday: string) => string;
  /** Wall clock in the event's zone, `HH:MM`. */
  readonly at?: string;
  readonly minutes?: number;
  /** All-day, this many days long. */
  readonly days?: number;
  /** Windows or IANA; the owner's when absent. */
  readonly zone?: string;
  readonly repeat?: Partial<RecurrencePattern> & Pick<RecurrencePattern, 'type'>;
  readonly count?: number;
  readonly untilDay?: number;
  readonly occurrences?: readonly DemoOccurrence[];
  readonly location?: string;
  readonly body?: string;
  readonly teams?: TeamsGeneration;
  readonly attendees?: readonly SimPerson[];
  /** Somebody else's meeting. */
  readonly organizer?: SimPerson;
  readonly more?: Partial<WritableContent>;
}

/** A date of the year that holds the Monday, or of `offset` years from it. */
export function inYear(monthAndDay: string, offset = 0): (monday: string) => string {
  return (monday) => `${String(Number(monday.slice(0, 4)) + offset)}-${monthAndDay}`;
}
