/** Pure conversions of what Graph says: no network, no clock. */
export { allDayDates, dateOf, instantOf } from './event-times.ts';
export type { DateTimeTimeZone } from './event-times.ts';
export { RecurrenceError } from './recurrence-error.ts';
export type { RecurrenceErrorCode } from './recurrence-error.ts';
export { expandRule } from './recurrence/expand-rule.ts';
export type { ExpansionRange, Occurrence } from './recurrence/expand-rule.ts';
export { fitRecurrence, originalDayOf } from './recurrence/fit-recurrence.ts';
export type { FitWindow, RecurrenceFidelity, RecurrenceFit } from './recurrence/fit-recurrence.ts';
export { convertRecurrenceToRRule } from './recurrence-to-rrule.ts';
export type { RecurrenceInput, RecurrenceRule, SeriesStart } from './recurrence-to-rrule.ts';
export { extractTeamsMeetingInfo } from './teams/teams-meeting.ts';
export type { TeamsMeetingInfo, TeamsMeetingOptions, TeamsMeetingSource } from './teams/teams-meeting.ts';
export { toIanaTimeZone } from './time-zone.ts';
export type { IanaTimeZone, TimeZoneOptions } from './time-zone.ts';
