/**
 * The people whose calendars are mirrored, at work in Outlook: an edit of a script becomes one that the mailbox
 * has right now. What Exchange refuses (a move over a neighbour, a pattern of another kind) simply does not happen.
 */
import type { Simulator, TruthEvent } from '@calmirror/graph-simulator';

import { changeOf, changeOfOccurrence, dayAfter, newEvent } from './graph-drafts.ts';
import type { Edit } from './script.ts';

export interface EditedCalendar {
  readonly user: string;
  readonly name: string;
}

const DAY_MS = 86_400_000;

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
    if (edit.do === 'renew-id') {
      await this.#simulator.control.renewCalendarId({ user: calendar.user, calendar: calendar.name });
      return true;
    }
    const events = await this.#events(calendar);
    if (edit.do === 'occurrence' || edit.do === 'split') return this.#editSeries(calendar, events, edit);
    const event = pick(
      events.filter(({ type }) => type === 'singleInstance' || type === 'seriesMaster'),
      edit.target,
    );
    if (event === undefined) return false;
    const { user } = calendar;
    const { control } = this.#simulator;
    switch (edit.do) {
      case 'change':
        await control.changeEvent({
          user,
          event: event.id,
          change: changeOf(event, { ...edit, count: this.#count }, this.#otherThan(user)),
          ...(event.isOrganizer ? {} : { by: edit.value % 2 === 0 ? 'owner' : 'organizer' }),
          // A meeting that is saved and not sent is a draft until its next change.
          ...(event.isOrganizer && edit.value % 11 === 10 ? { send: false } : {}),
        });
        return true;
      case 'delete':
        await this.#delete(user, event.id);
        return true;
      case 'cancel':
        await control.cancelEvent({ user, event: event.id, by: event.isOrganizer ? 'owner' : 'organizer' });
        return true;
      case 'respond':
        await this.#respond(user, event, edit.value);
        return true;
      case 'move': {
        const other = this.#calendars.find((each) => each.user === user && each.name !== calendar.name);
        if (other === undefined) return false;
        await control.moveEvent({ user, event: event.id, calendar: other.name });
        return true;
      }
    }
  }

  async #editSeries(
    { user }: EditedCalendar,
    events: readonly TruthEvent[],
    edit: Extract<Edit, { do: 'occurrence' | 'split' }>,
  ): Promise<boolean> {
    const { control } = this.#simulator;
    const masters = events.filter((event) => event.type === 'seriesMaster');
    const master = pick(masters, edit.target);
    const event = pick(
      events.filter((each) => each.immutableSeriesMasterId === master?.immutableId),
      edit.nth,
    );
    if (event === undefined) return false;
    const { id } = event;
    if (edit.do === 'split') {
      await control.splitSeries({ user, event: id, change: { subject: `Split ${this.#count}` } });
      return true;
    }
    switch (edit.how) {
      case 'delete':
        await this.#delete(user, id);
        return true;
      case 'cancel':
        await control.cancelEvent({ user, event: id, by: event.isOrganizer ? 'owner' : 'organizer' });
        return true;
      case 'respond':
        await this.#respond(user, event, edit.nth);
        return true;
      default: {
        const today = dayAfter(this.#now(), 0);
        const change = changeOfOccurrence(event, edit.how, { count: this.#count, today });
        await control.changeEvent({ user, event: id, change });
        return true;
      }
    }
  }

  async #create(
    { user, name }: EditedCalendar,
    { shape, day, value }: Extract<Edit, { do: 'create' }>,
  ): Promise<void> {
    const date = dayAfter(this.#now(), day);
    const { event, extras } = newEvent(shape, {
      value,
      date,
      count: this.#count,
      other: this.#otherThan(user),
    });
    await this.#simulator.control.createEvent({ user, calendar: name, event, ...extras });
  }

  async #respond(user: string, event: TruthEvent, value: number): Promise<void> {
    const { control } = this.#simulator;
    const responses = ['accepted', 'tentativelyAccepted', 'declined'] as const;
    const response = pick(responses, value) ?? 'accepted';
    // An organizer is answered; an attendee answers.
    const guest = event.isOrganizer ? pick(event.attendees, value)?.address : undefined;
    await control.respond({
      user,
      event: event.id,
      response,
      ...(guest === undefined ? { sendResponse: value % 2 === 0 } : { attendee: guest }),
    });
  }

  #otherThan(user: string): string | undefined {
    return this.#calendars.find((each) => each.user !== user)?.user;
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
}

function pick<T>(from: readonly T[], index: number): T | undefined {
  return from.length === 0 ? undefined : from[index % from.length];
}
