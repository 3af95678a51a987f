/**
 * Keeps the list of mutations true between two runs of `npm run mutate`: each still applies, each names a test that
 * exists, and every invariant and every fact of delta has one, or says why not.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { deltaFacts, invariants } from './mutations/facts.ts';
import { mutations } from './mutations/list/index.ts';
import { mutate } from './mutations/mutation.ts';
import { QuotedTests } from './quoted-tests.ts';

const root = path.resolve(import.meta.dirname, '..');
const sheet = path.resolve(root, '../shared/graph/calendar-facts.md');

const textOf = (file: string): string | undefined => {
  const absolute = path.join(root, file);
  return existsSync(absolute) ? readFileSync(absolute, 'utf8') : undefined;
};

/** Section 2 of the sheet, statement by statement, under the keys that the list uses. */
function statementsOf(text: string): { key: string; text: string }[] {
  const statements: { key: string; text: string }[] = [];
  let section = '';
  let place = 0;
  const lines = text.split('\n');
  for (const line of lines.slice(lines.findIndex((each) => each.startsWith('## 2. ')) + 1)) {
    if (line.startsWith('## ')) break;
    if (line.startsWith('### ')) {
      section = line.split(' ')[1] ?? '';
      place = 0;
    }
    if (!line.startsWith('- ')) continue;
    place += 1;
    statements.push({ key: `${section}/${place}`, text: line.slice(2) });
  }
  return statements;
}

describe('the mutations', () => {
  it('each apply to the sources of today, at one place', () => {
    const astray = mutations.filter(
      (mutation) => mutate(textOf(mutation.file) ?? '', mutation) === undefined,
    );
    expect(astray.map(({ file, breaks }) => `${file}: ${breaks}`)).toEqual([]);
  });

  it('each change something, and no two are the same', () => {
    expect(mutations.filter(({ search, replace }) => search === replace)).toEqual([]);
    const edits = mutations.map(({ file, search, replace }) => JSON.stringify([file, search, replace]));
    expect(new Set(edits).size).toBe(edits.length);
    expect(new Set(mutations.map(({ breaks }) => breaks)).size).toBe(mutations.length);
  });

  it('each name a test that exists', () => {
    const quoted = new QuotedTests(textOf);
    const missing = mutations.filter(({ test }) => !quoted.has(test.file, test.name));
    expect(missing.map(({ test }) => `${test.file}: ${test.name}`)).toEqual([]);
  });

  it('leave no invariant and no fact without one, unless it says why', () => {
    const facts = [...invariants, ...deltaFacts];
    const known = new Set(facts.map(({ key }) => key));
    const against = new Set(mutations.flatMap((mutation) => mutation.against));
    expect([...against].filter((key) => !known.has(key))).toEqual([]);
    expect(facts.filter(({ key, none }) => against.has(key) === (none !== undefined))).toEqual([]);
    expect(mutations.filter((mutation) => mutation.against.length === 0)).toEqual([]);
  });

  it.skipIf(!existsSync(sheet))('know every statement of the sheet of facts, and no other', () => {
    const statements = statementsOf(readFileSync(sheet, 'utf8'));
    expect(statements.length).toBeGreaterThan(50);
    expect(deltaFacts.map(({ key }) => key)).toEqual(statements.map(({ key }) => key));
    const others = deltaFacts.filter(({ says, field }, index) => {
      const text = statements[index]?.text ?? '';
      return !text.startsWith(says) || text.includes('[F]') !== (field === true);
    });
    expect(others).toEqual([]);
  });
});
