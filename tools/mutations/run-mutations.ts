/**
 * Applies one mutation after the other to copies of the repository and looks whether its test turns red. First
 * every named test runs on the sources as they are: a test that is red already proves nothing. Two lanes, each with
 * a copy, a Vitest and a PostgreSQL of its own: what one of them waits for, the other computes.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { copyRepository } from './copy-repository.ts';
import type { Mutation, NamedTest } from './mutation.ts';
import { mutate } from './mutation.ts';
import { openSession } from './test-session.ts';
import type { TestOutcome, TestSession } from './test-session.ts';

type Verdict = 'red' | 'STILL GREEN' | 'does not apply' | 'does not run' | 'red without it';

export interface Judged {
  readonly mutation: Mutation;
  readonly verdict: Verdict;
  /** What the test said, in a line. */
  readonly said: string;
}

export interface RunOptions {
  readonly root: string;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

const LANES = 2;
const notRun: TestOutcome = { state: 'none', said: 'it did not run' };

/** In the order in which they were judged; fewer than given when `signal` aborts. */
export async function runMutations(mutations: readonly Mutation[], options: RunOptions): Promise<Judged[]> {
  const { root, signal, onProgress } = options;
  const judged: Judged[] = [];
  const tell = (each: Judged): void => {
    judged.push(each);
    onProgress(`${judged.length}/${mutations.length} ${each.verdict}: ${each.mutation.breaks}`);
  };
  const waiting = [...mutations];
  const unmutated = Promise.withResolvers<ReadonlyMap<string, TestOutcome>>();
  const lane = async (_: unknown, number: number): Promise<void> => {
    await using copy = await copyRepository(root);
    await using session = await openSession(copy.folder);
    if (number === 0) unmutated.resolve(await runUnmutated(session, mutations, onProgress));
    const outcomes = await unmutated.promise;
    for (;;) {
      const mutation = signal.aborted ? undefined : waiting.shift();
      if (mutation === undefined) return;
      const before = outcomes.get(testKey(mutation.test)) ?? notRun;
      tell(
        before.state === 'passed'
          ? await judge(mutation, copy.folder, session)
          : { mutation, verdict: 'red without it', said: before.said },
      );
    }
  };
  await Promise.all(
    Array.from({ length: Math.min(LANES, mutations.length) }, lane).map(async (running) => {
      try {
        await running;
      } catch (error) {
        unmutated.reject(error);
        throw error;
      }
    }),
  );
  return judged;
}

async function runUnmutated(
  session: TestSession,
  mutations: readonly Mutation[],
  onProgress: (line: string) => void,
): Promise<Map<string, TestOutcome>> {
  const tests = new Map(mutations.map(({ test }) => [testKey(test), test]));
  onProgress(`${tests.size} tests on the sources as they are`);
  const outcomes = await session.run([...tests.values()]);
  return new Map([...outcomes].map(([test, outcome]) => [testKey(test), outcome]));
}

async function judge(mutation: Mutation, folder: string, session: TestSession): Promise<Judged> {
  const file = path.join(folder, mutation.file);
  const text = await readFile(file, 'utf8').catch(() => '');
  const mutated = mutate(text, mutation);
  if (mutated === undefined)
    return { mutation, verdict: 'does not apply', said: 'the text is not there exactly once' };
  await writeFile(file, mutated);
  session.changed(file);
  try {
    const { state, said } = await outcomeUnder(mutation, folder, session);
    if (state === 'failed') return { mutation, verdict: 'red', said };
    return { mutation, verdict: state === 'passed' ? 'STILL GREEN' : 'does not run', said };
  } finally {
    await writeFile(file, text);
    session.changed(file);
  }
}

/** Migrations make the database that all tests copy: a mutation of one needs a PostgreSQL of its own. */
async function outcomeUnder(
  { file, test }: Mutation,
  folder: string,
  session: TestSession,
): Promise<TestOutcome> {
  if (!file.endsWith('.sql')) return (await session.run([test])).get(test) ?? notRun;
  await using own = await openSession(folder);
  return (await own.run([test])).get(test) ?? notRun;
}

function testKey({ file, name }: NamedTest): string {
  return `${file} ${name}`;
}
