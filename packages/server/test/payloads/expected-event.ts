/** A row of the tables and the event it speaks of, as the row of the mirror that must come out. */
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

import type { EventRow } from '../../src/mirror/event-row.ts';
import { sentAs } from './table/stored-event.ts';
import type { StoredEvent } from './table/stored-event.ts';

const isObject = Compile(Type.Record(Type.String(), Type.Unknown()));

export function expectedEvent({ asSent, ...stored }: StoredEvent, event: unknown): Partial<EventRow> {
  const sent = asSent.map((column): [string, unknown] => [
    column,
    column === 'change_key' ? changeKeyOf(event) : valueAt(event, sentAs[column]),
  ]);
  const all: [string, unknown][] = [...Object.entries(stored), ...sent];
  return Object.fromEntries(all.filter(([, value]) => value !== null));
}

/** Where `$select` left changeKey out, the etag has it: `W/"…"`. */
function changeKeyOf(event: unknown): unknown {
  if (isObject.Check(event) && 'changeKey' in event) return event['changeKey'];
  return /^W\/"(.+)"$/.exec(String(valueAt(event, '@odata.etag')))?.[1];
}

/** Throws where nothing stands there: then the table is wrong. */
function valueAt(event: unknown, path: string): unknown {
  let value = event;
  for (const key of path.startsWith('@') ? [path] : path.split('.'))
    value = isObject.Check(value) ? value[key] : undefined;
  if (value === undefined || value === null) throw new Error(`The event has no ${path}.`);
  return value;
}
