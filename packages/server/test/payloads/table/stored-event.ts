/** How a row of the tables says what one event becomes in the mirror. */
import type { EventRow } from '../../../src/mirror/event-row.ts';
import type { MasterTimes } from '../../../src/sync/map-event.ts';

/** Columns that hold what Graph sent, unchanged, and where it stands in the event. */
export const sentAs = {
  external_id: 'id',
  change_key: 'changeKey',
  body: 'body.content',
  body_preview: 'bodyPreview',
  series_master_id: 'seriesMasterId',
  recurrence: 'recurrence',
  teams_meeting_url: 'onlineMeeting.joinUrl',
  ical_uid: 'iCalUId',
  web_link: 'webLink',
} as const satisfies Partial<Record<keyof EventRow, string>>;

export interface StoredEvent extends Partial<Omit<EventRow, keyof typeof sentAs>> {
  /** Where it is not what was sent: found somewhere else, or made readable. */
  readonly teams_meeting_url?: string;
  readonly asSent: readonly (keyof typeof sentAs)[];
}

/** Everything that is stored of one file; a column that is not named stays empty. */
export interface EventPayload {
  readonly file: string;
  /**
   * What Graph always sends to those who use no `$select`, and the example leaves out: added to each
   * event before it is read.
   */
  readonly supplied?: Readonly<Record<string, unknown>>;
  /** Why the example, exactly as it is printed, is kept aside: one reason for each event. */
  readonly asideAsPrinted?: readonly string[];
  /** Of the occurrences, where the file does not bring it. */
  readonly master?: MasterTimes;
  readonly stored: readonly StoredEvent[];
}

export const noType = 'The event has no type that we know.';
export const noTimes = 'The event has no readable start or end.';

/** What most examples have in common. */
export const ordinary = {
  type: 'singleInstance',
  status: 'confirmed',
  importance: 'NORMAL',
  show_as: 'busy',
  sensitivity: 'normal',
  body_type: 'html',
} as const satisfies Partial<EventRow>;

/** A place with nothing but its name. */
export function placeNamed(displayName: string, locationType = 'default') {
  return { displayName, locationType, locationUri: null, address: null, coordinates: null };
}

/** Somebody invited who has not answered: Graph says `none`, at 0001-01-01. */
export function silentGuest(name: string, address: string) {
  return { name, address, type: 'required', response: 'none', respondedAt: null };
}
