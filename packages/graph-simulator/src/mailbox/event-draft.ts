/** What the owner of a mailbox says when making or changing an event, before any rule is applied. */
import type { Recurrence } from '../recurrence/types.ts';
import type { EventContent } from './types.ts';

/** A wall clock and its zone; `dateTime` may carry an offset, which then decides. */
export interface DraftTime {
  readonly dateTime: string;
  readonly timeZone: string;
}

/** What the owner may write; the rest of the content is the mailbox's to say. */
export type WritableContent = Omit<
  EventContent,
  'organizer' | 'isOrganizer' | 'joinUrl' | 'conference' | 'onlineMeetingUrl' | 'attachments'
>;

export interface EventDraft {
  readonly content: Partial<WritableContent>;
  readonly start: DraftTime;
  readonly end: DraftTime;
  readonly isAllDay: boolean;
  readonly recurrence: Recurrence | null;
}

/** Absent means unchanged. */
export interface EventPatch {
  readonly content?: Partial<WritableContent>;
  readonly start?: DraftTime;
  readonly end?: DraftTime;
  readonly isAllDay?: boolean;
  /** Null makes a single event of a series. */
  readonly recurrence?: Recurrence | null;
}
