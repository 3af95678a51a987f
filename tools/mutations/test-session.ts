/**
 * One Vitest, and with it one PostgreSQL, for many runs of single tests in a copy of the repository. Between two
 * runs a file may change: only that file is read again.
 */
import type { TestModule, Vitest } from 'vitest/node';
import { createVitest } from 'vitest/node';

import type { NamedTest } from './mutation.ts';
import { patternOf } from './mutation.ts';

export interface TestOutcome {
  /** `none`: no test of this name ran, for example because its file could not be loaded. */
  readonly state: 'passed' | 'failed' | 'none';
  /** What the test said, or why none ran; one line. */
  readonly said: string;
}

export interface TestSession extends AsyncDisposable {
  run(tests: readonly NamedTest[]): Promise<Map<NamedTest, TestOutcome>>;
  /** The file was written anew. */
  changed(file: string): void;
}

export async function openSession(root: string): Promise<TestSession> {
  const vitest = await createVitest({
    root,
    watch: false,
    reporters: [{}],
    silent: true,
    // A module that was read before a mutation must not be there after it.
    isolate: true,
    // A test that waits for what the mutation took away need not wait long.
    testTimeout: 20_000,
  });
  await vitest.standalone();
  return {
    run: (tests) => runTests(vitest, tests),
    changed: (file) => vitest.invalidateFile(file),
    [Symbol.asyncDispose]: () => vitest.close(),
  };
}

async function runTests(vitest: Vitest, tests: readonly NamedTest[]): Promise<Map<NamedTest, TestOutcome>> {
  const byFile = Map.groupBy(tests, ({ file }) => file);
  const project = vitest.getRootProject();
  const specifications = [...byFile].map(([file, named]) =>
    project.createSpecification(`${vitest.config.root}/${file}`, {
      testNamePattern: new RegExp(named.map((test) => `(?:${patternOf(test).source})`).join('|'), 's'),
    }),
  );
  const { testModules } = await vitest.runTestSpecifications(specifications);
  const modules = new Map(testModules.map((module) => [module.moduleId, module]));
  return new Map(
    tests.map((test) => [test, outcomeOf(test, modules.get(`${vitest.config.root}/${test.file}`))]),
  );
}

function outcomeOf(test: NamedTest, module: TestModule | undefined): TestOutcome {
  if (module === undefined) return { state: 'none', said: 'its file did not run' };
  const pattern = patternOf(test);
  const results = [...module.children.allTests()]
    .filter((each) => pattern.test(each.fullName))
    .map((each) => each.result());
  for (const result of results)
    if (result.state === 'failed') return { state: 'failed', said: firstLine(result.errors[0]?.message) };
  if (results.some(({ state }) => state === 'passed')) return { state: 'passed', said: '' };
  const [error] = [
    ...module.errors(),
    ...[...module.children.allSuites()].flatMap((suite) => suite.errors()),
  ];
  return { state: 'none', said: error === undefined ? 'no test of this name' : firstLine(error.message) };
}

function firstLine(message: string | undefined): string {
  return (message ?? '').split('\n')[0]?.trim() ?? '';
}
