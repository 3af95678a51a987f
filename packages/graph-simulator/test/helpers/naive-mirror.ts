/** A follower of delta that does the least it must, and what of an event mirrors are compared by. */
import type { TruthEvent } from '../../src/world/mailbox-truth.ts';
import { type GraphApp, isJson, type Json, text } from './graph-app.ts';

/** The least that a client must do: upsert, drop tombstones, ask again for every series that was named. */
export class NaiveMirror {
  readonly rows = new Map<string, Json>();
  #link: string;

  readonly #graph: GraphApp;
  readonly #base: string;
  readonly #window: string;
  readonly #user: string;

  /** `base` is a path before `/calendarView`, `window` the query of a time window. */
  constructor(graph: GraphApp, base: string, window: string, user = 'adele@contoso.example') {
    this.#graph = graph;
    this.#base = base;
    this.#window = window;
    this.#user = user;
    this.#link = `${base}/calendarView/delta?${window}`;
  }

  async sync(): Promise<void> {
    const touched = new Set<string>();
    let link: unknown = this.#link;
    while (typeof link === 'string') {
      this.#link = link;
      const page: Awaited<ReturnType<GraphApp['ask']>> = await this.#graph.ask(link, {
        user: this.#user,
        headers: { prefer: 'odata.maxpagesize=4' },
      });
      if (page.status !== 200) throw new Error(JSON.stringify(page.body));
      for (const item of page.value) this.#apply(item, touched);
      link = page.body['@odata.nextLink'];
      this.#link = text(link ?? page.body['@odata.deltaLink']);
    }
    for (const master of touched) {
      for (const [id, row] of this.rows) if (row['seriesMasterId'] === master) this.rows.delete(id);
      const instances = await this.#graph.ask(
        `${this.#base}/events/${master}/instances?${this.#window}&$top=1000`,
        { user: this.#user },
      );
      for (const row of instances.value) this.rows.set(text(row['id']), row);
    }
  }

  #apply(item: Json, touched: Set<string>): void {
    const id = text(item['id']);
    if ('@removed' in item) {
      this.rows.delete(id);
      touched.delete(id);
      for (const [rowId, row] of this.rows) if (row['seriesMasterId'] === id) this.rows.delete(rowId);
      return;
    }
    if (item['type'] === 'seriesMaster') touched.add(id);
    // A series that became a single event takes its occurrences along without a word.
    if (item['type'] === 'singleInstance')
      for (const [rowId, row] of this.rows) if (row['seriesMasterId'] === id) this.rows.delete(rowId);
    if (item['type'] !== 'occurrence') this.rows.set(id, item);
  }
}

function time(value: unknown, allDay: unknown): string {
  const dateTime = isJson(value) ? text(value['dateTime']) : '';
  return allDay === true ? dateTime.slice(0, 10) : `${dateTime.slice(0, 19)}Z`;
}

export function seen(row: Json): Json {
  return {
    id: row['id'],
    type: row['type'],
    subject: row['subject'],
    seriesMasterId: row['seriesMasterId'],
    start: time(row['start'], row['isAllDay']),
    end: time(row['end'], row['isAllDay']),
    originalStart: row['originalStart'] ?? null,
    changeKey: row['changeKey'],
    iCalUId: row['iCalUId'],
  };
}

export function told(event: TruthEvent): Json {
  const { id, type, subject, seriesMasterId, start, end, originalStart, changeKey, iCalUId } = event;
  return { id, type, subject, seriesMasterId, start, end, originalStart, changeKey, iCalUId };
}

export const byId = (a: Json, b: Json): number => (text(a['id']) < text(b['id']) ? -1 : 1);
