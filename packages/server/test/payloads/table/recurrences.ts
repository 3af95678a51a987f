/**
 * Recurrences (patternedRecurrence), each of a series at 09:00 in its own zone and of an all-day one.
 * UNTIL is the end date's 09:00 in UTC, or the date itself. Sources: test data and pull request 433 of
 * closeio/sync-engine, azure-docs issue 39454.
 */
export interface RecurrencePayload {
  readonly file: string;
  /** The master's start as Graph sends it, in UTC: 09:00 in `zone`. */
  readonly startsAt: string;
  /** Only where the range names no zone that is one. */
  readonly originalStartTimeZone?: string;
  /** Stored as recurrence_time_zone. */
  readonly zone: string;
  /** Stored as recurrence_start; with T09:00:00 where it is not all day. */
  readonly firstDay: string;
  /** Stored as recurrence_rule. */
  readonly rule: string;
  /** UNTIL, appended to the rule: of the series at 09:00, and of the all-day one. */
  readonly until?: readonly [timed: string, allDay: string];
}

const newYork = 'America/New_York';

export const recurrences: readonly RecurrencePayload[] = [
  {
    file: 'calendar/recurrence-absolute-monthly-enddate.json',
    startsAt: '2022-09-22T13:00:00.0000000',
    zone: newYork,
    firstDay: '2022-09-22',
    rule: 'FREQ=MONTHLY;BYMONTHDAY=22',
    until: ['20230922T130000Z', '20230922'],
  },
  {
    // Begins in daylight time and ends in standard time.
    file: 'calendar/recurrence-absolute-monthly-every-2-months.json',
    startsAt: '2022-09-19T16:00:00.0000000',
    zone: 'America/Los_Angeles',
    firstDay: '2022-09-19',
    rule: 'FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=19',
    until: ['20230201T170000Z', '20230201'],
  },
  {
    file: 'calendar/recurrence-absolute-yearly-noend.json',
    startsAt: '2022-09-19T13:00:00.0000000',
    zone: newYork,
    firstDay: '2022-09-19',
    rule: 'FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=19',
  },
  {
    // "Customized Time Zone" is none: the event's own zone speaks.
    file: 'calendar/recurrence-customized-time-zone-noend.json',
    startsAt: '2018-06-25T07:00:00.0000000',
    originalStartTimeZone: 'W. Europe Standard Time',
    zone: 'Europe/Berlin',
    firstDay: '2018-06-25',
    rule: 'FREQ=WEEKLY;BYDAY=MO;WKST=SU',
  },
  {
    file: 'calendar/recurrence-daily-enddate.json',
    startsAt: '2022-09-22T13:00:00.0000000',
    zone: newYork,
    firstDay: '2022-09-22',
    rule: 'FREQ=DAILY',
    until: ['20221222T140000Z', '20221222'],
  },
  {
    file: 'calendar/recurrence-daily-every-2-days-enddate.json',
    startsAt: '2022-09-22T13:00:00.0000000',
    zone: newYork,
    firstDay: '2022-09-22',
    rule: 'FREQ=DAILY;INTERVAL=2',
    until: ['20221222T140000Z', '20221222'],
  },
  {
    file: 'calendar/recurrence-daily-numbered.json',
    startsAt: '2022-09-19T13:00:00.0000000',
    zone: newYork,
    firstDay: '2022-09-19',
    rule: 'FREQ=DAILY;COUNT=3',
  },
  {
    // Its endDate of year 0 is a filler: the range is numbered.
    file: 'calendar/recurrence-daily-numbered-enddate-year-zero.json',
    startsAt: '2022-09-22T13:00:00.0000000',
    zone: newYork,
    firstDay: '2022-09-22',
    rule: 'FREQ=DAILY;COUNT=10',
  },
  {
    // The first day of the month, not seven meetings a month.
    file: 'calendar/recurrence-relative-monthly-first-of-all-seven-days-numbered.json',
    startsAt: '2019-05-01T13:00:00.0000000',
    zone: newYork,
    firstDay: '2019-05-01',
    rule: 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=1;COUNT=48',
  },
  {
    file: 'calendar/recurrence-relative-monthly-fourth-thursday.json',
    startsAt: '2022-09-22T13:00:00.0000000',
    zone: newYork,
    firstDay: '2022-09-22',
    rule: 'FREQ=MONTHLY;BYDAY=4TH',
    until: ['20230922T130000Z', '20230922'],
  },
  {
    file: 'calendar/recurrence-relative-monthly-last-thursday.json',
    startsAt: '2022-09-29T13:00:00.0000000',
    zone: newYork,
    firstDay: '2022-09-29',
    rule: 'FREQ=MONTHLY;BYDAY=-1TH',
    until: ['20230922T130000Z', '20230922'],
  },
  {
    file: 'calendar/recurrence-relative-yearly-last-thursday-of-september.json',
    startsAt: '2022-09-29T13:00:00.0000000',
    zone: newYork,
    firstDay: '2022-09-29',
    rule: 'FREQ=YEARLY;BYMONTH=9;BYDAY=-1TH',
    until: ['20230922T130000Z', '20230922'],
  },
  {
    file: 'calendar/recurrence-weekly-every-2-weeks-timezone-utc.json',
    startsAt: '2022-09-19T09:00:00.0000000',
    zone: 'UTC',
    firstDay: '2022-09-19',
    rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,TH;WKST=SU',
    until: ['20221010T090000Z', '20221010'],
  },
  {
    // Weeks begin on Sunday: it makes a difference every third week.
    file: 'calendar/recurrence-weekly-every-3-weeks-two-days.json',
    startsAt: '2022-10-09T13:00:00.0000000',
    zone: newYork,
    firstDay: '2022-10-09',
    rule: 'FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,SU;WKST=SU',
    until: ['20230316T130000Z', '20230316'],
  },
  {
    file: 'calendar/recurrence-weekly-three-days-enddate.json',
    startsAt: '2022-09-23T13:00:00.0000000',
    zone: newYork,
    firstDay: '2022-09-23',
    rule: 'FREQ=WEEKLY;BYDAY=MO,WE,FR;WKST=SU',
    until: ['20230316T130000Z', '20230316'],
  },
];
