/**
 * The order of test files: the long ones first, or a run ends with one of them alone while the other workers idle.
 * How long each takes is known of no fresh checkout, so they are named; the rest comes as Vitest has it.
 */
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

const longest = [
  'packages/server/test/convergence',
  'e2e/browser/looks.test.ts',
  'e2e/browser/hostile-bodies.test.ts',
  'packages/sandbox/test/process.test.ts',
  'e2e/browser/',
  'e2e/',
  'packages/server/test/platform/embedded-postgres/',
  'packages/server/test/api-stream.test.ts',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rankOf(a.moduleId) - rankOf(b.moduleId));
  }
}

function rankOf(file: string): number {
  const rank = longest.findIndex((part) => file.includes(`/${part}`));
  return rank === -1 ? longest.length : rank;
}
