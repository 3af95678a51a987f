import { describe, expect, it } from 'vitest';
import { SimClock } from '../src/clock.ts';
import { mailboxTruth } from '../src/world/mailbox-truth.ts';
import type { Population } from '../src/world/population.ts';
import { createWorld } from '../src/world/world.ts';

const STARTS_AT = Date.UTC(2026, 10, 23);
const ALWAYS = { start: '2020-01-01T00:00:00Z', end: '2035-01-01T00:00:00Z' };

describe('a population', () => {
  const worldOf = (population: Population) =>
    createWorld(new SimClock({ startsAt: STARTS_AT, stands: true }), undefined, { population });
  const eventsOf = (population: Population, person: number) => {
    const world = worldOf(population);
    const user = world.findUser(`person${person}@many.example`);
    if (user === undefined) throw new Error('Nobody.');
    const calendar = world.defaultCalendarId(user.id);
    return {
      items: world.mailbox(user.id).itemsOf(calendar).size,
      truth: mailboxTruth(world, user.id, calendar, ALWAYS),
    };
  };

  it('stands beside the demo people, as many as were asked for, with so many events each', () => {
    const population = { mailboxes: 2_000, eventsEach: 500 };
    const demo = createWorld(new SimClock()).users.length;
    expect(worldOf(population).users).toHaveLength(demo + 2_000);
    const { items, truth } = eventsOf(population, 2_000);
    expect(items).toBe(500);
    expect(new Set(truth.map(({ type }) => type))).toEqual(
      new Set(['singleInstance', 'seriesMaster', 'occurrence']),
    );
    expect(worldOf(population).findUser('person2001@many.example')).toBeUndefined();
  });

  it('is the same for the same seed, another for another, and no two people have the same events', () => {
    const population = { mailboxes: 2, eventsEach: 30, seed: 'a' };
    const { truth } = eventsOf(population, 1);
    expect(eventsOf(population, 1).truth).toEqual(truth);
    const subjects = (of: typeof truth) => of.map(({ subject, start }) => `${subject} ${start}`);
    expect(subjects(eventsOf({ ...population, seed: 'b' }, 1).truth)).not.toEqual(subjects(truth));
    expect(subjects(eventsOf(population, 2).truth)).not.toEqual(subjects(truth));
  });
});
