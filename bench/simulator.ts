/**
 * A simulated cloud of many mailboxes: what it holds in memory when every mailbox is filled, and how long the first
 * page of a delta round takes, over HTTP, one request after the other.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { startSimulator } from '@calmirror/graph-simulator';
import type { Simulator } from '@calmirror/graph-simulator';

const MAILBOXES = 2_000;
const EVENTS_EACH = 500;
const MEASURED = 200;
const WARM_UP = 20;
const LIMITS = { rssBytes: 2 * 1024 ** 3, p95Ms: 20 };
const PAGE_SIZE = 50;
const WINDOW = 'startDateTime=2026-08-01T00:00:00Z&endDateTime=2027-12-01T00:00:00Z';

export async function run(): Promise<void> {
  const empty = residentBytes();
  await using simulator = await startSimulator({
    seed: 'bench',
    clock: { startsAt: Date.UTC(2026, 10, 23, 9), stands: true },
    population: { mailboxes: MAILBOXES, eventsEach: EVENTS_EACH },
  });
  const begun = performance.now();
  const tokens: string[] = [];
  for (let person = 1; person <= MAILBOXES; person += 1) {
    const { accessToken } = await simulator.control.token({ user: `person${person}@many.example` });
    tokens.push(accessToken);
    // A mailbox is filled when it is first asked for.
    await ask(simulator, accessToken, '/v1.0/me/calendar');
  }
  const filledSeconds = (performance.now() - begun) / 1000;
  const resident = residentBytes();
  const firstPage = (index: number): Promise<void> =>
    ask(simulator, tokens[index] ?? '', `/v1.0/me/calendarView/delta?${WINDOW}`);
  const step = Math.floor(MAILBOXES / MEASURED);
  // Other mailboxes than those measured: what is paid once by a process is no part of a page.
  for (let index = 1; index <= WARM_UP * step; index += step) await firstPage(index);
  const times: number[] = [];
  for (let index = 0; index < MAILBOXES; index += step) {
    const asked = performance.now();
    await firstPage(index);
    times.push(performance.now() - asked);
  }
  print(filledSeconds, empty, resident, times);
}

async function ask(simulator: Simulator, token: string, path: string): Promise<void> {
  const response = await fetch(`${simulator.url}${path}`, {
    headers: { authorization: `Bearer ${token}`, prefer: `odata.maxpagesize=${PAGE_SIZE}` },
  });
  const body = await response.text();
  if (response.status !== 200) throw new Error(`${path} was answered ${response.status}: ${body}`);
}

/** After a collection of everything that nobody holds. */
function residentBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
  return process.memoryUsage.rss();
}

function print(filledSeconds: number, empty: number, resident: number, times: number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 ** 2).toLocaleString('en')} MiB`;
  const tooMuch = resident > LIMITS.rssBytes ? '  OVER THE LIMIT' : '';
  const tooSlow = at(0.95) > LIMITS.p95Ms ? '  OVER THE LIMIT' : '';
  console.log(`simulator: ${MAILBOXES.toLocaleString('en')} mailboxes with ${EVENTS_EACH} events each`);
  console.log(`  filled in ${filledSeconds.toFixed(1)} s`);
  console.log(
    `  RSS after GC ${megabytes(resident)} (empty ${megabytes(empty)}; limit ${megabytes(LIMITS.rssBytes)})${tooMuch}`,
  );
  console.log(
    `  first delta page of ${PAGE_SIZE}, over ${times.length} mailboxes: p50 ${at(0.5).toFixed(1)} ms, p95 ${at(0.95).toFixed(1)} ms (limit ${LIMITS.p95Ms} ms)${tooSlow}`,
  );
  if (tooMuch !== '' || tooSlow !== '') process.exitCode = 1;
}
