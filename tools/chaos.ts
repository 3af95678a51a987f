/**
 * `npm run chaos`: the trials of sync and of push over as many schedules as there is time for, and any script once more.
 * Every schedule is drawn from its own seed; a failing one is made small, printed, and written to a file to replay.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { syncTrial } from '../packages/server/test/support/convergence/explore.ts';
import { ownPostgres } from '../packages/server/test/support/convergence/own-postgres.ts';
import type { Played } from '../packages/server/test/support/convergence/play.ts';
import type { PushPlayed } from '../packages/server/test/support/convergence/push/play-push.ts';
import { parsePushScript } from '../packages/server/test/support/convergence/push/push-script.ts';
import { pushTrial } from '../packages/server/test/support/convergence/push/push-trial.ts';
import { parseScript } from '../packages/server/test/support/convergence/script.ts';
import { explore, sumOf } from '../packages/server/test/support/convergence/trial.ts';
import type { Trial } from '../packages/server/test/support/convergence/trial.ts';

const usage = `npm run chaos -- [--schedules N] [--seed S] [--steps N] [--rooms N] [--push]
npm run chaos -- --replay FILE [--times N] [--push]

  --push         the trial of notifications and subscriptions, not that of sync

  --schedules N  how many schedules to play (300)
  --seed S       of the first; the next has the number after (1)
  --steps N      in each (50)
  --rooms N      played at the same time, each in a database of its own (2)
  --sigkill N    in every N-th schedule a real process is killed (20)
  --shrink S     seconds for making a failing schedule small (120)
  --replay FILE  plays one script, as it was printed
  --times N      that often (1)
  --smaller      where it fails, makes the file smaller

Ends with 1 when a mirror was not equal to its mailbox, or a law of push was broken.`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h' },
    push: { type: 'boolean', default: false },
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
} else if (values.push) {
  await run({ trial: pushTrial, parse: parsePushScript, figures: figuresOfPush, flags: '--push ' });
} else {
  await run({ trial: syncTrial, parse: parseScript, figures: figuresOfSync, flags: '' });
}

interface Game<Room extends AsyncDisposable, Script, Result extends { readonly faults: readonly string[] }> {
  readonly trial: Trial<Room, Script, Result>;
  readonly parse: (json: unknown) => Script;
  readonly figures: (played: readonly Result[]) => string;
  readonly flags: string;
}

async function run<
  Room extends AsyncDisposable,
  Script,
  Result extends { readonly faults: readonly string[] },
>(game: Game<Room, Script, Result>): Promise<void> {
  if (values.replay === undefined) await exploreAndReport(game);
  else await replay(game, values.replay);
}

async function exploreAndReport<
  Room extends AsyncDisposable,
  Script,
  Result extends { readonly faults: readonly string[] },
>({ trial, figures, flags }: Game<Room, Script, Result>): Promise<void> {
  await using postgres = await ownPostgres(rooms);
  const began = performance.now();
  let count = 0;
  const { played, failures } = await explore(trial, {
    schedules,
    seed,
    steps,
    realKillEvery,
    databaseUrls: postgres.databaseUrls,
    shrinkMs: shrinkSeconds * 1_000,
    onPlayed: (which, { faults }) => {
      count += 1;
      if (faults.length > 0)
        console.log(`schedule ${which} FAILED:\n  ${faults.join('\n  ')}\nMaking it small …`);
      else if (count % 50 === 0) console.log(`${count} of ${schedules} schedules, ${seconds(began)} s`);
    },
  });
  for (const { seed: which, faults, smallest } of failures) {
    const file = `chaos-${which}.json`;
    await writeFile(file, `${JSON.stringify(smallest)}\n`);
    console.log(`\nschedule ${which}, made small:\n${JSON.stringify(smallest)}\n  ${faults.join('\n  ')}`);
    console.log(`Again: npm run chaos -- ${flags}--replay ${file}`);
    process.exitCode = 1;
  }
  console.log(
    `\n${played.length} schedules of ${steps} steps from seed ${seed}: ${failures.length} divergences; ` +
      `${figures(played)}, ${seconds(began)} s`,
  );
}

function figuresOfSync(played: readonly Played[]): string {
  const sum = (key: keyof Omit<Played, 'faults'>): number => sumOf(played, key);
  return (
    `${sum('edits')} edits, ${sum('requests')} requests to Graph, ${sum('faultsMet')} of them met a fault, ` +
    `${sum('kills')} kills (${sum('realKills')} by SIGKILL), ${sum('freezes')} zombies`
  );
}

function figuresOfPush(played: readonly PushPlayed[]): string {
  const sum = (key: keyof Omit<PushPlayed, 'faults'>): number => sumOf(played, key);
  return (
    `${sum('edits')} edits, ${sum('requests')} requests to Graph, ${sum('faultsMet')} of them met a fault, ` +
    `${sum('told')} items told, ${sum('forged')} forged, ${sum('deaths')} deaths of subscriptions, ${sum('kills')} kills ` +
    `(${sum('killsBeforeAnswer')} between commit and answer, ${sum('realKills')} by SIGKILL)`
  );
}

async function replay<
  Room extends AsyncDisposable,
  Script,
  Result extends { readonly faults: readonly string[] },
>({ trial, parse }: Game<Room, Script, Result>, file: string): Promise<void> {
  const script = parse(JSON.parse(await readFile(file, 'utf8')));
  await using postgres = await ownPostgres(1);
  await using room = await trial.open(postgres.databaseUrls[0] ?? '');
  const faultsOf = async (each: Script): Promise<readonly string[]> =>
    (await trial.play(room, each, { realKill: false })).faults;
  for (let turn = 0; turn < times; turn += 1) {
    const faults = await faultsOf(script);
    console.log(faults.length === 0 ? 'The mirror equals the mailbox.' : faults.join('\n'));
    if (faults.length > 0) process.exitCode = 1;
  }
  if (process.exitCode !== 1 || !values.smaller) return;
  const smallest = await trial.shrink(
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
