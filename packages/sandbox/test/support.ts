/** A sandbox on a database of the test run, and small helpers to wait by looking. */
import { setTimeout as sleep } from 'node:timers/promises';

import { testDatabase } from '../../server/test/support/postgres.ts';
import type { TestDatabase } from '../../server/test/support/postgres.ts';
import { startSandbox } from '../src/index.ts';
import type { Sandbox, SandboxOptions } from '../src/index.ts';

export interface Flow extends Sandbox {
  readonly database: TestDatabase;
}

export async function startFlow(options: SandboxOptions = {}): Promise<Flow> {
  await using starting = new AsyncDisposableStack();
  const database = starting.use(await testDatabase());
  const sandbox = starting.use(await startSandbox({ databaseUrl: database.url, ...options }));
  const running = starting.move();
  return { ...sandbox, database, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Looks until it is there. @returns what was found @throws after `ms` */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  ms = 20_000,
): Promise<T> {
  const until = performance.now() + ms;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > until) throw new Error(`Not within ${ms} ms: ${what}`);
    await sleep(25);
  }
}
