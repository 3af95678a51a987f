/**
 * A day of 200 calendars: edited through the day, 2 % of all requests and notifications lost, time moved for Microsoft
 * and Calmirror together. Calmirror is a real process with a real PostgreSQL beside a real simulator, pushed by real
 * notifications. What it must not do is grow; what it should do is ask Microsoft far less than polling would.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { heartbeatRows } from '@calmirror/server/models/heartbeat';
import { GraphClient } from '@calmirror/graph-client';
import type { GraphCalendar } from '@calmirror/graph-client';
import { startSimulator } from '@calmirror/graph-simulator';
import type { Simulator } from '@calmirror/graph-simulator';

import { SandboxClient } from '../packages/sandbox/src/sandbox-client.ts';
import { startMeasuredServer } from './support/measured-server.ts';
import { scratchDatabases } from './support/scratch-databases.ts';
import type { ScratchDatabase } from './support/scratch-databases.ts';
import { printTargets } from './support/print-targets.ts';

const CALENDARS = 200;
/** About a thousand instances and masters in the mirrored window. */
const EVENTS_EACH = 600;
const HOURS = 24;
const JUMP_MINUTES = 10;
const JUMPS_AN_HOUR = 60 / JUMP_MINUTES;
/** Of 200 calendars, in ten minutes: about nine edits a calendar and day. */
const EDITS_A_JUMP = 12;
const FAULTS = 0.02;
const POLLS_A_DAY = (24 * 60) / 5;
const SETTLE_WITHIN_MS = 20_000;

const personOf = (n: number): string => `person${1 + (n % CALENDARS)}@many.example`;

export async function run(): Promise<void> {
  await using databases = await scratchDatabases();
  const database = await databases.create('day');
  await using simulator = await startSimulator({
    clientName: 'Calmirror',
    population: { mailboxes: CALENDARS, eventsEach: EVENTS_EACH },
    seed: 'day',
  });
  await using server = await startMeasuredServer({
    DATABASE_URL: database.url,
    MICROSOFT_CLIENT_ID: simulator.clientId,
    MICROSOFT_CLIENT_SECRET: simulator.clientSecret,
    MICROSOFT_LOGIN_URL: simulator.url,
    MICROSOFT_GRAPH_URL: simulator.url,
    CALMIRROR_TEST_CLOCK: 'true',
  });
  await connectAll(server.url, simulator);
  await settled(database);
  const pages = await fullReadPages(simulator);
  await simulator.control.clearRequests();
  await simulator.control.setFaults({
    seed: 'day',
    rules: [
      { match: { path: '/v1.0/', probability: FAULTS }, action: { type: 'status', status: 503 } },
      { match: { probability: FAULTS }, action: { type: 'dropNotification' } },
    ],
  });
  console.log(`day: ${CALENDARS} calendars of ${EVENTS_EACH} seeded events, ${FAULTS * 100} % faults\n`);
  const rss: number[] = [];
  let requests = 0;
  let edits = 0;
  let late = 0;
  for (let hour = 1; hour <= HOURS; hour += 1) {
    for (let jump = 0; jump < JUMPS_AN_HOUR; jump += 1) {
      edits += await edit(simulator, edits);
      await advance(simulator, database, JUMP_MINUTES * 60_000);
      if (!(await settled(database))) late += 1;
    }
    const asked = await graphRequests(simulator);
    requests += asked;
    const cost = await server.memory();
    rss.push(cost.rssMb);
    console.log(
      `  hour ${String(hour).padStart(2)}: RSS ${cost.rssMb.toFixed(1)} MB, heap ${cost.heapMb.toFixed(1)} MB, ${asked} requests to Graph`,
    );
  }
  await simulator.control.clearFaults();
  await advance(simulator, database, 60 * 60_000);
  await settled(database);
  report({ rss, requests, edits, late, pages, different: await compare(simulator, database) });
}

async function connectAll(url: string, simulator: Simulator): Promise<void> {
  const person = new SandboxClient(url, simulator);
  await person.signUp('operator@example.com');
  for (let n = 0; n < CALENDARS; n += 1) await person.connect(personOf(n), ['Calendar']);
}

/** New events, later changes of them, and sometimes their end. */
const created: { user: string; id: string }[] = [];
async function edit(simulator: Simulator, done: number): Promise<number> {
  for (let n = 0; n < EDITS_A_JUMP; n += 1) {
    const number = done + n;
    const user = personOf(number * 7);
    const before = number % 3 === 0 ? undefined : created[(number * 13) % Math.max(1, created.length)];
    if (before === undefined) {
      const start = new Date(Date.UTC(2027, 0, 1) + (number % 400) * 3_600_000).toISOString().slice(0, 19);
      const end = new Date(Date.UTC(2027, 0, 1, 1) + (number % 400) * 3_600_000).toISOString().slice(0, 19);
      const event = {
        subject: `Edit ${number}`,
        start: { dateTime: start, timeZone: 'UTC' },
        end: { dateTime: end, timeZone: 'UTC' },
      };
      const { immutableId } = await simulator.control.createEvent({ user, event });
      created.push({ user, id: immutableId });
    } else {
      await simulator.control.changeEvent({
        user: before.user,
        event: before.id,
        change: { subject: `Edit ${number}` },
      });
    }
  }
  return EDITS_A_JUMP;
}

/** The row of the last tick moves with the clock: a jump is no downtime, after which all would be read. */
async function advance(simulator: Simulator, { pool }: ScratchDatabase, ms: number): Promise<void> {
  await simulator.control.advanceClock({ advanceMs: ms });
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(
      `insert into clock_offset (offset_ms) values ($1)
       on conflict (only_row) do update set offset_ms = clock_offset.offset_ms + excluded.offset_ms`,
      [ms],
    );
    await client.query(
      `update background_job set last_run_at = last_run_at + $1 * interval '1 millisecond' where name = any($2)`,
      [ms, [...heartbeatRows]],
    );
    await client.query('commit');
  } finally {
    client.release();
  }
}

/** Nothing is due or under way for a moment; what waits for its back-off waits for the next jump. */
async function settled({ pool }: ScratchDatabase): Promise<boolean> {
  const until = performance.now() + SETTLE_WITHIN_MS;
  for (let quiet = 0; quiet < 3;) {
    const { rows } = await pool.query<{ busy: string }>(
      `select (select count(*) from calendar_connection c join mailbox m on m.id = c.mailbox_id
          where (c.wanted_seq > c.done_seq or c.wanted_full or c.status = 'connecting')
            and c.not_before is null and m.blocked_until is null)
        + (select count(*) from calendar_connection where lease_until > now()) as busy`,
    );
    quiet = Number(rows[0]?.busy) === 0 ? quiet + 1 : 0;
    if (performance.now() > until) return false;
    await sleep(300);
  }
  return true;
}

/** Pages of a plain read of the mirrored window, 250 events each, which is the most favourable way to poll. */
async function fullReadPages(simulator: Simulator): Promise<number> {
  const sample = 20;
  let pages = 0;
  for (let n = 0; n < sample; n += 1) {
    const { accessToken } = await simulator.control.token({ user: personOf(n * 9) });
    const graph = new GraphClient({ baseUrl: `${simulator.url}/v1.0` });
    const day = 86_400_000;
    const { now } = await simulator.control.clock();
    const at = new Date(now).getTime();
    await graph.listEvents(
      accessToken,
      calendarOf(await graph.listCalendars(accessToken)),
      new Date(at - 90 * day),
      new Date(at + 365 * day),
      {
        onRequest: () => {
          pages += 1;
        },
      },
    );
  }
  return pages / sample;
}

const calendarOf = (calendars: readonly GraphCalendar[]): string =>
  calendars.find(({ isDefaultCalendar }) => isDefaultCalendar === true)?.id ?? '';

async function graphRequests(simulator: Simulator): Promise<number> {
  const { requests } = await simulator.control.requests({ path: '/v1.0/' });
  await simulator.control.clearRequests();
  return requests.filter(({ user }) => user?.endsWith('@many.example') === true).length;
}

/** Edited events of which the mirror shows another title than the mailbox, or that it lacks. */
async function compare(simulator: Simulator, { pool }: ScratchDatabase): Promise<number> {
  const { rows } = await pool.query<{ external_id: string; title: string }>(
    `select external_id, title from calendar_event where title like 'Edit %'`,
  );
  const mirrored = new Map(rows.map((row) => [row.external_id, row.title]));
  let different = 0;
  for (const user of new Set(created.map((each) => each.user))) {
    const { events } = await simulator.control.truth({
      user,
      calendar: 'Calendar',
      start: '2026-12-31T00:00:00Z',
      end: '2027-02-01T00:00:00Z',
    });
    for (const event of events) {
      if (event.subject?.startsWith('Edit ') === true && mirrored.get(event.immutableId) !== event.subject)
        different += 1;
    }
  }
  return different;
}

function report(day: {
  rss: readonly number[];
  requests: number;
  edits: number;
  late: number;
  pages: number;
  different: number;
}): void {
  const each = day.requests / CALENDARS;
  const polling = POLLS_A_DAY * day.pages;
  console.log(
    `\n  ${day.edits} edits; ${each.toFixed(1)} requests to Graph for a calendar, faults and renewals included; polling every ` +
      `5 minutes by full reads of ${day.pages.toFixed(1)} pages: ${polling.toFixed(0)} (of one page: ${POLLS_A_DAY}); jumps not settled in time: ${day.late}`,
  );
  printTargets([
    {
      name: 'RSS, hour 24 beside hour 2',
      reached: (day.rss.at(-1) ?? NaN) / (day.rss[1] ?? NaN),
      target: 1.1,
      better: 'less',
      unit: '×',
    },
    {
      name: 'fewer requests than polling',
      reached: (1 - each / polling) * 100,
      target: 90,
      better: 'more',
      unit: '%',
    },
    {
      name: 'edited events that differ at the end',
      reached: day.different,
      target: 0,
      better: 'less',
      unit: '',
    },
  ]);
}
