/**
 * One event of the mirror, as a reader sees it, beside the same event in the mailbox: every field that we store
 * and the mailbox can tell. Fields of an occurrence are read through its master, as the product reads them.
 */
import { isDeepStrictEqual } from 'node:util';

import { expandRule, toIanaTimeZone } from '@calmirror/graph-client/convert';
import type { TruthEvent } from '@calmirror/graph-simulator';

import type { EventView } from '../../src/mirror/queries/event-view.ts';

export interface MirroredEvent extends EventView {
  readonly inWindow: boolean;
  readonly rawTimeZone: string | null;
  readonly recurrence: unknown;
}

type Pair = readonly [name: string, expected: unknown, actual: unknown];

/** In words, nothing where all is equal. */
export function unequal(event: TruthEvent, row: MirroredEvent): string[] {
  const pairs = [...identity(event, row), ...content(event, row), ...ownOf(event, row)];
  return pairs
    .filter(([, expected, actual]) => !isDeepStrictEqual(actual, expected))
    .map(
      ([name, expected, actual]) => `${name} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`,
    );
}

function identity(event: TruthEvent, row: MirroredEvent): Pair[] {
  const at = (date: string | null, instant: Date): string => date ?? secondsOf(instant);
  return [
    ['type', event.type, row.type],
    ['start', event.start, at(row.startDate, row.startAt)],
    ['end', event.end, at(row.endDate, row.endAt)],
    ['all-day', event.isAllDay, row.isAllDay],
    ['series', event.immutableSeriesMasterId, row.seriesMasterId],
  ];
}

/** Whatever can be inherited. */
function content(event: TruthEvent, row: MirroredEvent): Pair[] {
  const text = event.bodyContentType === 'text' ? event.bodyContent.trim().slice(0, 255) : row.bodyPreview;
  // A link that was pasted into a body makes a Teams meeting of an event that Outlook holds for none.
  const isPasted = event.joinUrl === null && event.bodyContent.includes('teams.');
  // Graph answers in HTML what was written as text, unless a switch has it as it was written.
  const isShown = event.bodyContentType === 'text' && row.bodyType === 'html';
  return [
    ['title', event.subject, row.title],
    isShown
      ? ['body', event.bodyContent.replaceAll('\r\n', '\n'), textShownBy(row.body)]
      : ['body', event.bodyContent, row.body],
    ['body type', isShown ? 'html' : event.bodyContentType, row.bodyType],
    ['body cut', false, row.bodyTruncated],
    ['preview', text, row.bodyPreview],
    ['importance', event.importance.toUpperCase(), row.importance],
    ['sensitivity', event.sensitivity, row.sensitivity],
    ['showAs', event.showAs, row.showAs],
    ['status', statusOf(event), row.status],
    ['categories', event.categories, row.outlookCategories],
    ['location', event.locations.join('; ') || null, row.location],
    ['locations', event.locations, namesOf(row.locations)],
    ['organizer', { name: event.organizer.name, address: event.organizer.address }, row.organizer],
    ['is organizer', event.isOrganizer, row.isOrganizer],
    ['attendees', event.attendees.map(attendeeOf), row.attendees],
    ['response', event.response, row.response],
    ['attachments', event.hasAttachments, row.hasAttachments],
    ['Teams', isPasted ? row.teamsEnabled : event.isOnlineMeeting, row.teamsEnabled],
    ['Teams link', isPasted ? row.teamsMeetingUrl : event.joinUrl, row.teamsMeetingUrl],
    ['conference', isPasted ? row.teamsConferenceId : event.conferenceId, row.teamsConferenceId],
  ];
}

/** Of a page that shows nothing but a text, with its lines ended by \n. */
function textShownBy(html: string | null): string | null {
  const shown = /<body>\s*([^]*?)\r\n<\/body>/.exec(html ?? '')?.[1];
  if (shown === undefined) return null;
  return shown
    .replaceAll(/<br>\s*?\n/g, '\n')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** What an occurrence has none of, or another than its master. */
function ownOf(event: TruthEvent, row: MirroredEvent): Pair[] {
  const { recurrence } = event;
  const originalStart: Pair = [
    'original start',
    event.originalStart,
    row.originalStart === null ? null : secondsOf(row.originalStart),
  ];
  // Delta tells an occurrence's times only; of whole days these are dates, kept as midnights of UTC.
  if (event.type === 'occurrence')
    return [event.isAllDay ? ['original start', row.startAt, row.originalStart] : originalStart];
  const zone = recurrence?.range.recurrenceTimeZone || event.timeZone;
  return [
    originalStart,
    ['changeKey', event.changeKey, row.changeKey],
    ['iCalUId', event.iCalUId, row.icalUid],
    ['link', event.immutableId, itemOf(row.webLink)],
    ['created', event.createdAt, row.createdDateTime?.toISOString() ?? null],
    ['modified', event.modifiedAt, row.lastModifiedDateTime?.toISOString() ?? null],
    ['zone as named', zone, row.rawTimeZone],
    ['zone', toIanaTimeZone(zone, [event.timeZone]).timeZone, row.timeZone],
    ['recurrence', recurrence === null ? null : told(recurrence), told(row.recurrence)],
  ];
}

/**
 * A rule with its exceptions and additions gives every date that the mailbox has in the window, and no other.
 * @param events of the mailbox, also some days around the window
 */
export function rulesAstray(
  events: Iterable<TruthEvent>,
  row: MirroredEvent,
  window: { readonly from: number; readonly to: number },
): string[] {
  if (row.recurrenceFidelity === null) return ['nothing is said of its rule'];
  if (row.recurrenceFidelity === 'opaque') return [];
  const rule = {
    rrule: row.recurrenceRule,
    dtStart: row.recurrenceStart,
    timeZone: row.recurrenceTimeZone,
  };
  if (rule.rrule === null || rule.dtStart === null) return ['it has no rule'];
  const { rrule, dtStart, timeZone } = rule;
  const dates = new Set(row.recurrenceAdditions);
  const exceptions = new Set(row.recurrenceExceptions);
  const range = { from: window.from - 2 * DAY_MS, before: window.to + 2 * DAY_MS };
  for (const { local } of expandRule({ rrule, dtStart, timeZone }, range))
    if (!exceptions.has(local)) dates.add(onTheClock(local, row));
  const found: string[] = [];
  const delivered = new Set<string>();
  for (const event of events) {
    if (event.immutableSeriesMasterId !== row.externalId || event.originalStart === null) continue;
    const isDay = event.type === 'occurrence' && event.isAllDay;
    const local = isDay ? event.start : localStart(event.originalStart, row);
    delivered.add(local);
    if (!dates.has(local) && isWellInside(local, window) && isInside(event, window))
      found.push(`its rule lacks ${local}`);
  }
  for (const local of dates)
    if (!delivered.has(local) && isWellInside(local, window)) found.push(`its rule still has ${local}`);
  return found;
}

const DAY_MS = 86_400_000;

function isInside({ start, end }: TruthEvent, { from, to }: { from: number; to: number }): boolean {
  return Date.parse(start) < to && Date.parse(end) > from;
}

function isWellInside(local: string, { from, to }: { from: number; to: number }): boolean {
  const at = Date.parse(`${local.slice(0, 10)}T12:00:00Z`);
  return at > from + DAY_MS && at < to - DAY_MS;
}

/** What clocks show at a time that they skip: an hour later. Exchange moves such an occurrence, and so does our rule. */
function onTheClock(local: string, { recurrenceTimeZone, timeZone }: MirroredEvent): string {
  if (!local.includes('T')) return local;
  return Temporal.PlainDateTime.from(local)
    .toZonedDateTime(recurrenceTimeZone ?? timeZone ?? 'UTC')
    .toPlainDateTime()
    .toString({ smallestUnit: 'second' });
}

function localStart(
  instant: string,
  { recurrenceTimeZone, recurrenceStart, timeZone }: MirroredEvent,
): string {
  const local = Temporal.Instant.from(instant)
    .toZonedDateTimeISO(recurrenceTimeZone ?? timeZone ?? 'UTC')
    .toPlainDateTime();
  if (recurrenceStart?.includes('T') === true) return local.toString({ smallestUnit: 'second' });
  // Midnight of a zone that nobody knows is the evening before in ours, where that zone is ahead of it.
  return local
    .toPlainDate()
    .add({ days: local.hour < 12 ? 0 : 1 })
    .toString();
}

function statusOf(event: TruthEvent): string {
  if (event.isCancelled) return 'cancelled';
  return event.showAs === 'tentative' ? 'tentative' : 'confirmed';
}

function attendeeOf({ name, address, type, status }: TruthEvent['attendees'][number]): object {
  const at = status.at === null ? null : new Date(status.at).toISOString();
  return { name, address, type, response: status.response, respondedAt: at };
}

function namesOf(locations: unknown): unknown {
  return Array.isArray(locations)
    ? locations.map((place: unknown) => isObject(place) && place['displayName'])
    : locations;
}

/** Of a recurrence what its type uses: Graph fills the rest with filler. */
function told(recurrence: unknown): unknown {
  if (!isObject(recurrence) || !isObject(recurrence['pattern']) || !isObject(recurrence['range']))
    return recurrence;
  const { pattern, range } = recurrence;
  return [
    pattern['type'],
    pattern['interval'],
    pattern['month'],
    pattern['dayOfMonth'],
    pattern['daysOfWeek'] ?? [],
    pattern['firstDayOfWeek'],
    pattern['index'],
    range['type'],
    range['startDate'],
    range['type'] === 'endDate' ? range['endDate'] : null,
    range['type'] === 'numbered' ? range['numberOfOccurrences'] : 0,
    range['recurrenceTimeZone'],
  ];
}

function itemOf(link: string | null): string | null {
  const id = link === null ? null : new URL(link).searchParams.get('itemid');
  return id === null ? null : id.replaceAll('/', '-').replaceAll('+', '_');
}

function secondsOf(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
