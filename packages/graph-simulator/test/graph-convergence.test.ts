import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mailboxTruth } from '../src/world/mailbox-truth.ts';
import { createGraphApp, type GraphApp, type Json, text } from './helpers/graph-app.ts';
import { byId, NaiveMirror, seen, told } from './helpers/naive-mirror.ts';

/** A small window and few days, so that edits meet each other and the edges. */
const WINDOW = { start: '2026-03-10T00:00:00Z', end: '2026-03-24T00:00:00Z' };
const QUERY = `startDateTime=${WINDOW.start}&endDateTime=${WINDOW.end}`;

const day = fc.integer({ min: 1, max: 31 }).map((number) => `2026-03-${String(number).padStart(2, '0')}`);
const zone = fc.constantFrom('UTC', 'Pacific Standard Time', 'Asia/Kolkata', 'W. Europe Standard Time');
const edit = fc.oneof(
  fc.record({ kind: fc.constant('single' as const), day, zone, allDay: fc.boolean() }),
  fc.record({
    kind: fc.constant('series' as const),
    day,
    zone,
    allDay: fc.boolean(),
    interval: fc.integer({ min: 1, max: 4 }),
    count: fc.integer({ min: 1, max: 12 }),
  }),
  fc.record({ kind: fc.constant('move' as const), pick: fc.nat(), day }),
  fc.record({ kind: fc.constant('rename' as const), pick: fc.nat() }),
  fc.record({ kind: fc.constant('delete' as const), pick: fc.nat() }),
  fc.record({ kind: fc.constant('moveOne' as const), pick: fc.nat(), instance: fc.nat(), day }),
  fc.record({ kind: fc.constant('deleteOne' as const), pick: fc.nat(), instance: fc.nat() }),
  fc.record({ kind: fc.constant('sync' as const) }),
);
type Edit = typeof edit extends fc.Arbitrary<infer E> ? E : never;

function times(date: string, timeZone: string, allDay: boolean): Json {
  const next = Temporal.PlainDate.from(date).add({ days: 1 }).toString();
  return allDay
    ? {
        isAllDay: true,
        start: { dateTime: `${date}T00:00:00`, timeZone },
        end: { dateTime: `${next}T00:00:00`, timeZone },
      }
    : { start: { dateTime: `${date}T22:30:00`, timeZone }, end: { dateTime: `${next}T01:00:00`, timeZone } };
}

/** Carries an edit out; what an earlier edit made impossible is refused by Graph and passed over. */
async function carryOut(
  graph: GraphApp,
  base: string,
  masters: string[],
  singles: string[],
  step: Edit,
): Promise<void> {
  const all = [...masters, ...singles];
  const chosen = 'pick' in step ? all[step.pick % Math.max(1, all.length)] : undefined;
  if (step.kind === 'single' || step.kind === 'series') {
    const recurrence =
      step.kind === 'series'
        ? {
            recurrence: {
              pattern: { type: 'daily', interval: step.interval },
              range: {
                type: 'numbered',
                startDate: step.day,
                numberOfOccurrences: step.count,
                recurrenceTimeZone: step.zone,
              },
            },
          }
        : {};
    const answer = await graph.ask(`${base}/events`, {
      method: 'POST',
      body: { subject: step.kind, ...times(step.day, step.zone, step.allDay), ...recurrence },
    });
    (step.kind === 'series' ? masters : singles).push(text(answer.body['id']));
  } else if (chosen !== undefined && step.kind === 'move')
    await graph.ask(`${base}/events/${chosen}`, {
      method: 'PATCH',
      body: { ...times(step.day, 'UTC', false), isAllDay: false },
    });
  else if (chosen !== undefined && step.kind === 'rename')
    await graph.ask(`${base}/events/${chosen}`, {
      method: 'PATCH',
      body: { subject: `renamed ${step.pick}` },
    });
  else if (chosen !== undefined && step.kind === 'delete') {
    await graph.ask(`${base}/events/${chosen}`, { method: 'DELETE' });
  } else if (step.kind === 'moveOne' || step.kind === 'deleteOne') {
    const master = masters[step.pick % Math.max(1, masters.length)];
    if (master === undefined) return;
    const wide = 'startDateTime=2026-01-01T00:00:00Z&endDateTime=2026-06-01T00:00:00Z';
    const { value } = await graph.ask(`${base}/events/${master}/instances?${wide}&$top=100`);
    const id = value[step.instance % Math.max(1, value.length)]?.['id'];
    if (id === undefined) return;
    if (step.kind === 'deleteOne') await graph.ask(`${base}/events/${text(id)}`, { method: 'DELETE' });
    else
      await graph.ask(`${base}/events/${text(id)}`, {
        method: 'PATCH',
        body: { subject: 'moved', ...times(step.day, 'UTC', false), isAllDay: false },
      });
  }
}

describe('delta is enough to keep a mirror', () => {
  it('a plain follower of delta ends with what the mailbox holds, after any edits', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 25 }), async (steps) => {
        const graph = createGraphApp();
        const calendars = await graph.ask('/v1.0/me/calendars');
        const calendar = text(calendars.value.find(({ name }) => name === 'Family')?.['id']);
        const base = `/v1.0/me/calendars/${calendar}`;
        const mirror = new NaiveMirror(graph, base, QUERY);
        const masters: string[] = [];
        const singles: string[] = [];
        for (const step of steps)
          if (step.kind === 'sync') await mirror.sync();
          else await carryOut(graph, base, masters, singles, step);
        await mirror.sync();
        const truth = mailboxTruth(graph.world, 'adele@contoso.example', calendar, WINDOW);
        expect([...mirror.rows.values()].map(seen).sort(byId)).toEqual(truth.map(told).sort(byId));
        await graph.app.close();
      }),
      { numRuns: 25 },
    );
  });
});
