import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moveEvent } from '../src/mailbox/move-event.ts';
import { splitSeries } from '../src/mailbox/split-series.ts';
import { mailboxTruth } from '../src/world/mailbox-truth.ts';
import { type Answer, createGraphApp, type GraphApp, type Json, text } from './helpers/graph-app.ts';
import { ADELE, ALEX, guest, mailboxOf, meetingBody, dailyBody, referenceOf } from './helpers/meetings.ts';
import { byId, NaiveMirror, seen, told } from './helpers/naive-mirror.ts';

const WINDOW = { start: '2026-03-01T00:00:00Z', end: '2026-03-20T00:00:00Z' };
const QUERY = `startDateTime=${WINDOW.start}&endDateTime=${WINDOW.end}`;
/** Wide enough for every edit of a script. */
const WIDE = { start: '2026-01-01T00:00:00Z', end: '2026-08-01T00:00:00Z' };
const PEOPLE = [ADELE, ALEX];

const KINDS = [
  'meeting',
  'series',
  'invite',
  'dropGuest',
  'rename',
  'move',
  'shorten',
  'single',
  'delete',
  'cancelOne',
  'moveOne',
  'inviteToOne',
  'split',
  'accept',
  'acceptOne',
  'decline',
  'declineOne',
  'removeCopy',
  'otherCalendar',
  'sync',
] as const;
const step = fc.record({ kind: fc.constantFrom(...KINDS), pick: fc.nat(50), nth: fc.nat(5) });
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

class Script {
  readonly graph: GraphApp = createGraphApp();
  readonly #masters: string[] = [];

  write(user: string, path: string, method: 'POST' | 'PATCH' | 'DELETE', body?: Json): Promise<Answer> {
    const url = `/v1.0/me/${path}`;
    return this.graph.ask(url, { user, method, ...(body === undefined ? {} : { body }), undescribed: true });
  }

  /** Ids of what starts in the window, of one kind of row. */
  async #rows(user: string, type: RegExp): Promise<readonly Json[]> {
    const { value } = await this.graph.ask(`/v1.0/me/calendarView?${QUERY}&$top=1000`, { user });
    return value.filter((row) => type.test(text(row['type'])) && /Plan/.test(text(row['subject'])));
  }

  async #pick(user: string, type: RegExp, step: Step): Promise<string | undefined> {
    const rows = await this.#rows(user, type);
    const row = rows[step.pick % Math.max(1, rows.length)];
    return row === undefined ? undefined : text(row['id']);
  }

  /** What an earlier step made impossible is refused and passed over. */
  async run(step: Step): Promise<void> {
    const { kind, nth } = step;
    const master = this.#masters[step.pick % Math.max(1, this.#masters.length)];
    const day = `2026-03-${String(3 + nth).padStart(2, '0')}`;
    const times = {
      start: { dateTime: `${day}T13:00:00`, timeZone: 'UTC' },
      end: { dateTime: `${day}T14:00:00`, timeZone: 'UTC' },
    };
    if (kind === 'meeting' || kind === 'series') {
      const body = kind === 'series' ? dailyBody(2 + nth, ALEX) : meetingBody(ALEX);
      this.#masters.push(text((await this.write(ADELE, 'events', 'POST', body)).body['id']));
      return;
    }
    if (kind === 'accept' || kind === 'decline' || kind === 'removeCopy') {
      const rows = await this.#rows(ALEX, /./);
      const row = rows[step.pick % Math.max(1, rows.length)];
      if (row === undefined) return;
      const id = text(row['seriesMasterId'] ?? row['id']);
      if (kind === 'removeCopy') await this.write(ALEX, `events/${id}`, 'DELETE');
      else await this.write(ALEX, `events/${id}/${kind}`, 'POST', {});
      return;
    }
    if (kind === 'acceptOne' || kind === 'declineOne') {
      const id = await this.#pick(ALEX, /occurrence|exception/, step);
      if (id !== undefined) await this.write(ALEX, `events/${id}/${kind.replace('One', '')}`, 'POST', {});
      return;
    }
    if (kind === 'cancelOne' || kind === 'moveOne' || kind === 'inviteToOne' || kind === 'split') {
      const id = await this.#pick(ADELE, /occurrence|exception/, step);
      if (id === undefined) return;
      if (kind === 'cancelOne') await this.write(ADELE, `events/${id}`, 'DELETE');
      else if (kind === 'moveOne') await this.write(ADELE, `events/${id}`, 'PATCH', times);
      else if (kind === 'inviteToOne')
        await this.write(ADELE, `events/${id}`, 'PATCH', { attendees: [guest(ALEX)] });
      else splitSeries(mailboxOf(this.graph, ADELE), referenceOf(mailboxOf(this.graph, ADELE), id), {});
      return;
    }
    if (master === undefined) return;
    if (kind === 'delete') await this.write(ADELE, `events/${master}`, 'DELETE');
    else if (kind === 'rename')
      await this.write(ADELE, `events/${master}`, 'PATCH', { subject: `Plan ${nth}` });
    else if (kind === 'move') await this.write(ADELE, `events/${master}`, 'PATCH', times);
    else if (kind === 'single') await this.write(ADELE, `events/${master}`, 'PATCH', { recurrence: null });
    else if (kind === 'invite')
      await this.write(ADELE, `events/${master}`, 'PATCH', { attendees: [guest(ALEX)] });
    else if (kind === 'dropGuest') await this.write(ADELE, `events/${master}`, 'PATCH', { attendees: [] });
    else if (kind === 'shorten')
      await this.write(ADELE, `events/${master}`, 'PATCH', { recurrence: dailyBody(1 + nth)['recurrence'] });
    else if (kind === 'otherCalendar') this.#moveAway(master);
  }

  /** To the calendar "Family", or back. */
  #moveAway(id: string): void {
    const mailbox = mailboxOf(this.graph, ADELE);
    const reference = referenceOf(mailbox, id);
    const item = mailbox.find(reference.key);
    const family = mailbox.calendars().find(({ name }) => name === 'Family')?.id ?? '';
    if (item === undefined) return;
    moveEvent(mailbox, reference, item.calendarId === family ? mailbox.defaultCalendarId : family);
  }
}

/** Copies that are not cancelled and are not as the organizer has them, or are of nothing that the organizer has. */
function disagreements(graph: GraphApp): unknown[] {
  const rowsOf = (user: string) => {
    const calendars = mailboxOf(graph, user).calendars();
    const events = calendars.flatMap(({ id }) => mailboxTruth(graph.world, user, id, WIDE));
    return events.filter(
      ({ type, isCancelled, subject }) =>
        type !== 'seriesMaster' && !isCancelled && /Plan/.test(subject ?? ''),
    );
  };
  const own = new Map(rowsOf(ADELE).map((event) => [event.iCalUId, event]));
  return rowsOf(ALEX)
    .map((copy) => ({ copy, original: own.get(copy.iCalUId) }))
    .filter(
      ({ copy, original }) => `${original?.start} ${original?.subject}` !== `${copy.start} ${copy.subject}`,
    )
    .map(({ copy, original }) => [copy.start, copy.subject, original?.start, original?.subject]);
}

describe('meetings in several mailboxes', () => {
  it('leave every follower of delta with its mailbox, and the copies with their original, whatever both sides do', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        const script = new Script();
        const { graph } = script;
        const mirrors = PEOPLE.map((user) => new NaiveMirror(graph, '/v1.0/me', QUERY, user));
        for (const each of steps)
          if (each.kind === 'sync') for (const mirror of mirrors) await mirror.sync();
          else await script.run(each);
        for (const [index, user] of PEOPLE.entries()) {
          const mirror = mirrors[index];
          await mirror?.sync();
          const truth = mailboxTruth(graph.world, user, mailboxOf(graph, user).defaultCalendarId, WINDOW);
          const rows = [...(mirror?.rows.values() ?? [])].map(seen);
          expect(rows.sort(byId)).toEqual(truth.map(told).sort(byId));
        }
        expect(disagreements(graph)).toEqual([]);
        await graph.app.close();
      }),
      { numRuns: 20 },
    );
  });
});
