/**
 * What a server costs that has nothing to do: a worker with 10,000 push connections beside one with none, and one
 * process of all roles. Real processes; the rows are seeded by SQL; nothing is due in the time measured.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { startMeasuredServer } from './support/measured-server.ts';
import type { MeasuredServer, ServerMemory } from './support/measured-server.ts';
import { scratchDatabases } from './support/scratch-databases.ts';
import { printTargets } from './support/print-targets.ts';
import { seedRows } from '../packages/server/test/support/seed-rows.ts';

const SECONDS = 120;
const CONNECTIONS = 10_000;
/** Nobody listens there: nothing is asked of Microsoft in the time measured. */
const NOWHERE = 'http://127.0.0.1:9';

export async function run(): Promise<void> {
  await using databases = await scratchDatabases();
  const empty = await databases.create('idle_empty');
  const full = await databases.create('idle_full');
  const both = await databases.create('idle_all');
  const microsoft = { MICROSOFT_LOGIN_URL: NOWHERE, MICROSOFT_GRAPH_URL: NOWHERE };
  const start = (databaseUrl: string, role: string, apiUrl?: string): Promise<MeasuredServer> =>
    startMeasuredServer({
      ...microsoft,
      DATABASE_URL: databaseUrl,
      ROLE: role,
      ...(apiUrl === undefined ? {} : { API_URL: apiUrl }),
    });
  const apiUrl = 'http://127.0.0.1:4711';
  const notificationUrl = `${apiUrl}/api/webhooks/microsoft/events`;
  await seedRows(full.db, {
    people: CONNECTIONS / 10,
    calendarsEach: 10,
    eventsEach: 20,
    notificationUrl,
    now: new Date(),
  });
  for (const { pool } of [empty, full, both]) await pool.query('vacuum analyze');

  await using none = await start(empty.url, 'worker', apiUrl);
  await using many = await start(full.url, 'worker', apiUrl);
  await using all = await start(both.url, 'all');
  // What a start costs, the first run of each job included, is not what rest costs.
  await sleep(10_000);
  const servers = [none, many, all];
  const before = await Promise.all(servers.map((server) => server.cpu()));
  await sleep(SECONDS * 1_000);
  const after = await Promise.all(servers.map((server) => server.cpu()));
  const memory = await Promise.all(servers.map((server) => server.memory()));
  for (const { complaints } of servers)
    for (const line of complaints.slice(0, 5)) console.log(`  complaint: ${line}`);

  console.log(`idle: ${SECONDS} s of rest after 10 s of starting, RSS after collecting garbage\n`);
  const titles = ['worker, no connection', 'worker, 10,000 of them', 'all roles, no connection'];
  for (const [index, title] of titles.entries()) {
    const cost = memory[index];
    if (cost === undefined) continue;
    console.log(
      `  ${title.padEnd(26)} RSS ${cost.rssMb.toFixed(1)} MB, heap ${cost.heapMb.toFixed(1)} MB, CPU ${percent(before[index], after[index]).toFixed(2)} %`,
    );
  }
  printTargets([
    {
      name: 'RSS that 10,000 push connections add',
      reached: rss(memory[1]) - rss(memory[0]),
      target: 10,
      better: 'less',
      unit: 'MB',
    },
    {
      name: 'CPU of the worker that has them',
      reached: percent(before[1], after[1]),
      target: 1,
      better: 'less',
      unit: '%',
    },
    { name: 'RSS of ROLE=all', reached: rss(memory[2]), target: 230, better: 'less', unit: 'MB' },
  ]);
}

const rss = (memory: ServerMemory | undefined): number => memory?.rssMb ?? NaN;

const percent = (before = NaN, after = NaN): number => ((after - before) / (SECONDS * 1_000)) * 100;
