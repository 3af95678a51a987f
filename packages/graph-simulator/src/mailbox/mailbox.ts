/**
 * One person's mailbox: calendars, the items in them, and the log of changes that
 * delta is read from. Edits live in edit-*.ts; this file only stores, numbers and
 * reports. It knows neither Graph's shapes nor HTTP.
 */
import { hashHex } from '../world/seeded.ts';
import { saveMap } from '../world/stateful.ts';
import type { Restore, Stateful } from '../world/stateful.ts';
import type { SimulatorSwitches } from '../world/switches.ts';
import type { MailboxChange, SimUser } from '../world/types.ts';
import { calendarId, eventId } from './ids.ts';
import { changeKeyOf } from './change-key.ts';
import { firstSettings, type MailboxSettings } from './mailbox-settings.ts';
import { withLateLinks, withoutStaleLinks } from './online-meeting.ts';
import type { MailboxItem, SimCalendar, SimCalendarGroup } from './types.ts';

export interface MailboxOptions {
  readonly user: SimUser;
  readonly now: () => number;
  /**
   * The number before the first change. A time, so that a mailbox filled anew never
   * repeats a changeKey of its earlier self.
   */
  readonly firstChange: number;
  readonly emit: (change: MailboxChange) => void;
  readonly switches: () => SimulatorSwitches;
  /** What an edit means for other mailboxes; told after it is in the store and was reported. */
  readonly onEdit: (before: MailboxItem | null, after: MailboxItem | null) => void;
  /** Asks to be settled at this moment of the clock. */
  readonly onDue: (dueMs: number) => void;
}

interface LogEntry {
  readonly change: number;
  readonly key: string;
}

interface CalendarStore {
  calendar: SimCalendar;
  readonly items: Map<string, MailboxItem>;
  /** In the order of change numbers; deletions are entries without an item. */
  readonly log: LogEntry[];
  /** Keys that were moved away from here, and of those that came back, the change of their return. */
  readonly departed: Map<string, number | null>;
  deltaEpoch: number;
}

/** Every mailbox has it. Its class is the one of a capture. */
const firstGroup = (user: SimUser): SimCalendarGroup => ({
  id: calendarId(user, hashHex(`${user.id}/group`, 12)),
  name: 'My Calendars',
  classId: '0006f0b7-0000-0000-c000-000000000046',
  changeKey: changeKeyOf(user, 0x0f),
});

const copyOf = (store: CalendarStore): CalendarStore => ({
  ...store,
  items: new Map(store.items),
  log: [...store.log],
  departed: new Map(store.departed),
});

export class Mailbox implements Stateful {
  readonly #now: () => number;
  readonly #emit: (change: MailboxChange) => void;
  readonly #switches: () => SimulatorSwitches;
  readonly #onEdit: MailboxOptions['onEdit'];
  readonly #onDue: MailboxOptions['onDue'];
  readonly #stores = new Map<string, CalendarStore>();
  readonly #calendarOfKey = new Map<string, string>();
  readonly #groups = new Map<string, SimCalendarGroup>();
  /** Keys of what waits for its join link. */
  readonly #pending = new Set<string>();
  #lastChange: number;
  #user: SimUser;
  #settings: MailboxSettings;
  /** Of the changes since the beginning, in their order, ms since the epoch. */
  #changeTimes: number[] = [];
  #created = 0;
  #defaultCalendarId = '';
  #quiet = false;
  #frozenAt: number | null = null;

  constructor(options: MailboxOptions) {
    this.#user = options.user;
    this.#settings = firstSettings(options.user);
    this.#now = options.now;
    this.#emit = options.emit;
    this.#switches = options.switches;
    this.#onEdit = options.onEdit;
    this.#onDue = options.onDue;
    this.#lastChange = options.firstChange;
  }

  /** Its owner, in the zone that the mailbox is set to. */
  get user(): SimUser {
    return this.#user;
  }

  get settings(): MailboxSettings {
    return this.#settings;
  }

  changeSettings(settings: MailboxSettings): void {
    this.#settings = settings;
    this.#user = { ...this.#user, timeZone: settings.timeZone };
  }

  now(): number {
    return this.#frozenAt ?? this.#now();
  }

  get switches(): SimulatorSwitches {
    return this.#switches();
  }

  /** The number of the newest change; grows by one with each. */
  get lastChange(): number {
    return this.#lastChange;
  }

  get defaultCalendarId(): string {
    return this.#defaultCalendarId;
  }

  addCalendar(calendar: SimCalendar): void {
    this.#stores.set(calendar.id, {
      calendar,
      items: new Map(),
      log: [],
      departed: new Map(),
      deltaEpoch: 0,
    });
    if (calendar.isDefault) this.#defaultCalendarId = calendar.id;
  }

  addGroup(group: SimCalendarGroup): void {
    this.#groups.set(group.id, group);
  }

  /** That of all mailboxes first. */
  groups(): SimCalendarGroup[] {
    return [firstGroup(this.user), ...this.#groups.values()];
  }

  /** Calendars in a group. */
  calendarsOf(groupId: string): SimCalendar[] {
    const first = firstGroup(this.user).id;
    return this.calendars().filter((calendar) => (calendar.groupId ?? first) === groupId);
  }

  changeCalendar(calendarId: string, changes: Partial<Omit<SimCalendar, 'id' | 'isDefault'>>): void {
    const store = this.#store(calendarId);
    store.calendar = { ...store.calendar, ...changes };
  }

  /** With everything in it; nobody is told of its events. */
  removeCalendar(calendarId: string): void {
    for (const key of this.#store(calendarId).items.keys()) this.#calendarOfKey.delete(key);
    this.#stores.delete(calendarId);
  }

  /** The same calendar under another id: its links of deltas are dead, its items have other changeable ids. */
  renewCalendar(calendarId: string, renewedId: string): void {
    const renewed = this.#store(calendarId);
    const stores = [...this.#stores];
    this.#stores.clear();
    for (const [id, store] of stores) {
      if (store !== renewed) this.#stores.set(id, store);
      else
        this.#stores.set(renewedId, {
          ...copyOf(store),
          calendar: { ...store.calendar, id: renewedId },
          items: new Map([...store.items].map(([key, item]) => [key, { ...item, calendarId: renewedId }])),
          deltaEpoch: store.deltaEpoch + 1,
        });
    }
    for (const key of renewed.items.keys()) this.#calendarOfKey.set(key, renewedId);
    if (this.#defaultCalendarId === calendarId) this.#defaultCalendarId = renewedId;
  }

  calendars(): SimCalendar[] {
    return [...this.#stores.values()].map((store) => store.calendar);
  }

  calendar(calendarId: string): SimCalendar | undefined {
    return this.#stores.get(calendarId)?.calendar;
  }

  itemsOf(calendarId: string): ReadonlyMap<string, MailboxItem> {
    return this.#store(calendarId).items;
  }

  find(key: string): MailboxItem | undefined {
    const calendarId = this.#calendarOfKey.get(key);
    return calendarId === undefined ? undefined : this.#stores.get(calendarId)?.items.get(key);
  }

  /** The change by which an item returned to a calendar that it had left; undefined for all others. */
  returnOf(calendarId: string, key: string): number | undefined {
    return this.#store(calendarId).departed.get(key) ?? undefined;
  }

  /** Keys changed after `change` and up to `until`, each once, in the order of their last change. */
  changedSince(calendarId: string, change: number, until = Number.POSITIVE_INFINITY): string[] {
    const log = this.#store(calendarId).log;
    let low = 0;
    let high = log.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((log[middle]?.change ?? 0) <= change) low = middle + 1;
      else high = middle;
    }
    const keys = new Set<string>();
    for (const entry of log.slice(low)) {
      if (entry.change > until) break;
      keys.delete(entry.key);
      keys.add(entry.key);
    }
    return [...keys];
  }

  /** A text that no other new item of this mailbox has had; the same in every run. */
  nextCreationSeed(): string {
    this.#created += 1;
    return `${this.user.id}/created/${this.#created}`;
  }

  /** The newest change that was made at or before `atMs`; that of the beginning where none was. */
  lastChangeAt(atMs: number): number {
    let known = this.#changeTimes.length;
    while (known > 0 && (this.#changeTimes[known - 1] ?? 0) > atMs) known -= 1;
    return this.#lastChange - (this.#changeTimes.length - known);
  }

  takeChange(): number {
    this.#changeTimes.push(this.now());
    this.#lastChange += 1;
    return this.#lastChange;
  }

  put(given: MailboxItem): void {
    const item = withoutStaleLinks(given);
    const store = this.#store(item.calendarId);
    const before = store.items.get(item.key) ?? null;
    store.items.set(item.key, item);
    this.#calendarOfKey.set(item.key, item.calendarId);
    store.log.push({ change: item.change, key: item.key });
    const { pendingLinks = [] } = item;
    if (pendingLinks.length === 0) this.#pending.delete(item.key);
    else this.#pending.add(item.key);
    for (const { dueMs } of pendingLinks) this.#onDue(dueMs);
    this.#report(item, before === null ? 'created' : 'updated');
    if (!this.#quiet) this.#onEdit(before, item);
  }

  remove(item: MailboxItem): void {
    const store = this.#store(item.calendarId);
    store.items.delete(item.key);
    this.#calendarOfKey.delete(item.key);
    const change = this.takeChange();
    store.log.push({ change, key: item.key });
    this.#report({ ...item, change }, 'deleted');
    if (!this.#quiet) this.#onEdit(item, null);
  }

  /** What was to happen by now happens: online meetings get their links. */
  settle(): void {
    for (const key of this.#pending) {
      const item = this.find(key);
      if (item?.pendingLinks === undefined) this.#pending.delete(key);
      else if (item.pendingLinks.some(({ dueMs }) => dueMs <= this.now()))
        this.put(withLateLinks(item, this.user, this.takeChange(), this.now()));
    }
  }

  /** To another calendar of this mailbox: there it is new, here it is gone. Its immutable id stays. */
  move(item: MailboxItem, calendarId: string): MailboxItem {
    const to = this.#store(calendarId);
    const from = this.#store(item.calendarId);
    const departure = this.takeChange();
    from.items.delete(item.key);
    from.log.push({ change: departure, key: item.key });
    this.#report({ ...item, change: departure }, 'deleted');
    const moved: MailboxItem = {
      ...item,
      calendarId,
      change: this.takeChange(),
      modifiedMs: this.now(),
    };
    this.#calendarOfKey.set(item.key, calendarId);
    to.items.set(item.key, moved);
    to.log.push({ change: moved.change, key: item.key });
    from.departed.set(item.key, null);
    if (to.departed.has(item.key)) to.departed.set(item.key, moved.change);
    this.#report(moved, 'created');
    return moved;
  }

  /** Runs the edits as if at one moment, without telling a listener: for filling a mailbox. */
  quietly<T>(atMs: number, edits: () => T): T {
    const before = { quiet: this.#quiet, frozenAt: this.#frozenAt };
    this.#quiet = true;
    this.#frozenAt = atMs;
    try {
      return edits();
    } finally {
      this.#quiet = before.quiet;
      this.#frozenAt = before.frozenAt;
    }
  }

  /** Tokens given under an older epoch are dead. */
  deltaEpoch(calendarId: string): number {
    return this.#store(calendarId).deltaEpoch;
  }

  killDeltaTokens(calendarId?: string): void {
    for (const store of this.#stores.values())
      if (calendarId === undefined || store.calendar.id === calendarId) store.deltaEpoch += 1;
  }

  save(): Restore {
    const stores = Array.from(this.#stores, ([id, store]): [string, CalendarStore] => [id, copyOf(store)]);
    const restoreKeys = saveMap(this.#calendarOfKey);
    const restoreGroups = saveMap(this.#groups);
    const pending = [...this.#pending];
    const changeTimes = [...this.#changeTimes];
    const settings = this.#settings;
    const kept = { lastChange: this.#lastChange, created: this.#created, calendar: this.#defaultCalendarId };
    return () => {
      this.#stores.clear();
      for (const [id, store] of stores) this.#stores.set(id, copyOf(store));
      restoreKeys();
      this.changeSettings(settings);
      restoreGroups();
      this.#pending.clear();
      for (const key of pending) this.#pending.add(key);
      this.#changeTimes = [...changeTimes];
      this.#lastChange = kept.lastChange;
      this.#created = kept.created;
      this.#defaultCalendarId = kept.calendar;
    };
  }

  #store(calendarId: string): CalendarStore {
    const store = this.#stores.get(calendarId);
    if (store === undefined) throw new RangeError('This mailbox has no such calendar.');
    return store;
  }

  #report(item: MailboxItem, changeType: MailboxChange['changeType']): void {
    if (this.#quiet) return;
    this.#emit({
      userId: this.user.id,
      calendarId: item.calendarId,
      eventId: eventId(this.user, item.calendarId, item.key, null, 'regular'),
      immutableEventId: eventId(this.user, item.calendarId, item.key, null, 'immutable'),
      etag: `W/"${changeKeyOf(this.user, item.change)}"`,
      changeType,
      at: this.#now(),
    });
  }
}
