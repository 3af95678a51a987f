/**
 * Keeps docs/simulator-fidelity.md true, the one table of what the simulator does, where it is known from and
 * what holds it: the tests and switches it names exist, every switch stands in it, and every fact of the two
 * fact sheets has a row. `facts.txt` knows the facts where the sheets are not at hand; it is written anew by
 * `vitest run -u` on this file.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { QuotedTests } from '../../../../tools/quoted-tests.ts';
import { SwitchChanges } from '../../src/world/switches.ts';
import { hasGraphFacts, SKIPPED } from '../helpers/graph-facts.ts';
import { factsIn, readFacts } from './facts.ts';
import { fidelityRows, type FidelityRow } from './fidelity-table.ts';

const packageRoot = path.resolve(import.meta.dirname, '../..');
const tableFile = path.resolve(packageRoot, '../../docs/simulator-fidelity.md');
const factsFile = path.join(import.meta.dirname, 'facts.txt');

const keyOf = (fact: string): string => fact.split(' ')[0] ?? '';
const sectionOf = (key: string): string => key.slice(0, key.lastIndexOf('.'));

type Verdict = 'tested' | 'switch' | 'out of scope' | 'not simulated';

/** Of several rows for a fact, the one that says most counts. */
function verdictOf(fact: string, rows: readonly FidelityRow[]): Verdict | undefined {
  const own = rows.filter(({ facts }) => facts.includes(fact));
  if (own.some(({ switches }) => switches.length > 0)) return 'switch';
  if (own.some(({ tests }) => tests.length > 0)) return 'tested';
  if (own.some(({ reason }) => reason?.startsWith('not simulated') === true)) return 'not simulated';
  return own.length > 0 ? 'out of scope' : undefined;
}

function countsOf(facts: readonly string[], rows: readonly FidelityRow[]): string {
  const verdicts = facts.map((fact) => verdictOf(fact, rows));
  return (['tested', 'switch', 'out of scope', 'not simulated'] as const)
    .map((verdict) => [verdicts.filter((each) => each === verdict).length, verdict] as const)
    .filter(([count]) => count > 0)
    .map(([count, verdict]) => `${count} ${verdict}`)
    .join(', ');
}

describe('the table of what the simulator does', () => {
  const rows = fidelityRows(readFileSync(tableFile, 'utf8'));

  it('quotes tests that exist', () => {
    const tests = new QuotedTests((file) => {
      const absolute = path.join(packageRoot, file);
      return existsSync(absolute) ? readFileSync(absolute, 'utf8') : undefined;
    });
    const missing = rows
      .flatMap((row) => row.tests)
      .filter(({ file, name }) => !tests.has(file, name))
      .map(({ file, name }) => `${file} has no test "${name}"`);
    expect(missing).toEqual([]);
  });

  it('names every switch, with a test, and no other', () => {
    const named = rows.flatMap(({ switches }) => switches);
    const known = Object.keys(SwitchChanges.properties);
    expect([...new Set(named)].toSorted()).toEqual(known.toSorted());
    expect(rows.filter(({ switches, tests }) => switches.length > 0 && tests.length === 0)).toEqual([]);
  });

  it('knows the facts that the sheets hold', async (context) => {
    if (!hasGraphFacts) context.skip(SKIPPED);
    await expect(`${readFacts().join('\n')}\n`).toMatchFileSnapshot(factsFile);
  });

  it('has a row for every fact, and stands on no other', () => {
    const facts = readFileSync(factsFile, 'utf8').trimEnd().split('\n').map(keyOf);
    const used = new Set(rows.flatMap((row) => row.facts));
    const without = facts.filter((fact) => !used.has(fact));
    const madeUp = [...used.difference(new Set(facts))];
    for (const section of new Set(facts.map(sectionOf)))
      console.log(
        `${section}: ${countsOf(
          facts.filter((fact) => sectionOf(fact) === section),
          rows,
        )}`,
      );
    console.log(`${facts.length} facts: ${countsOf(facts, rows)}`);
    expect({ without, madeUp }).toEqual({ without: [], madeUp: [] });
  });
});

describe('the reading of that table', () => {
  const header = '| behaviour | source | facts | switch | test |\n| --- | --- | --- | --- | --- |\n';

  it('understands runs of facts, several switches, several tests of a file, and reasons', () => {
    const row = (facts: string, switches: string, test: string): string =>
      `| it rains | sheet | ${facts} | ${switches} | ${test} |\n`;
    expect(
      fidelityRows(
        header +
          row('S1.1.2–3 Sx.1', 'a, b', 'test/x.test.ts "a \\| b"; "says "no" to c"; test/y.test.ts "d"') +
          row('—', '—', 'out of scope: nobody asks'),
      ),
    ).toEqual([
      {
        behaviour: 'it rains',
        source: 'sheet',
        facts: ['S1.1.2', 'S1.1.3', 'Sx.1'],
        switches: ['a', 'b'],
        tests: [
          { file: 'test/x.test.ts', name: 'a | b' },
          { file: 'test/x.test.ts', name: 'says "no" to c' },
          { file: 'test/y.test.ts', name: 'd' },
        ],
        reason: undefined,
      },
      {
        behaviour: 'it rains',
        source: 'sheet',
        facts: [],
        switches: [],
        tests: [],
        reason: 'out of scope: nobody asks',
      },
    ]);
  });

  it.each([
    ['a column that is missing', '| it rains | sheet | — | — |'],
    ['a row without a word about a test', '| it rains | sheet | — | — | — |'],
    ['a test without a file', '| it rains | sheet | — | — | "it does" |'],
    ['words around the tests', '| it rains | sheet | — | — | test/x.test.ts (four tests) |'],
    ['a fact that is none', '| it rains | sheet | S1.1 to S1.3 | — | out of scope: no |'],
  ])('refuses %s', (_fault, row) => {
    expect(() => fidelityRows(header + row)).toThrow(Error);
  });

  it('counts bullets and rows below numbered headings, and not the heads of tables', () => {
    const sheet =
      '# S\n- how to read\n## 1. A\n- One two three four five six\n| a | b |\n|---|---|\n| c | d |\n';
    expect(factsIn('C', `${sheet}## Tags\n- t\n### 1.2 B\ntext\n- E\n## Not found\n- u`)).toEqual([
      'C1.1 One two three four five',
      'C1.2 c d',
      'C1.2.1 E',
      'Cx.1 u',
    ]);
  });
});
