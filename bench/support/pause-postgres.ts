import { setTimeout as sleep } from 'node:timers/promises';

import type { Pool } from 'pg';

import { parentOf } from './process-cpu.ts';

/** Stops PostgreSQL for the server: every backend it has, and the process that would start more. Linux only. */
export async function pausePostgres(pool: Pool, ms: number): Promise<void> {
  const { rows } = await pool.query<{ pid: number }>(
    `select pid from pg_stat_activity where application_name like 'calmirror%'`,
  );
  const [first] = rows;
  if (first === undefined) throw new Error('The server has no connection to be stopped.');
  const pids = [parentOf(first.pid), ...rows.map(({ pid }) => pid)];
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  try {
    await sleep(ms);
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  }
}
