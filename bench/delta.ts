/**
 * What a delta round with one changed single event costs: requests to Graph, and statements as PostgreSQL counts
 * them, lease, slot and run included. BEGIN and COMMIT are left out, and so are jobs: there are none here.
 */
import { benchDatabase } from './support/database.ts';
import { benchEngine } from './support/engine.ts';
import { startPageServer } from './support/start-page-server.ts';
import { watchStatements } from './support/statements.ts';

const PAGE_SIZE = 250;
const MOST = { requests: 1, statements: 8 };

export async function run(options: { events: number }): Promise<void> {
  await using pages = await startPageServer(options.events, PAGE_SIZE);
  await using database = await benchDatabase({ shared_preload_libraries: 'pg_stat_statements' });
  await using statements = await watchStatements(database.superuserUrl);
  const engine = await benchEngine(database, pages.url);
  await engine.baseline();
  // The first reads the account's keys and token into memory, as a running server has them.
  await engine.wantDelta();
  await engine.work();
  await engine.wantDelta();
  await statements.forget();
  const begun = performance.now();
  await engine.work();
  const took = performance.now() - begun;
  const counted = await statements.counted();
  const { requests, updated } = await engine.lastDelta();
  if (updated !== 1) throw new Error(`The round changed ${updated} events instead of one.`);
  const total = counted.reduce((sum, { calls }) => sum + calls, 0);
  const isMissed = requests > MOST.requests || total > MOST.statements;
  console.log(`delta: a round with one changed event, of ${options.events}\n`);
  for (const { calls, text } of counted) console.log(`  ${calls} × ${text}`);
  console.log(
    `\n  ${requests} request (at most ${MOST.requests}), ${total} statements (at most ${MOST.statements}), ${took.toFixed(1)} ms${isMissed ? '  MISSED' : ''}`,
  );
  if (isMissed) process.exitCode = 1;
}
