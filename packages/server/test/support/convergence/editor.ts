/**
 * The people whose calendars are mirrored, at work in Outlook: an edit of a script becomes one that the mailbox
 * has right now. What Exchange refuses (a move over a neighbour, a pattern of another kind) simply does not happen.
 */
import type { Simulator, TruthEvent } from '@calmirror/graph-simulator';

import type { Edit } from './script.ts';

export interface EditedCalendar {
  readonly user: string;
  readonly name: string;
}

const DAY_MS = 86_400_000;
const ZONES = ['W. Europe Standard Time', 'Pacific Standard Time', 'UTC', 'India Standard Time'];
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const OUTSIDER = { name: 'Lee', address: 'lee@elsewhere.example' };

export class Editor {
  readonly #simulator: Simulator;
  readonly #calendars: readonly EditedCalendar[];
  readonly #now: () => number;
  #count = 0;
  done = 0;
  refused = 0;

  constructor(simulator: Simulator, calendars: readonly EditedCalendar[], now: () => number) {
    this.#simulator = simulator;
    this.#calendars = calendars;
    this.#now = now;
  }

  async edit(edit: Edit): Promise<void> {
    this.#count += 1;
    try {
      if (await this.#do(edit)) this.done += 1;
    } catch {
      this.refused += 1;
    }
  }

  /** False: there was nothing to do it to. */
  async #do(edit: Edit): Promise<boolean> {
    const calendar = pick(this.#calendars, edit.calendar);
    if (calendar === undefined) return false;
    if (edit.do === 'create') {
      await this.#create(calendar, edit);
      return true;
    }
    const events = await this.#events(calendar);
    const { user } = calendar;
    const { control } = this.#simulator;
    if (edit.do === 'occurrence' || edit.do === 'split') {
      const masters = events.filter((event) => event.type === 'seriesMaster');
      const master = pick(masters, edit.target);
      const event = pick(
        events.filter((each) => each.immutableSeriesMasterId === master?.immutableId),
        edit.nth,
      );
      if (event === undefined) return false;
      if (edit.do === 'split') {
        await control.splitSeries({ user, event: event.id, change: { subject: `Split ${this.#count}` } });
      } else if (edit.how === 'delete') {
        await this.#delete(user, event.id);
      } else {
        await control.changeEvent({ user, event: event.id, change: this.#ofOccurrence(event, edit.how) });
      }
      return true;
    }
    const event = pick(
      events.filter(({ type }) => type === 'singleInstance' || type === 'seriesMaster'),
      edit.target,
    );
    if (event === undefined) return false;
    switch (edit.do) {
      case 'change':
        await control.changeEvent({ user, event: event.id, change: this.#change(event, edit) });
        return true;
      case 'delete':
        await this.#delete(user, event.id);
        return true;
      case 'cancel':
        await control.cancelEvent({ user, event: event.id, by: event.isOrganizer ? 'owner' : 'organizer' });
        return true;
      case 'respond':
        await control.respond({ user, event: event.id, response: 'tentativelyAccepted' });
        return true;
      case 'move': {
        const other = this.#calendars.find((each) => each.user === user && each.name !== calendar.name);
        if (other === undefined) return false;
        await control.moveEvent({ user, event: event.id, calendar: other.name });
        return true;
      }
    }
  }

  async #create(
    { user, name }: EditedCalendar,
    { shape, day, value }: Extract<Edit, { do: 'create' }>,
  ): Promise<void> {
    const date = this.#date(day);
    const timeZone = ZONES[value % ZONES.length] ?? 'UTC';
    const isAllDay = shape === 'all-day' || shape === 'all-day series';
    const isSeries =
      shape === 'series' || shape === 'all-day series' || (shape === 'meeting' && value % 3 === 0);
    const other = this.#calendars.find((each) => each.user !== user);
    await this.#simulator.control.createEvent({
      user,
      calendar: name,
      event: {
        subject: `${shape} ${this.#count}`,
        body: { contentType: 'text', content: `Made as number ${this.#count}.` },
        ...times(date, isAllDay, timeZone, value),
        ...(isSeries ? { recurrence: recurrenceFrom(date, value) } : {}),
        ...(shape === 'meeting' && other !== undefined
          ? { attendees: [{ type: 'required', emailAddress: { name: other.user, address: other.user } }] }
          : {}),
      },
      ...(shape === 'meeting' && value % 2 === 0 ? { teams: { generation: '2024' } } : {}),
      ...(shape === 'invitation' ? { organizer: OUTSIDER } : {}),
    });
  }

  #change(event: TruthEvent, { field, value }: Extract<Edit, { do: 'change' }>): Record<string, unknown> {
    const date = event.start.slice(0, 10);
    const timeZone = ZONES[value % ZONES.length] ?? 'UTC';
    switch (field) {
      case 'subject':
        return { subject: `Renamed ${this.#count}` };
      case 'body':
        return { body: { contentType: 'text', content: `Rewritten as number ${this.#count}.` } };
      case 'importance':
        return { importance: ['low', 'normal', 'high'][value % 3] };
      case 'sensitivity':
        return { sensitivity: ['normal', 'private', 'confidential'][value % 3] };
      case 'showAs':
        return { showAs: ['free', 'tentative', 'busy', 'oof', 'workingElsewhere'][value % 5] };
      case 'categories':
        return { categories: ['Red category', 'Blue category'].slice(0, value % 3) };
      case 'day':
        // Now and then far away: out of the window, or into it.
        return times(shifted(date, [1, -3, 12, 70, -40][value % 5] ?? 1), event.isAllDay, timeZone, value);
      case 'time':
        return times(date, event.isAllDay, timeZone, value + 1);
      case 'all-day':
        return times(date, !event.isAllDay, timeZone, value);
      case 'repeat':
        return { recurrence: recurrenceFrom(date, value) };
      case 'unrepeat':
        return { recurrence: null };
      case 'until':
        return event.recurrence === null
          ? { subject: `Renamed ${this.#count}` }
          : {
              recurrence: {
                ...event.recurrence,
                range: {
                  ...event.recurrence.range,
                  type: 'endDate',
                  endDate: shifted(date, 3 + (value % 40)),
                },
              },
            };
    }
  }

  #ofOccurrence(event: TruthEvent, how: string): Record<string, unknown> {
    const date = event.start.slice(0, 10);
    switch (how) {
      case 'later':
        return times(date, event.isAllDay, 'UTC', this.#count);
      case 'day':
        return times(shifted(date, 1), event.isAllDay, 'UTC', this.#count);
      case 'out':
        return times(shifted(date, 70), event.isAllDay, 'UTC', this.#count);
      case 'body':
        return { body: { contentType: 'text', content: `Of one date, number ${this.#count}.` } };
      default:
        return { subject: `Once ${this.#count}` };
    }
  }

  async #events({ user, name }: EditedCalendar): Promise<readonly TruthEvent[]> {
    const now = this.#now();
    const { events } = await this.#simulator.control.truth({
      user,
      calendar: name,
      start: new Date(now - 30 * DAY_MS).toISOString(),
      end: new Date(now + 80 * DAY_MS).toISOString(),
    });
    return events;
  }

  async #delete(user: string, id: string): Promise<void> {
    const { accessToken } = await this.#simulator.control.token({ user });
    const response = await fetch(`${this.#simulator.url}/v1.0/me/events/${encodeURIComponent(id)}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${accessToken}` },
    });
    if (!response.ok) throw new Error(`DELETE was answered ${response.status}.`);
  }

  #date(day: number): string {
    return new Date(this.#now() + day * DAY_MS).toISOString().slice(0, 10);
  }
}

function pick<T>(from: readonly T[], index: number): T | undefined {
  return from.length === 0 ? undefined : from[index % from.length];
}

function shifted(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

function times(
  date: string,
  isAllDay: boolean,
  timeZone: string,
  value: number,
): { isAllDay: boolean; start: object; end: object } {
  if (isAllDay) {
    return {
      isAllDay,
      start: { dateTime: `${date}T00:00:00`, timeZone },
      end: { dateTime: `${shifted(date, 1 + (value % 2))}T00:00:00`, timeZone },
    };
  }
  const from = Temporal.PlainDateTime.from(`${date}T00:00:00`).add({ minutes: (value % 46) * 30 });
  const local = (at: Temporal.PlainDateTime): string => at.toString({ smallestUnit: 'second' });
  return {
    isAllDay,
    start: { dateTime: local(from), timeZone },
    end: { dateTime: local(from.add({ minutes: 30 + (value % 3) * 30 })), timeZone },
  };
}

/** Of every kind, most of them with an end. */
function recurrenceFrom(date: string, value: number): { pattern: object; range: object } {
  const at = Temporal.PlainDate.from(date);
  const weekday = WEEKDAYS[at.dayOfWeek % 7] ?? 'monday';
  const patterns = [
    { type: 'daily', interval: 1 + (value % 3) },
    { type: 'weekly', interval: 1 + (value % 2), daysOfWeek: [weekday], firstDayOfWeek: 'monday' },
    {
      type: 'weekly',
      interval: 1,
      daysOfWeek: [weekday, WEEKDAYS[value % 7] ?? 'monday'].filter(
        (each, index, all) => all.indexOf(each) === index,
      ),
      firstDayOfWeek: 'sunday',
    },
    { type: 'absoluteMonthly', interval: 1, dayOfMonth: value % 2 === 0 ? at.day : 31 },
    { type: 'relativeMonthly', interval: 1, daysOfWeek: [weekday], index: 'last' },
  ];
  const ranges = [
    { type: 'noEnd', startDate: date },
    { type: 'numbered', startDate: date, numberOfOccurrences: 1 + (value % 9) },
    { type: 'endDate', startDate: date, endDate: shifted(date, 1 + (value % 30)) },
  ];
  return {
    pattern: patterns[value % patterns.length] ?? { type: 'daily', interval: 1 },
    range: ranges[value % ranges.length] ?? { type: 'noEnd', startDate: date },
  };
}
