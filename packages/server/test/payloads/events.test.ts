/** Events, delta pages and recurrences of Microsoft's examples, as the mirror stores them: table/ names every field. */
import { convertRecurrenceToRRule } from '@calmirror/graph-client/convert';
import { parseEvent, readDeltaItems } from '@calmirror/graph-client/wire';
import type { DeltaPage } from '@calmirror/graph-client/wire';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';

import { answeringGraph } from './answering-graph.ts';
import { expectedEvent } from './expected-event.ts';
import { byFile, payload, payloadsAreHere, presence } from './folder.ts';
import { mirrored } from './mirrored.ts';
import type { Mirrored } from './mirrored.ts';
import { deltaPages } from './table/delta-pages.ts';
import { seriesEvents } from './table/events-series.ts';
import { singleEvents } from './table/events-single.ts';
import { teamsEvents } from './table/events-teams.ts';
import { recurrences } from './table/recurrences.ts';
import type { EventPayload } from './table/stored-event.ts';

const Item = Type.Record(Type.String(), Type.Unknown());
type Item = Record<string, unknown>;
/** A page, a series as its master and instances, or one event. */
const isPage = Compile(Type.Object({ value: Type.Array(Item) }));
const isSeries = Compile(Type.Object({ master: Item, instances: Type.Array(Item) }));
const isItem = Compile(Item);

function itemsOf(file: string): Item[] {
  const body = payload(file);
  if (isPage.Check(body)) return body.value;
  if (isSeries.Check(body)) return [body.master, ...body.instances];
  if (isItem.Check(body)) return [body];
  throw new Error(`${file} holds no event.`);
}

function supply(items: readonly Item[], supplied: EventPayload['supplied']): Item[] {
  return items.map((item) => ('@removed' in item ? item : { ...item, ...supplied }));
}

/** Events in the order in which they are named last: what the rows of the mirror are compared with. */
function lastMentions(items: readonly Item[]): Item[] {
  return items.filter(
    (item, index) =>
      !('@removed' in item) && items.findLastIndex((other) => other['id'] === item['id']) === index,
  );
}

function expectedMirror(
  row: EventPayload,
  items: readonly Item[],
  removed: readonly string[] = [],
): Mirrored {
  const events = lastMentions(items);
  return {
    rows: row.stored.map((stored, index) => expectedEvent(stored, events[index])),
    removed,
    aside: [],
  };
}

const deltaWindow = { startDate: '2016-01-01T00:00:00Z', endDate: '2017-01-01T00:00:00Z', pageSize: 100 };

async function readPage(body: Item): Promise<DeltaPage> {
  const graph = answeringGraph({ text: JSON.stringify(body) });
  return graph.getDeltaEvents('a-token', 'a-calendar', null, deltaWindow);
}

const events = [...singleEvents, ...teamsEvents, ...seriesEvents];
const asideEvents = [...events, ...deltaPages].filter((row) => row.asideAsPrinted !== undefined);

describe.skipIf(!payloadsAreHere)(
  `what the mirror stores of Microsoft’s example events (${presence})`,
  () => {
    it.each(byFile(events))('of %s every field named in the table, and no other', async (_, row) => {
      const items = supply(itemsOf(row.file), row.supplied);
      expect(await mirrored(readDeltaItems(items), row.master)).toEqual(expectedMirror(row, items));
    });

    it.each(byFile(asideEvents))(
      '%s, as it is printed, is kept aside with a reason',
      async (_, { file, asideAsPrinted }) => {
        const found = await mirrored(readDeltaItems(itemsOf(file)));
        expect(found.aside).toEqual(asideAsPrinted);
        expect(found.rows).toEqual([]);
      },
    );
  },
);

describe.skipIf(!payloadsAreHere)(`what a round keeps of Microsoft’s example pages (${presence})`, () => {
  it.each(byFile(deltaPages))('of %s its rows, its removals and the link to go on', async (_, row) => {
    const body = payload(row.file);
    if (!isItem.Check(body)) throw new Error(`${row.file} is no page.`);
    const items = supply(itemsOf(row.file), row.supplied);
    // A page without a link is none.
    const link = row.goesOn === 'none' ? { '@odata.deltaLink': 'https://graph.microsoft.com/a-link' } : {};
    const page = await readPage({ ...body, ...link, value: items });
    expect(await mirrored(page)).toEqual(expectedMirror(row, items, row.removed));
    if (row.goesOn === 'none') return;
    const other = row.goesOn === 'nextLink' ? 'deltaLink' : 'nextLink';
    expect(page[row.goesOn]).toBe(body[`@odata.${row.goesOn}`]);
    expect(page[row.goesOn]).toMatch(/^https:\/\/graph\.microsoft\.com\//);
    expect(page[other]).toBeUndefined();
  });
});

describe.skipIf(!payloadsAreHere)(
  `what a master stores of Microsoft’s example recurrences (${presence})`,
  () => {
    it.each(byFile(recurrences))('of %s, at 09:00, a rule with its start and zone', async (_, row) => {
      const { rows } = await mirrored(
        readDeltaItems([
          {
            id: 'a-master',
            type: 'seriesMaster',
            recurrence: payload(row.file),
            start: { dateTime: row.startsAt, timeZone: 'UTC' },
            end: { dateTime: row.startsAt, timeZone: 'UTC' },
            originalStartTimeZone: row.originalStartTimeZone ?? null,
          },
        ]),
      );
      expect(rows[0]).toMatchObject({
        recurrence_rule: row.until === undefined ? row.rule : `${row.rule};UNTIL=${row.until[0]}`,
        recurrence_start: `${row.firstDay}T09:00:00`,
        recurrence_time_zone: row.zone,
        time_zone: row.zone,
        recurrence: payload(row.file),
      });
    });

    it.each(byFile(recurrences))('of %s, all day, a rule of dates', (_, row) => {
      const { recurrence } = parseEvent({ id: 'a-master', recurrence: payload(row.file) });
      const start = {
        dateTime: `${row.firstDay}T00:00:00.0000000`,
        timeZone: 'UTC',
        isAllDay: true,
        originalStartTimeZone: row.originalStartTimeZone,
      };
      expect(convertRecurrenceToRRule(recurrence ?? {}, start)).toEqual({
        rrule: row.until === undefined ? row.rule : `${row.rule};UNTIL=${row.until[1]}`,
        dtStart: row.firstDay,
        timeZone: null,
      });
    });
  },
);
