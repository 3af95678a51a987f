/**
 * Every example payload that was collected of Microsoft beside what the simulator answers.
 * `payloads/shapes.txt` holds their paths and types and `recurrences.txt` the recurrences
 * whole, so that a plain clone compares, too; beside the facts, both are compared with them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isJson, type Json, text } from './helpers/graph-app.ts';
import { factsRoot, hasGraphFacts, readGraphFact, SKIPPED } from './helpers/graph-facts.ts';
import { lacking, readShape, type Shape, shapeOf, writeShape } from './helpers/json-shape.ts';
import { CALENDAR_PAYLOADS } from './payloads/calendar-payloads.ts';
import { ENDPOINT_PAYLOADS } from './payloads/endpoint-payloads.ts';
import { ADELE, made, MEETING, type PayloadWorld, startPayloadWorld } from './payloads/payload-world.ts';
import { SUBSCRIPTION_PAYLOADS } from './payloads/subscription-payloads.ts';

const read = (name: string): string =>
  readFileSync(path.join(import.meta.dirname, 'payloads', name), 'utf8').trimEnd();

const shapes: ReadonlyMap<string, Shape> = new Map(
  read('shapes.txt')
    .split('\n\n')
    .map((block) => {
      const [name = '', ...lines] = block.split('\n');
      return [name, readShape(lines)];
    }),
);

const recurrences = read('recurrences.txt')
  .split('\n')
  .map((line) => {
    const [name = ''] = line.split(' ', 1);
    const recurrence: unknown = JSON.parse(line.slice(name.length));
    if (!isJson(recurrence)) throw new TypeError(`Not a recurrence: ${line}`);
    return { name, recurrence };
  });

const rows = [
  ...Object.entries({ ...CALENDAR_PAYLOADS, ...ENDPOINT_PAYLOADS }).map(([name, row]) => ({
    name: `calendar/${name}`,
    ...row,
  })),
  ...Object.entries(SUBSCRIPTION_PAYLOADS).map(([name, row]) => ({ name: `subscriptions/${name}`, ...row })),
];
const produced = rows.filter((row) => 'produce' in row);
const listed = rows.filter((row) => 'reason' in row);

let world: PayloadWorld;
beforeAll(async () => {
  world = await startPayloadWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => world.simulator.control.reset());

describe('the shape of every payload that is an answer', () => {
  it.each(produced)('$name comes out of the simulator', async ({ name, produce, lacks = {} }) => {
    const wanted = shapes.get(name);
    expect(wanted, `${name} has no shape`).toBeDefined();
    const answers = await produce(world);
    expect(lacking(wanted ?? new Map(), shapeOf(...answers)).toSorted()).toEqual(
      Object.keys(lacks).toSorted(),
    );
  });
});

/** What the simulator answers instead, and why. */
const OTHER_RANGES: Readonly<Record<string, Json>> = {
  // Seen once; the filler of every other capture is the year 1.
  'daily-numbered-enddate-year-zero': { endDate: '0001-01-01' },
};

describe('a recurrence as it was captured', () => {
  it.each(recurrences)(
    '$name is answered as it was posted, fillers included',
    async ({ name, recurrence }) => {
      const range = isJson(recurrence['range']) ? recurrence['range'] : {};
      // Only calendars of other systems hold this name: Graph takes no event in it.
      const isForeign = range['recurrenceTimeZone'] === 'Customized Time Zone';
      const asked = isForeign ? { ...range, recurrenceTimeZone: 'UTC' } : range;
      const body = { ...MEETING, recurrence: { ...recurrence, range: asked } };
      const { id } = isForeign
        ? await world.simulator.control.createEvent({
            user: ADELE,
            event: body,
            zones: { original: 'Customized Time Zone' },
          })
        : await made(world, body);
      const event = await world.ask(`/me/events/${text(id)}`);
      expect(event['recurrence']).toEqual({ ...recurrence, range: { ...range, ...OTHER_RANGES[name] } });
    },
  );
});

describe('the tables of payloads', () => {
  it('hold every payload once: as one that comes out, as a recurrence, or with the reason why it does not', () => {
    expect(
      [
        ...rows.map(({ name }) => name),
        ...recurrences.map(({ name }) => `calendar/recurrence-${name}`),
      ].toSorted(),
    ).toEqual([...shapes.keys()].toSorted());
    for (const { reason } of listed) expect(reason).not.toBe('');
    console.log(
      `${shapes.size} payloads: ${produced.length} shapes come out, ${recurrences.length} recurrences come back, ${listed.length} listed with a reason.`,
    );
  });

  it('are of the payloads that lie beside the repository', (context) => {
    if (!hasGraphFacts) context.skip(SKIPPED);
    const files = ['calendar', 'subscriptions'].flatMap((folder) =>
      readdirSync(path.join(factsRoot, 'payloads', folder))
        .filter((file) => file.endsWith('.json'))
        .map((file) => `${folder}/${file.slice(0, -'.json'.length)}`),
    );
    expect([...shapes.keys()].toSorted()).toEqual(files.toSorted());
    for (const [name, shape] of shapes)
      expect(writeShape(shape), name).toEqual(writeShape(shapeOf(readGraphFact(`payloads/${name}.json`))));
    for (const { name, recurrence } of recurrences)
      expect(recurrence).toEqual(readGraphFact(`payloads/calendar/recurrence-${name}.json`));
  });
});
