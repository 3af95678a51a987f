/**
 * A baseline round beside what bounds it and what others do, in one run over the same pages:
 * walk = fetching and parsing, COPY = the same columns into the same table, committed, plain = Microsoft's client with a
 * lookup and an insert for each event (on a sample), ours = the whole engine, in a process that has read before.
 * What the first calendar after a start gets, while V8 still compiles, stands below them.
 */
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';

import { Client } from '@microsoft/microsoft-graph-client';
import { from as copyFrom } from 'pg-copy-streams';
import type { Pool } from 'pg';

import { benchDatabase } from './support/database.ts';
import type { BenchDatabase } from './support/database.ts';
import { benchEngine } from './support/engine.ts';
import { copyColumns, copyText } from './support/copy-rows.ts';
import { mixedEvents } from './support/mixed-events.ts';
import { contest, printRates, rateOf } from './support/rates.ts';
import type { Rate } from './support/rates.ts';
import { startPageServer } from './support/start-page-server.ts';
import { walk } from './support/walk.ts';

const PAGE_SIZE = 250;
const PLAIN_SAMPLE = 2000;
const LAPS = 9;

const TARGETS = { ofLimit: 0.7, ofPlain: 6 };

export async function run(options: { events: number }): Promise<void> {
  const { events } = options;
  await using pages = await startPageServer(events, PAGE_SIZE);
  await using database = await benchDatabase();
  console.log(
    `baseline: ${events} events, ${(pages.bytes / events / 1024).toFixed(1)} KiB each, pages of ${PAGE_SIZE}\n`,
  );
  const cold = await ours('just started', database, pages.url, events);
  const { connectionId } = await benchEngine(database, pages.url);
  const copied = copy(database.pool, events, connectionId);
  const sample = Math.min(PLAIN_SAMPLE, events);
  const warm = await contest(LAPS, [
    () => rateOf('walk', events, () => walk(pages.url, PAGE_SIZE)),
    async () => {
      const rate = await rateOf('COPY (the limit)', events, copied);
      await empty(database.pool);
      return rate;
    },
    () => ours('ours', database, pages.url, events),
    () => rateOf('plain', sample, () => plain(pages.url, database.pool)),
  ]);
  printRates([...warm.rates, cold]);
  const [ofLimit, ofPlain] = [warm.ratio('ours', 'COPY (the limit)'), warm.ratio('ours', 'plain')];
  const isMissed = !(ofLimit >= TARGETS.ofLimit && ofPlain >= TARGETS.ofPlain);
  console.log(
    `\n  ours = ${ofLimit.toFixed(2)} × limit (at least ${TARGETS.ofLimit}), ${ofPlain.toFixed(1)} × plain (at least ${TARGETS.ofPlain}), ${warm.ratio('ours', 'walk').toFixed(2)} × walk${isMissed ? '  MISSED' : ''}`,
  );
  if (isMissed) process.exitCode = 1;
}

/** A first baseline of a calendar of its own, in a table that is empty before and after. */
async function ours(name: string, database: BenchDatabase, url: string, events: number): Promise<Rate> {
  const engine = await benchEngine(database, url);
  const rate = await rateOf(name, events, () => engine.baseline());
  const mirrored = await engine.count();
  if (mirrored !== events) throw new Error(`The mirror holds ${mirrored} of ${events} events.`);
  await empty(database.pool);
  return rate;
}

async function empty(pool: Pool): Promise<void> {
  await pool.query('truncate calendar_event cascade');
}

/** Rows are made beforehand: only PostgreSQL taking them is measured. */
function copy(pool: Pool, count: number, connectionId: string): () => Promise<void> {
  const lines = copyText(mixedEvents(count), connectionId);
  return async () => {
    const client = await pool.connect();
    try {
      await client.query('begin');
      await pipeline(
        Readable.from(lines),
        client.query(copyFrom(`copy calendar_event (${copyColumns}) from stdin`)),
      );
      await client.query('commit');
    } finally {
      client.release();
    }
  };
}

/** What a first version of such a program usually does. */
async function plain(url: string, pool: Pool): Promise<void> {
  const client = Client.init({
    baseUrl: url.replace(/\/v1\.0$/, '/'),
    defaultVersion: 'v1.0',
    customHosts: new Set(['127.0.0.1']),
    authProvider: (done) => done(null, 'token'),
  });
  const database = await pool.connect();
  try {
    await database.query(
      'create temp table if not exists plain_mirror (id text primary key, subject text, body text, raw jsonb)',
    );
    await database.query('truncate plain_mirror');
    let stored = 0;
    let path: string | undefined = '/me/calendars/bench/calendarView/delta';
    while (path !== undefined && stored < PLAIN_SAMPLE) {
      const answer: unknown = await client.api(path).get();
      const page = readPage(answer);
      for (const event of page.value.slice(0, PLAIN_SAMPLE - stored)) {
        const found = await database.query('select 1 from plain_mirror where id = $1', [event.id]);
        if (found.rowCount === 0) {
          await database.query('insert into plain_mirror values ($1, $2, $3, $4)', [
            event.id,
            event.subject,
            event.body,
            JSON.stringify(event.raw),
          ]);
        }
        stored += 1;
      }
      path = page.next;
    }
  } finally {
    database.release();
  }
}

interface PlainEvent {
  readonly id: string;
  readonly subject: string | null;
  readonly body: string | null;
  readonly raw: object;
}

function readPage(answer: unknown): { value: PlainEvent[]; next: string | undefined } {
  if (typeof answer !== 'object' || answer === null || !('value' in answer) || !Array.isArray(answer.value)) {
    throw new Error('The page server gave no page.');
  }
  const value = answer.value.flatMap((raw: unknown): PlainEvent[] => {
    if (typeof raw !== 'object' || raw === null || !('id' in raw)) return [];
    const subject = 'subject' in raw && typeof raw.subject === 'string' ? raw.subject : null;
    const body =
      'body' in raw && typeof raw.body === 'object' && raw.body !== null && 'content' in raw.body
        ? String(raw.body.content)
        : null;
    return [{ id: String(raw.id), subject, body, raw }];
  });
  const next =
    '@odata.nextLink' in answer && typeof answer['@odata.nextLink'] === 'string'
      ? answer['@odata.nextLink']
      : undefined;
  return { value, next };
}
