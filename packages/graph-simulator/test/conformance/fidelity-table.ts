/**
 * Reads docs/simulator-fidelity.md as the table that it is. A row has a behaviour, its source, the facts it
 * stands on (`S1.1.4`, `S5.1–18` for a run of them), its switches, and either quoted tests or a reason why
 * there are none.
 */
const columns = ['behaviour', 'source', 'facts', 'switch', 'test'];
const none = '—';
const reason = /^(?:out of scope|not simulated): \S/;

export interface QuotedTest {
  /** Relative to the package of the simulator. */
  readonly file: string;
  readonly name: string;
}

export interface FidelityRow {
  readonly behaviour: string;
  readonly source: string;
  readonly facts: readonly string[];
  readonly switches: readonly string[];
  readonly tests: readonly QuotedTest[];
  /** Why no test holds it. */
  readonly reason: string | undefined;
}

function keysIn(cell: string): string[] {
  if (cell === none) return [];
  return cell.split(' ').flatMap((entry) => {
    const [, section = '', first = '', last = first] =
      /^([CS](?:\d+|x)(?:\.\d+)?\.)(\d+)(?:–(\d+))?$/.exec(entry) ?? [];
    if (section === '') throw new Error(`"${entry}" is no fact.`);
    const length = Number(last) - Number(first) + 1;
    return Array.from({ length }, (_, index) => `${section}${Number(first) + index}`);
  });
}

/** `file "name"; "another of the same file"`. A closing quotation mark stands before a semicolon or the end. */
function testsIn(cell: string): QuotedTest[] {
  let file = '';
  const pattern = /(?:(?<file>\S+\.test\.ts) )?"(?<name>.+?)"(?:; |$)/gy;
  const found = [...cell.matchAll(pattern)].map(({ groups }) => {
    file = groups?.['file'] ?? file;
    return { file, name: groups?.['name'] ?? '' };
  });
  const length = [...cell.matchAll(pattern)].reduce((sum, [text]) => sum + text.length, 0);
  if (length !== cell.length || found[0]?.file === '') throw new Error(`No list of tests: ${cell}`);
  return found;
}

/** @throws Error where a row does not have this form. */
export function fidelityRows(document: string): FidelityRow[] {
  return document
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
      const [behaviour = '', source = '', facts = '', switches = '', test = ''] = cells;
      if (cells.length !== columns.length || behaviour === '' || source === '')
        throw new Error(`No row of ${columns.length} columns: ${cells.join(' | ')}`);
      return {
        behaviour,
        source,
        facts: keysIn(facts),
        switches: switches === none ? [] : switches.split(', '),
        tests: reason.test(test) ? [] : testsIn(test),
        reason: reason.test(test) ? test : undefined,
      };
    });
}
