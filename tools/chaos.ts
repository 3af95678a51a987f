/**
 * `npm run chaos`: the convergence test over as many schedules as there is time for, and any script once more.
 * Every schedule is drawn from its own seed; a failing one is made small, printed, and written to a file to replay.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { explore } from '../packages/server/test/support/convergence/explore.ts';
import { ownPostgres } from '../packages/server/test/support/convergence/own-postgres.ts';
import { play } from '../packages/server/test/support/convergence/play.ts';
import { Room } from '../packages/server/test/support/convergence/room.ts';
import { parseScript } from '../packages/server/test/support/convergence/script.ts';
import type { Script } from '../packages/server/test/support/convergence/script.ts';
import { shrink } from '../packages/server/test/support/convergence/shrink.ts';

const usage = `npm run chaos -- [--schedules N] [--seed S] [--steps N] [--rooms N]
npm run chaos -- --replay FILE [--times N]

  --schedules N  how many schedules to play (300)
  --seed S       of the first; the next has the number after (1)
  --steps N      in each (50)
  --rooms N      played at the same time, each in a database of its own (2)
  --sigkill N    in every N-th schedule a real process is killed (20)
  --shrink S     seconds for making a failing schedule small (120)
  --replay FILE  plays one script, as it was printed
  --times N      that often (1)
  --smaller      where it fails, makes the file smaller

Ends with 1 when a mirror was not equal to its mailbox.`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h' },
    schedules: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    steps: { type: 'string', default: '50' },
    rooms: { type: 'string', default: '2' },
    shrink: { type: 'string', default: '120' },
    sigkill: { type: 'string', default: '20' },
    times: { type: 'string', default: '1' },
    replay: { type: 'string' },
    smaller: { type: 'boolean', default: false },
  },
});

const [schedules = 0, seed = 0, steps = 0, rooms = 0, shrinkSeconds = 0, times = 0, realKillEvery = 0] = [
  values.schedules,
  values.seed,
  values.steps,
  values.rooms,
  values.shrink,
  values.times,
  values.sigkill,
].map(Number);

if (values.help === true) {
  console.log(usage);
} else if (
  [schedules, seed, steps, rooms, shrinkSeconds, times, realKillEvery].some(
    (each) => !Number.isSafeInteger(each) || each < 1,
  )
) {
  console.error(usage);
  process.exitCode = 2;
} else if (values.replay === undefined) {
  await exploreAndReport();
} else {
  await replay(values.replay);
}

async function exploreAndReport(): Promise<void> {
  await using postgres = await ownPostgres(rooms);
  const began = performance.now();
  let played = 0;
  const explored = await explore({
    schedules,
    seed,
    steps,
    realKillEvery,
    databaseUrls: postgres.databaseUrls,
    shrinkMs: shrinkSeconds * 1_000,
    onPlayed: (which, { faults }) => {
      played += 1;
      if (faults.length > 0)
        console.log(`schedule ${which} FAILED:\n  ${faults.join('\n  ')}\nMaking it small …`);
      else if (played % 50 === 0) console.log(`${played} of ${schedules} schedules, ${seconds(began)} s`);
    },
  });
  const { edits, requests, faultsMet, kills, realKills, freezes, failures } = explored;
  for (const { seed: which, faults, smallest } of failures) {
    const file = `chaos-${which}.json`;
    await writeFile(file, `${JSON.stringify(smallest)}\n`);
    console.log(`\nschedule ${which}, made small:\n${JSON.stringify(smallest)}\n  ${faults.join('\n  ')}`);
    console.log(`Again: npm run chaos -- --replay ${file}`);
    process.exitCode = 1;
  }
  console.log(
    `\n${explored.played} schedules of ${steps} steps from seed ${seed}: ${failures.length} divergences; ${edits} edits, ` +
      `${requests} requests to Graph, ${faultsMet} of them met a fault, ${kills} kills (${realKills} by SIGKILL), ${freezes} zombies, ${seconds(began)} s`,
  );
}

async function replay(file: string): Promise<void> {
  const script = parseScript(JSON.parse(await readFile(file, 'utf8')));
  await using postgres = await ownPostgres(1);
  await using room = await Room.open(postgres.databaseUrls[0] ?? '');
  const faultsOf = async (each: Script): Promise<readonly string[]> => (await play(room, each)).faults;
  for (let turn = 0; turn < times; turn += 1) {
    const faults = await faultsOf(script);
    console.log(faults.length === 0 ? 'The mirror equals the mailbox.' : faults.join('\n'));
    if (faults.length > 0) process.exitCode = 1;
  }
  if (process.exitCode !== 1 || !values.smaller) return;
  const smallest = await shrink(
    script,
    async (each) => (await faultsOf(each)).length > 0,
    shrinkSeconds * 1_000,
  );
  await writeFile(file, `${JSON.stringify(smallest)}\n`);
  console.log(
    `${file} is smaller now:\n${JSON.stringify(smallest)}\n  ${(await faultsOf(smallest)).join('\n  ')}`,
  );
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1_000).toFixed(0);
}
