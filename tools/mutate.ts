/**
 * `npm run mutate [-- --only <text>] [--list]`: breaks the engine on purpose, one small edit at a time, in a copy
 * of the repository, and expects the named test to turn red. A mutation that stays green is a hole in the tests.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';

import { mutations } from './mutations/list/index.ts';
import type { Mutation } from './mutations/mutation.ts';
import { runMutations } from './mutations/run-mutations.ts';
import type { Judged } from './mutations/run-mutations.ts';

const usage = `npm run mutate [-- --only <text>] [--list]

  --only <text>  those whose words, key, file or test contain the text (a regular expression)
  --list         prints them and runs nothing`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h' },
    list: { type: 'boolean' },
    only: { type: 'string' },
  },
});

function chosen(only: string | undefined): readonly Mutation[] {
  if (only === undefined) return mutations;
  const pattern = new RegExp(only, 'iu');
  return mutations.filter(({ breaks, against, file, test }) =>
    [breaks, ...against, file, test.file, test.name].some((text) => pattern.test(text)),
  );
}

function lineOf({ mutation, verdict, said }: Judged): string {
  const { breaks, against, test } = mutation;
  const why = said === '' ? '' : `\n    ${said.slice(0, 160)}`;
  return `${verdict}  ${against.join(', ')}: ${breaks}\n    ${test.file}: ${test.name}${why}`;
}

async function run(selected: readonly Mutation[]): Promise<void> {
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  const began = performance.now();
  const judged = await runMutations(selected, {
    root: path.resolve(import.meta.dirname, '..'),
    signal: stopping.signal,
    onProgress: (line) => console.error(line),
  });
  for (const each of judged) console.log(lineOf(each));
  const red = judged.filter(({ verdict }) => verdict === 'red').length;
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(`\n${red} of ${selected.length} mutations turn their test red (${seconds} s)`);
  if (red < selected.length) process.exitCode = 1;
}

const selected = chosen(values.only);
if (values.help === true) {
  console.log(usage);
} else if (selected.length === 0) {
  console.error(`No mutation matches ${values.only ?? ''}.\n\n${usage}`);
  process.exitCode = 2;
} else if (values.list === true) {
  for (const { breaks, against, file, test } of selected)
    console.log(`${against.join(', ')}: ${breaks}\n    ${file}\n    ${test.file}: ${test.name}`);
  console.log(`\n${selected.length} mutations`);
} else {
  await run(selected);
}
