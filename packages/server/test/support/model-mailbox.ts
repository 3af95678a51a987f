/**
 * A mailbox as a model: a few single events and series, a journal, and delta rounds over it as Graph walks
 * them: snapshots in any order, over several pages, with repeats, stale mentions, empty pages and dead links.
 * No guess about our engine is in here; sources of the behaviour: src/sync/README.md.
 */
import {
  allDay,
  at,
  broken,
  exception,
  gone,
  lost,
  master,
  page,
  removed,
  single,
  stub,
} from './tiny-graph.ts';
import type { Json, TinyAnswer, TinyQuestion } from './tiny-graph.ts';

export type Edit =
  | { readonly do: 'put' | 'move-out' | 'delete'; readonly event: number }
  | { readonly do: 'series' | 'series-out' | 'series-delete' | 'all-day'; readonly series: number }
  | {
      readonly do: 'cancel' | 'except' | 'except-out' | 'regular';
      readonly series: number;
      readonly slot: number;
    };

/** What goes wrong during a round. */
export interface Trouble {
  /** Edits made while the walk is under way, before its n-th page. */
  readonly meanwhile: readonly { readonly page: number; readonly edit: Edit }[];
  /** The n-th question is answered 500. */
  readonly failAt: number | null;
  /** The n-th page finds its link dead: a nextLink, or the deltaLink itself. */
  readonly dieAt: number | null;
}

/** What the mirror must hold of an event. */
export interface Expected {
  readonly type: string;
  readonly title: string | null;
  readonly start: string;
  readonly isAllDay: boolean;
  readonly master: string | null;
}

interface Single {
  version: number;
  day: number | null;
}
type Slot = 'regular' | 'cancelled' | { readonly version: number; readonly out: boolean };
interface Series {
  version: number;
  generation: number;
  isAllDay: boolean;
  state: 'in' | 'out' | 'none';
  slots: Slot[];
}

interface Walk {
  readonly queue: readonly Json[];
  /** How much of the journal it has told, or has queued. */
  readonly upTo: number;
  /** The page before was empty, or queued a replay. */
  readonly isOdd: boolean;
}

const SLOTS = 3;
const FAR = 1000;

export class ModelMailbox {
  readonly #singles = new Map<number, Single>();
  readonly #series = new Map<number, Series>();
  readonly #journal: string[] = [];
  readonly #walks = new Map<string, Walk>();
  readonly #known = new Set<string>();
  readonly #chaos: readonly number[];
  #drawn = 0;
  #walk = 0;
  #version = 0;
  #pages = 0;
  #questions = 0;
  #trouble: Trouble = { meanwhile: [], failAt: null, dieAt: null };

  /** @param chaos numbers that decide orders and page sizes */
  constructor(chaos: readonly number[]) {
    this.#chaos = chaos;
  }

  begin(trouble: Trouble): void {
    this.#trouble = trouble;
    this.#pages = 0;
    this.#questions = 0;
  }

  edit(edit: Edit): void {
    this.#version += 1;
    if ('event' in edit) {
      const old = this.#singles.get(edit.event);
      if (edit.do !== 'put' && old === undefined) return;
      const day = edit.do === 'put' ? 1 + (this.#version % 5) : edit.do === 'move-out' ? FAR : null;
      this.#singles.set(edit.event, { version: this.#version, day });
      this.#journal.push(`S${edit.event}`);
      return;
    }
    const old = this.#series.get(edit.series);
    if (edit.do === 'series') {
      // A deleted series comes back as another one.
      const isNew = old === undefined || old.state === 'none';
      if (isNew && old !== undefined) this.#journal.push(this.#masterId(edit.series, old));
      this.#series.set(edit.series, {
        version: this.#version,
        generation: (old?.generation ?? 0) + (isNew ? 1 : 0),
        isAllDay: isNew ? false : old.isAllDay,
        state: 'in',
        slots: isNew ? Array.from({ length: SLOTS }, () => 'regular') : old.slots,
      });
    } else {
      if (old === undefined || old.state === 'none') return;
      if (edit.do === 'series-out') old.state = 'out';
      else if (edit.do === 'series-delete') old.state = 'none';
      else if (edit.do === 'all-day') old.isAllDay = !old.isAllDay;
      else if ('slot' in edit) {
        const slot: Slot =
          edit.do === 'cancel'
            ? 'cancelled'
            : edit.do === 'regular'
              ? 'regular'
              : { version: this.#version, out: edit.do === 'except-out' };
        old.slots[edit.slot] = slot;
      }
      old.version = this.#version;
    }
    const series = this.#series.get(edit.series);
    if (series !== undefined) this.#journal.push(this.#masterId(edit.series, series));
  }

  answer(question: TinyQuestion): TinyAnswer {
    this.#questions += 1;
    if (this.#questions === this.#trouble.failAt) return broken;
    switch (question.ask) {
      case 'calendars':
        return { body: { value: [] } };
      case 'delta':
        return this.#deltaPage(question.link);
      // Its rounds end: nobody has a reason to ask.
      case 'view':
        return broken;
      case 'event': {
        // From here on the mirror has it, and later changes of it must be sent.
        this.#known.add(question.id);
        const event = this.#eventOf(question.id);
        return event === undefined ? gone : { body: event };
      }
      case 'instances': {
        const found = this.#seriesOf(question.id);
        return found === undefined ? gone : { body: { value: this.#members(...found) } };
      }
    }
  }

  /** What `calendarView` would return now, plus the masters. */
  expected(): Map<string, Expected> {
    const events = [
      ...[...this.#singles.keys()].flatMap((key) => this.#render(`S${key}`, true)),
      ...[...this.#series].flatMap(([key, series]) => this.#render(this.#masterId(key, series), true)),
    ].filter((event) => !('@removed' in event));
    return new Map(events.map((event) => [String(event['id']), expectedOf(event, this.#isAllDayOf(event))]));
  }

  #deltaPage(link: string | null): TinyAnswer {
    this.#pages += 1;
    for (const { page: number, edit } of this.#trouble.meanwhile) if (number === this.#pages) this.edit(edit);
    if (link !== null && this.#pages === this.#trouble.dieAt) {
      this.#walks.delete(link);
      return lost;
    }
    const walk = this.#walkAt(link);
    if (walk === undefined) return lost;
    // What changed since it was queued comes again on a later page, with its state of then.
    const fresh = new Set(this.#journal.slice(walk.upTo));
    const queue = [...walk.queue, ...[...fresh].flatMap((key) => this.#shuffled(this.#render(key)))];
    const upTo = this.#journal.length;
    // No two odd pages in a row: every walk ends.
    const size = Math.max(this.#draw(5), walk.isOdd ? 1 : 0);
    const items = queue.slice(0, size);
    const rest = queue.slice(size);
    if (rest.length === 0) return page(items, { delta: `token-${upTo}` });
    // A replay of something that was sent already, but never of what a later mention has overtaken.
    const [first] = items;
    const isOvertaken = items.slice(1).some((item) => item['id'] === first?.['id']);
    const again = first !== undefined && !walk.isOdd && this.#draw(6) === 0 && !isOvertaken ? [first] : [];
    this.#walk += 1;
    const next = `walk-${this.#walk}`;
    this.#walks.set(next, { queue: [...again, ...rest], upTo, isOdd: size === 0 || again.length > 0 });
    return page(items, { next });
  }

  #walkAt(link: string | null): Walk | undefined {
    if (link !== null && !link.startsWith('token-')) return this.#walks.get(link);
    const since = link === null ? 0 : Number(link.slice('token-'.length));
    const keys = [...new Set(this.#journal.slice(since))];
    const items = keys.flatMap((key) => this.#render(key));
    // A baseline has everything of now, and tombstones only by chance.
    const sent = link === null && this.#draw(2) === 0 ? items.filter((item) => !('@removed' in item)) : items;
    return { queue: this.#shuffled(sent), upTo: this.#journal.length, isOdd: false };
  }

  #render(key: string, isComplete = false): Json[] {
    if (key.startsWith('S')) {
      const event = this.#eventOf(key);
      const day = this.#singles.get(Number(key.slice(1)))?.day;
      return event === undefined || day === FAR ? [removed(key)] : [event];
    }
    const found = this.#seriesOf(key);
    if (found === undefined) return [removed(key)];
    const members = this.#members(...found);
    const [number, series] = found;
    const left = series.slots.flatMap((slot, index) =>
      typeof slot === 'object' && slot.out ? [removed(this.#slotId(number, series, index))] : [],
    );
    if (members.length === 0) return [removed(key), ...left];
    // A master that was never sent may be left to be fetched; there must be a stub that asks for it.
    const isAbsent =
      !isComplete &&
      !this.#known.has(key) &&
      members.some((each) => each['type'] === 'occurrence') &&
      this.#draw(3) === 0;
    if (!isAbsent) this.#known.add(key);
    return [...(isAbsent ? [] : [this.#master(number, series)]), ...members, ...left];
  }

  #members(number: number, series: Series): Json[] {
    if (series.state !== 'in') return [];
    return series.slots.flatMap((slot, index) => {
      const id = this.#slotId(number, series, index);
      const masterId = this.#masterId(number, series);
      if (slot === 'cancelled' || (typeof slot === 'object' && slot.out)) return [];
      if (slot !== 'regular') {
        const version = `v${slot.version}-${series.version}`;
        return [exception(id, masterId, at(10 + index, 15), { subject: version, changeKey: version })];
      }
      const times = series.isAllDay ? allDay(id, at(10 + index)) : single(id, at(10 + index));
      return [stub(id, masterId, at(10 + index), { start: times['start'], end: times['end'] })];
    });
  }

  #master(number: number, series: Series): Json {
    const day = series.state === 'in' ? at(10) : at(FAR);
    const own = { subject: `v${series.version}`, changeKey: `v${series.version}` };
    const id = this.#masterId(number, series);
    return series.isAllDay
      ? master(id, day, {
          ...own,
          isAllDay: true,
          start: allDay(id, day)['start'],
          end: allDay(id, day)['end'],
        })
      : master(id, day, own);
  }

  #eventOf(id: string): Json | undefined {
    if (id.startsWith('S')) {
      const found = this.#singles.get(Number(id.slice(1)));
      if (found === undefined || found.day === null) return undefined;
      const version = `v${found.version}`;
      return single(id, at(found.day), { subject: version, changeKey: version });
    }
    const found = this.#seriesOf(id.split('/')[0] ?? '');
    if (found === undefined) return undefined;
    return id.includes('/')
      ? this.#members(...found).find((member) => member['id'] === id)
      : this.#master(...found);
  }

  #seriesOf(id: string): [number, Series] | undefined {
    for (const [number, series] of this.#series)
      if (this.#masterId(number, series) === id && series.state !== 'none') return [number, series];
    return undefined;
  }

  #isAllDayOf(event: Json): boolean {
    const found = this.#seriesOf(String(event['seriesMasterId']));
    return event['type'] === 'occurrence' ? found?.[1].isAllDay === true : event['isAllDay'] === true;
  }

  #masterId(number: number, series: Series): string {
    return `M${number}.${series.generation}`;
  }

  #slotId(number: number, series: Series, index: number): string {
    return `${this.#masterId(number, series)}/${index}`;
  }

  #shuffled(items: readonly Json[]): Json[] {
    return items
      .map((item) => ({ item, order: this.#draw(1000) }))
      .toSorted((a, b) => a.order - b.order)
      .map(({ item }) => item);
  }

  #draw(below: number): number {
    this.#drawn += 1;
    return (this.#chaos[this.#drawn % this.#chaos.length] ?? 0) % below;
  }
}

function expectedOf(event: Json, isAllDay: boolean): Expected {
  const start = event['start'];
  const time =
    typeof start === 'object' && start !== null && 'dateTime' in start ? String(start.dateTime) : '';
  const text = (key: string): string | null => (typeof event[key] === 'string' ? event[key] : null);
  return {
    type: text('type') ?? '',
    title: text('subject'),
    start: `${time.slice(0, 19)}Z`,
    isAllDay,
    master: text('seriesMasterId'),
  };
}
