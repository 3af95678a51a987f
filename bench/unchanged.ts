/**
 * A baseline over events of which none has changed, as a mirror reads them weekly: beside the mere walk over the
 * same pages, and with the rows that were written: their versions tell, which PostgreSQL's statistics do late.
 */
import { benchDatabase } from './support/database.ts';
import { benchEngine } from './support/engine.ts';
import { startPageServer } from './support/start-page-server.ts';
import { contest, printRates, rateOf } from './support/rates.ts';
import { walk } from './support/walk.ts';

const PAGE_SIZE = 250;
const LEAST_OF_WALK = 0.5;
const LAPS = 9;

export async function run(options: { events: number }): Promise<void> {
  await using pages = await startPageServer(options.events, PAGE_SIZE);
  await using database = await benchDatabase();
  const engine = await benchEngine(database, pages.url);
  const start = await engine.mark();
  await engine.baseline();
  const first = await engine.writtenSince(start);
  if (first !== options.events) throw new Error(`The first reading wrote ${first} rows.`);
  console.log(`unchanged: a baseline over ${options.events} events that are there already\n`);
  const mark = await engine.mark();
  const laps = await contest(LAPS, [
    () => rateOf('walk', options.events, () => walk(pages.url, PAGE_SIZE)),
    async () => {
      await engine.wantBaseline();
      return rateOf('ours', options.events, () => engine.baseline());
    },
  ]);
  printRates(laps.rates);
  const updated = await engine.writtenSince(mark);
  const ofWalk = laps.ratio('ours', 'walk');
  const isMissed = !(ofWalk >= LEAST_OF_WALK) || updated > 0;
  console.log(
    `\n  ours = ${ofWalk.toFixed(2)} × walk (at least ${LEAST_OF_WALK}), ${updated} rows written (0)${isMissed ? '  MISSED' : ''}`,
  );
  if (isMissed) process.exitCode = 1;
}
