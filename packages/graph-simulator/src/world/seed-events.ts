/**
 * Many events at once, for trying sizes: realistic enough to mirror, spread over the
 * dates that a mirror covers by default, the same for the same seed and day. Nobody
 * is notified, unless asked.
 */
import { createEvent } from '../mailbox/create-event.ts';
import type { EventDraft } from '../mailbox/event-draft.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import { isoFromDay, MS_PER_DAY, weekdayOf } from '../recurrence/civil-date.ts';
import { DAYS_OF_WEEK } from '../recurrence/types.ts';
import { seededRandom, type SeededRandom } from './seeded.ts';
import type { SimWorld } from './world.ts';

export interface SeedEventsOptions {
  /** Object id or principal name. */
  readonly user: string;
  /** Calendar id or name; the default calendar when absent. */
  readonly calendar?: string;
  readonly count: number;
  readonly seed?: string;
  /** `mixed` adds all-day events, Teams meetings and short series. */
  readonly shape?: 'single' | 'mixed';
  /** One change per event to every listener; false when absent. */
  readonly notify?: boolean;
}

const DAYS_BACK = 85;
const DAYS_AHEAD = 355;

const SUBJECTS = [
  'Budget review',
  'Client call',
  'Code review',
  'Coffee with Lee',
  'Contract negotiation',
  'Customer interview',
  'Data migration check',
  'Demo rehearsal',
  'Hiring interview',
  'Incident follow-up',
  'Legal questions',
  'Marketing sync',
  'Onboarding',
  'Partner update',
  'Product council',
  'Release checklist',
  'Retrospective',
  'Sales pipeline',
  'Security review',
  'Site visit',
  'Strategy session',
  'Supplier call',
  'Training',
  'Travel',
] as const;
const PLACES = [
  'Conference Room Adams',
  'Conference Room Baker',
  'Cafeteria',
  'Phone booth 3',
  'Client site',
] as const;
const CATEGORIES = ['Blue category', 'Green category', 'Red category', 'Yellow category'] as const;

function singleDraft(random: SeededRandom, today: number, zone: string): EventDraft {
  let day = today - DAYS_BACK + random.below(DAYS_BACK + DAYS_AHEAD);
  if (weekdayOf(day) === 0) day += 1;
  if (weekdayOf(day) === 6) day += 2;
  const minute = 8 * 60 + random.below(20) * 30;
  const end = minute + random.pick([30, 30, 60, 90]);
  const clock = (minutes: number): string =>
    `${isoFromDay(day)}T${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00`;
  const place = random.pick(PLACES);
  return {
    content: {
      subject: random.pick(SUBJECTS),
      ...(random.next() < 0.5
        ? {}
        : {
            locations: [
              {
                displayName: place,
                locationType: 'default',
                uniqueId: place,
                uniqueIdType: 'private',
                locationUri: null,
                address: null,
              },
            ],
          }),
      ...(random.next() < 0.2 ? { categories: [random.pick(CATEGORIES)] } : {}),
      ...(random.next() < 0.05 ? { sensitivity: 'private' as const } : {}),
    },
    start: { dateTime: clock(minute), timeZone: zone },
    end: { dateTime: clock(end), timeZone: zone },
    isAllDay: false,
    recurrence: null,
  };
}

function mixedDraft(random: SeededRandom, today: number, zone: string): EventDraft {
  const draft = singleDraft(random, today, zone);
  const kind = random.next();
  const date = draft.start.dateTime.slice(0, 10);
  if (kind < 0.08) {
    const day = Temporal.PlainDate.from(date);
    return {
      ...draft,
      isAllDay: true,
      start: { dateTime: `${date}T00:00:00`, timeZone: zone },
      end: { dateTime: `${day.add({ days: 1 + random.below(3) }).toString()}T00:00:00`, timeZone: zone },
    };
  }
  if (kind < 0.2) return { ...draft, content: { ...draft.content, isOnlineMeeting: true } };
  if (kind > 0.27) return draft;
  const weekday = DAYS_OF_WEEK[Temporal.PlainDate.from(date).dayOfWeek % 7] ?? 'monday';
  return {
    ...draft,
    recurrence: {
      pattern: {
        type: random.pick(['weekly', 'daily', 'weekly']),
        interval: 1 + random.below(2),
        month: 0,
        dayOfMonth: 0,
        daysOfWeek: [weekday],
        firstDayOfWeek: 'sunday',
        index: 'first',
      },
      range: {
        type: 'numbered',
        startDate: date,
        endDate: null,
        numberOfOccurrences: 4 + random.below(12),
        recurrenceTimeZone: zone,
      },
    },
  };
}

function calendarOf(mailbox: Mailbox, calendar: string | undefined): string {
  if (calendar === undefined) return mailbox.defaultCalendarId;
  const found = mailbox.calendars().find(({ id, name }) => id === calendar || name === calendar);
  if (found === undefined) throw new RangeError('This person has no calendar of that id or name.');
  return found.id;
}

/** `today`: days since 1970, around which the events lie. */
export function addSeededEvents(
  mailbox: Mailbox,
  calendarId: string,
  options: {
    readonly count: number;
    readonly seed: string;
    readonly today: number;
    readonly shape?: 'single' | 'mixed' | undefined;
  },
): void {
  const { count, seed, today, shape } = options;
  const random = seededRandom(seed);
  const draft = shape === 'mixed' ? mixedDraft : singleDraft;
  for (let index = 0; index < count; index += 1)
    createEvent(mailbox, calendarId, draft(random, today, mailbox.user.timeZone), {
      seed: `${seed}/${index}`,
    });
}

/**
 * Returns the calendar's id and how many events it got.
 * @throws RangeError for an unknown person or calendar.
 */
export function seedEvents(
  world: SimWorld,
  options: SeedEventsOptions,
): { calendarId: string; created: number } {
  const user = world.findUser(options.user);
  if (user === undefined) throw new RangeError('Nobody in this world has that name.');
  const mailbox = world.mailbox(user.id);
  const calendarId = calendarOf(mailbox, options.calendar);
  const today = Math.floor(world.clock.now() / MS_PER_DAY);
  const seed = `${user.id}/seed/${options.seed ?? '1'}/${mailbox.itemsOf(calendarId).size}`;
  const fill = (): void =>
    addSeededEvents(mailbox, calendarId, { count: options.count, seed, today, shape: options.shape });
  if (options.notify === true) fill();
  else mailbox.quietly(world.clock.now(), fill);
  return { calendarId, created: options.count };
}
