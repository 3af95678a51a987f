/**
 * What stands in a demo mailbox, as a list to read: single events, series of every
 * pattern and range, moved and deleted occurrences, all-day events, Teams meetings,
 * categories, private events, other people's meetings, zones other than the owner's.
 */
import type { TeamsGeneration } from '../mailbox/teams-meeting.ts';
import type { SimPerson } from '../mailbox/types.ts';
import type { WritableContent } from '../mailbox/event-draft.ts';
import type { DayOfWeek, RecurrencePattern } from '../recurrence/types.ts';
import type { DemoCalendarName } from './demo-calendars.ts';
import { DEMO_USERS } from './demo-people.ts';
import type { SimUser } from './types.ts';

export interface DemoOccurrence {
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

const WEEKDAYS: readonly DayOfWeek[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];

/** A date of the year that holds the Monday, or of `offset` years from it. */
function inYear(monthAndDay: string, offset = 0): (monday: string) => string {
  return (monday) => `${String(Number(monday.slice(0, 4)) + offset)}-${monthAndDay}`;
}

function people(but: SimUser): SimPerson[] {
  return DEMO_USERS.filter((user) => user.tenantId === but.tenantId && user.id !== but.id).map((user) => ({
    name: user.displayName,
    address: user.mail,
  }));
}

const OUTSIDER: SimPerson = { name: 'Priya Nair', address: 'priya.nair@adventure-works.example' };

function workPlan(owner: SimUser): DemoEvent[] {
  const team = people(owner);
  const boss = team[0] ?? OUTSIDER;
  return [
    {
      slug: 'stand-up',
      calendar: 'Calendar',
      subject: 'Daily stand-up',
      day: -70,
      at: '09:15',
      minutes: 15,
      repeat: { type: 'weekly', daysOfWeek: WEEKDAYS, firstDayOfWeek: 'monday' },
      teams: '2026',
      attendees: team,
      body: 'What I did, what I do, what is in my way.',
      occurrences: [
        { nth: 2, at: '10:00' },
        { nth: 4, cancelled: true },
        { nth: -3, cancelled: true },
      ],
    },
    {
      slug: 'sprint-planning',
      calendar: 'Calendar',
      subject: 'Sprint planning',
      day: -56,
      at: '10:00',
      minutes: 90,
      repeat: { type: 'weekly', interval: 2, daysOfWeek: ['monday'], firstDayOfWeek: 'monday' },
      location: 'Conference Room Adams',
      teams: '2024',
      attendees: team,
      occurrences: [{ nth: 1, movedDays: 1, at: '13:00', subject: 'Sprint planning (moved)' }],
    },
    {
      slug: 'one-on-one',
      calendar: 'Calendar',
      subject: `1:1 with ${boss.name}`,
      day: -26,
      at: '14:30',
      minutes: 30,
      repeat: { type: 'weekly', daysOfWeek: ['wednesday'] },
      count: 12,
      organizer: boss,
      more: { sensitivity: 'private', responseStatus: { response: 'accepted', at: null } },
    },
    {
      slug: 'gym',
      calendar: 'Calendar',
      subject: 'Gym',
      day: -35,
      at: '07:00',
      minutes: 60,
      repeat: {
        type: 'weekly',
        daysOfWeek: ['tuesday', 'thursday', 'sunday'],
        firstDayOfWeek: 'monday',
        interval: 2,
      },
      more: { sensitivity: 'personal', showAs: 'oof', categories: ['Green category'] },
    },
    {
      slug: 'medication',
      calendar: 'Calendar',
      subject: 'Water the plants',
      day: -30,
      at: '18:00',
      minutes: 10,
      repeat: { type: 'daily', interval: 3 },
      untilDay: 60,
      more: { showAs: 'free', isReminderOn: false },
    },
    {
      slug: 'invoice-run',
      calendar: 'Calendar',
      subject: 'Invoice run',
      date: inYear('01-31'),
      at: '16:00',
      minutes: 45,
      repeat: { type: 'absoluteMonthly', dayOfMonth: 31 },
      more: { importance: 'high', categories: ['Red category'] },
    },
    {
      slug: 'month-close',
      calendar: 'Calendar',
      subject: 'Month-end close',
      date: inYear('01-01'),
      at: '11:00',
      minutes: 60,
      repeat: { type: 'relativeMonthly', index: 'last', daysOfWeek: WEEKDAYS },
      teams: '2021',
      attendees: [OUTSIDER],
      occurrences: [{ nth: 1, subject: 'Month-end close with auditors', location: 'Board room' }],
    },
    {
      slug: 'book-club',
      calendar: 'Calendar',
      subject: 'Book club',
      date: inYear('01-01'),
      at: '19:30',
      minutes: 120,
      repeat: { type: 'relativeMonthly', index: 'second', daysOfWeek: ['tuesday'] },
      location: 'City library',
    },
    {
      slug: 'tokyo-sync',
      calendar: 'Calendar',
      subject: 'Tokyo office sync',
      day: -42,
      at: '08:00',
      minutes: 45,
      zone: 'Tokyo Standard Time',
      repeat: { type: 'weekly', daysOfWeek: ['monday'] },
      teams: '2026',
      organizer: OUTSIDER,
      more: { responseStatus: { response: 'tentativelyAccepted', at: null }, showAs: 'tentative' },
    },
    {
      slug: 'kick-off',
      calendar: 'Calendar',
      subject: 'Kick-off: customer portal',
      day: 0,
      at: '13:00',
      minutes: 60,
      teams: '2026',
      attendees: [...team, OUTSIDER],
      body: 'Agenda: goals, team, first milestones &amp; risks.',
      more: { importance: 'high', categories: ['Blue category'] },
    },
    {
      slug: 'dentist',
      calendar: 'Calendar',
      subject: 'Dentist',
      day: 1,
      at: '08:30',
      minutes: 45,
      location: 'Dr. Weber, Bahnhofstr. 12',
      more: { sensitivity: 'private', showAs: 'oof' },
    },
    {
      slug: 'lunch',
      calendar: 'Calendar',
      subject: `Lunch with ${boss.name}`,
      day: 2,
      at: '12:00',
      minutes: 75,
      location: "Harry's Bar",
      attendees: [boss],
    },
    {
      slug: 'review',
      calendar: 'Calendar',
      subject: 'Quarterly business review',
      day: 3,
      at: '15:00',
      minutes: 120,
      teams: '2024',
      organizer: boss,
      attendees: team,
      more: { responseStatus: { response: 'accepted', at: null } },
    },
    {
      slug: 'demo',
      calendar: 'Calendar',
      subject: 'Demo for Adventure Works',
      day: 3,
      at: '10:30',
      minutes: 30,
      zone: 'America/New_York',
      teams: '2026',
      organizer: OUTSIDER,
      more: { responseStatus: { response: 'notResponded', at: null }, showAs: 'tentative' },
    },
    {
      slug: 'townhall',
      calendar: 'Calendar',
      subject: 'Canceled: Company town hall',
      day: 4,
      at: '16:00',
      minutes: 60,
      organizer: boss,
      more: { isCancelled: true, showAs: 'free' },
    },
    {
      slug: 'focus',
      calendar: 'Calendar',
      subject: 'Focus time',
      day: 4,
      at: '09:30',
      minutes: 120,
      more: { categories: ['Purple category', 'Deep work'] },
    },
    {
      slug: 'night-release',
      calendar: 'Calendar',
      subject: 'Release night',
      day: 4,
      at: '22:00',
      minutes: 240,
      body: 'Roll-out of 4.2 &lt;all regions&gt;.',
      more: { importance: 'high' },
    },
    {
      slug: 'untitled',
      calendar: 'Calendar',
      subject: '',
      day: 2,
      at: '17:00',
      minutes: 0,
      more: { subject: null },
    },
    {
      slug: 'offsite',
      calendar: 'Calendar',
      subject: 'Team offsite',
      day: 9,
      days: 3,
      location: 'Lakeside Hotel',
      more: { showAs: 'oof' },
    },
    {
      slug: 'home-office',
      calendar: 'Calendar',
      subject: 'Working from home',
      day: -28,
      days: 1,
      repeat: { type: 'weekly', daysOfWeek: ['friday'] },
      more: { showAs: 'workingElsewhere' },
      occurrences: [
        { nth: 2, cancelled: true },
        { nth: 3, subject: 'Working from the Paris office' },
      ],
    },
    {
      slug: 'roadmap',
      calendar: 'Work projects',
      subject: 'Roadmap workshop',
      day: 1,
      at: '14:00',
      minutes: 180,
      location: 'Conference Room Baker',
      attendees: team,
    },
    {
      slug: 'design-review',
      calendar: 'Work projects',
      subject: 'Design review',
      day: -49,
      at: '11:00',
      minutes: 60,
      repeat: { type: 'weekly', daysOfWeek: ['tuesday', 'thursday'] },
      untilDay: 120,
      teams: '2026',
      occurrences: [
        { nth: 1, movedDays: 1, at: '16:00' },
        { nth: 3, cancelled: true },
      ],
    },
    {
      slug: 'license',
      calendar: 'Work projects',
      subject: 'Renew the build licences',
      date: inYear('01-01', -1),
      at: '09:00',
      minutes: 15,
      repeat: { type: 'relativeYearly', month: 11, index: 'last', daysOfWeek: ['wednesday'] },
      more: { importance: 'high' },
    },
    {
      slug: 'steering',
      calendar: 'Work projects',
      subject: 'Steering committee',
      date: inYear('01-15'),
      at: '10:00',
      minutes: 60,
      repeat: { type: 'absoluteMonthly', dayOfMonth: 15, interval: 3 },
      count: 8,
    },
  ];
}

const HOME_PLAN: readonly DemoEvent[] = [
  {
    slug: 'swimming',
    calendar: 'Family',
    subject: 'Swimming lessons',
    day: -21,
    at: '16:15',
    minutes: 45,
    repeat: { type: 'weekly', daysOfWeek: ['saturday'] },
    count: 20,
    location: 'Public pool',
  },
  { slug: 'school-break', calendar: 'Family', subject: 'School break', day: 21, days: 9 },
  {
    slug: 'parents-evening',
    calendar: 'Family',
    subject: "Parents' evening",
    day: 8,
    at: '18:30',
    minutes: 60,
    more: { sensitivity: 'private' },
  },
  {
    slug: 'birthday-megan',
    calendar: 'Birthdays',
    subject: "Megan Bowen's birthday",
    date: inYear('03-14', -3),
    days: 1,
    repeat: { type: 'absoluteYearly', month: 3, dayOfMonth: 14 },
  },
  {
    slug: 'birthday-leap',
    calendar: 'Birthdays',
    subject: "Lee Gu's birthday",
    date: () => '2000-02-29',
    days: 1,
    repeat: { type: 'absoluteYearly', month: 2, dayOfMonth: 29 },
  },
  {
    slug: 'birthday-joni',
    calendar: 'Birthdays',
    subject: "Joni Sherman's birthday",
    date: inYear('11-27', -2),
    days: 1,
    repeat: { type: 'absoluteYearly', month: 11, dayOfMonth: 27 },
  },
  { slug: 'new-year', calendar: 'Holidays', subject: "New Year's Day", date: inYear('01-01', 1), days: 1 },
  { slug: 'labour-day', calendar: 'Holidays', subject: 'Labour Day', date: inYear('05-01', 1), days: 1 },
  {
    slug: 'thanksgiving',
    calendar: 'Holidays',
    subject: 'Thanksgiving',
    date: inYear('01-01', -1),
    days: 1,
    repeat: { type: 'relativeYearly', month: 11, index: 'fourth', daysOfWeek: ['thursday'] },
  },
  { slug: 'christmas', calendar: 'Holidays', subject: 'Christmas', date: inYear('12-25'), days: 2 },
];

export function demoPlan(owner: SimUser): DemoEvent[] {
  return [...workPlan(owner), ...HOME_PLAN];
}
