/**
 * Keeps docs/specification-map.md true: what it links to exists, the tests it quotes exist under exactly these
 * names, and, where the specification is at hand, every statement of it has a row and no row is made up.
 * A quoted name is the describe and the it of the test in one sentence.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { QuotedTests } from './quoted-tests.ts';

const root = path.resolve(import.meta.dirname, '..');
const mapFile = path.join(root, 'docs/specification-map.md');
const specificationFile = path.resolve(root, '../shared/SPECIFICATION.md');

const columns = ['line of the specification', 'where it is', 'test'];
/** For a line without a test: what is to come, what replaced it, or why it cannot be tested here. */
const reason = /^(?:later|replaced|no test): \S/;

interface Row {
  readonly line: string;
  readonly where: string;
  /** The third column, entry by entry. */
  readonly tests: readonly string[];
}

function rowsOf(map: string): Row[] {
  return map
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[\s|:-]+\|$/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim().replaceAll('\\|', '|')),
    )
    .filter((cells) => cells.join('|') !== columns.join('|'))
    .map((cells) => {
      if (cells.length !== columns.length) throw new Error(`No row of three columns: ${cells.join(' | ')}`);
      const [line = '', where = '', tests = ''] = cells;
      return { line, where, tests: tests.split('<br>').map((entry) => entry.trim()) };
    });
}

/** `[label]: target` at the end of the document. */
function targetsOf(map: string): Map<string, string> {
  return new Map(
    [...map.matchAll(/^\[([^\]]+)\]: (\S+)$/gm)].map(([, label = '', target = '']) => [label, target]),
  );
}

function labelsIn(text: string): string[] {
  return [...text.matchAll(/\[([^\]]+)\]/g)].map(([, label = '']) => label);
}

/** Each quoted name with the file it stands behind; a name alone belongs to the file before it. */
function quotesOf(row: Row): { label: string; name: string }[] {
  let label = '';
  return row.tests.flatMap((entry) => {
    const [, file = label, name] = /^(?:\[([^\]]+)\] )?"(.+)"$/.exec(entry) ?? [];
    label = file;
    return name === undefined ? [] : [{ label, name }];
  });
}

/** Without marks of lists, ticks and type, so that only the words count. */
function plain(line: string): string {
  return line
    .replace(/^\s*(?:[-*]|\d+\.|#+)\s+/, '')
    .replace(/^\[[ x]\]\s+/, '')
    .replaceAll(/[✅`]|\*\*/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Everything below the first line of dashes but blanks, fences, headings (save those that name a file) and labels. */
function statementsOf(specification: string): string[] {
  const [, ...below] = specification.split(/^---$/m);
  return below
    .join('\n')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('```'))
    .filter((line) => !line.startsWith('#') || line.includes('`'))
    .filter((line) => !/^\*\*[^*]+:\*\*$/.test(line.trim()))
    .map(plain);
}

/** What of `wanted` is not in `given`, each as often as it is wanted. */
function missingFrom(given: readonly string[], wanted: readonly string[]): string[] {
  const left = [...given];
  return wanted.filter((line) => {
    const at = left.indexOf(line);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

/** Where the map is wrong about the repository; `read` gives the text of a file, or undefined. */
function faultsOf(map: string, read: (file: string) => string | undefined): string[] {
  const targets = targetsOf(map);
  const rows = rowsOf(map);
  const used = new Set(rows.flatMap((row) => [row.where, ...row.tests].flatMap(labelsIn)));
  const tests = new QuotedTests(read);
  return [
    ...[...used].filter((label) => !targets.has(label)).map((label) => `[${label}] leads nowhere`),
    ...[...targets.keys()].filter((label) => !used.has(label)).map((label) => `[${label}] is not used`),
    ...[...targets.values()].filter((file) => read(file) === undefined).map((file) => `${file} is gone`),
    ...rows.flatMap((row) =>
      quotesOf(row)
        .filter(({ label, name }) => !tests.has(targets.get(label) ?? '', name))
        .map(({ label, name }) => `[${label}] has no test "${name}"`),
    ),
    ...rows
      .filter((row) => quotesOf(row).length === 0 && !row.tests.some((entry) => reason.test(entry)))
      .map((row) => `nothing is said of a test for: ${row.line}`),
    ...rows
      .filter((row) => labelsIn(row.where).length === 0 && !row.tests.some((entry) => reason.test(entry)))
      .map((row) => `no file is named for: ${row.line}`),
  ];
}

describe('the specification map', () => {
  const map = readFileSync(mapFile, 'utf8');

  it('names files and tests that exist, and says of every line where it is', () => {
    const read = (file: string): string | undefined => {
      const absolute = path.resolve(path.dirname(mapFile), file);
      if (!existsSync(absolute)) return undefined;
      return file.endsWith('.test.ts') ? readFileSync(absolute, 'utf8') : '';
    };
    expect(faultsOf(map, read)).toEqual([]);
  });

  it('has a row for every line of the specification, and no other', ({ skip }) => {
    skip(!existsSync(specificationFile), 'skipped: no ../shared/SPECIFICATION.md');
    const asked = statementsOf(readFileSync(specificationFile, 'utf8'));
    const answered = rowsOf(map).map((row) => plain(row.line));
    expect({ without: missingFrom(answered, asked), madeUp: missingFrom(asked, answered) }).toEqual({
      without: [],
      madeUp: [],
    });
  });
});

describe('the check of the specification map', () => {
  const tests = `
    describe('a mirror', () => {
      it('is right', () => {});
      it.each([['a reset'], ['a.b(']])('is right after %s', () => {});
      it.skipIf(process.platform === 'win32')(\`is fresh (\${why})\`, () => {});
    });`;
  const read = (file: string): string | undefined => (file === 'mirror.test.ts' ? tests : undefined);
  const mapOf = (where: string, test: string): string =>
    `| ${columns.join(' | ')} |\n| --- | --- | --- |\n| Sync | ${where} | ${test} |\n\n[m]: mirror.test.ts\n`;

  it('takes names of plain, repeated and conditional tests', () => {
    const named =
      '[m] "a mirror is right"<br>"a mirror is right after a reset"<br>"a mirror is right after …"<br>"a mirror is fresh (…)"';
    expect(faultsOf(mapOf('[m]', named), read)).toEqual([]);
    expect(faultsOf(mapOf('[m]', 'later: the web page'), read)).toEqual([]);
  });

  it.each([
    ['a test that was renamed', '[m]', '[m] "a mirror is wrong"', '[m] has no test "a mirror is wrong"'],
    [
      'a case that is made up',
      '[m]',
      '[m] "a mirror is right after a nap"',
      '[m] has no test "a mirror is right after a nap"',
    ],
    [
      'a repeated test that was renamed',
      '[m]',
      '[m] "a mirror is right before noon"',
      '[m] has no test "a mirror is right before noon"',
    ],
    ['a file without a link', '[x]', '[m] "a mirror is right"', '[x] leads nowhere'],
    ['a row without a word about a test', '[m]', '', 'nothing is said of a test for: Sync'],
    ['a row without a file', '', '[m] "a mirror is right"', 'no file is named for: Sync'],
  ])('finds %s', (_fault, where, test, found) => {
    expect(faultsOf(mapOf(where, test), read)).toEqual([found]);
  });

  it('finds a file that is gone', () => {
    expect(faultsOf(mapOf('[m]', 'later: the web page'), () => undefined)).toEqual([
      'mirror.test.ts is gone',
    ]);
  });

  it('finds a line of the specification that is left out, also one of two alike', () => {
    const specification = [
      'preface',
      '---',
      '## Sync',
      '**Files:**',
      '#### `/a.ts` ✅ NEW',
      '- ✅ Full `sync`',
      '1. **Full** sync',
      '```',
      'GET  /a   - b',
    ];
    const statements = statementsOf(specification.join('\n'));
    expect(statements).toEqual(['/a.ts NEW', 'Full sync', 'Full sync', 'GET /a - b']);
    expect(missingFrom(['/a.ts NEW', 'Full sync'], statements)).toEqual(['Full sync', 'GET /a - b']);
  });
});
