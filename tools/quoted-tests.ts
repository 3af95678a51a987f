/**
 * The names of the tests in a file, read from its syntax: what its `describe` and `it` make together, in one
 * sentence. Documents that quote tests are checked with it; nothing is run.
 */
import { parseAst } from 'vitest/node';

type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `it` of `it('…')`, `it.skipIf(x)('…')` and `it.each([…])('…')`. */
function calledBy(callee: unknown): unknown {
  if (!isTree(callee)) return undefined;
  return callee['type'] === 'Identifier' ? callee['name'] : calledBy(callee['callee'] ?? callee['object']);
}

/** What is filled in when the test runs is a `%`. */
function textOf(node: unknown): string | undefined {
  if (!isTree(node)) return undefined;
  if (node['type'] === 'Literal') return typeof node['value'] === 'string' ? node['value'] : undefined;
  if (node['type'] !== 'TemplateLiteral' || !Array.isArray(node['quasis'])) return undefined;
  const parts: unknown[] = node['quasis'];
  return parts
    .map((part) => (isTree(part) && isTree(part['value']) ? part['value']['cooked'] : ''))
    .join('%');
}

function testNames(node: unknown, prefix = ''): string[] {
  if (Array.isArray(node)) return node.flatMap((each) => testNames(each, prefix));
  if (!isTree(node)) return [];
  if (node['type'] === 'CallExpression' && Array.isArray(node['arguments'])) {
    const kind = calledBy(node['callee']);
    const text = textOf(node['arguments'][0]);
    if (text !== undefined && (kind === 'it' || kind === 'test')) return [`${prefix}${text}`];
    if (text !== undefined && kind === 'describe') return testNames(node['arguments'], `${prefix}${text} `);
  }
  return Object.values(node).flatMap((each) => testNames(each, prefix));
}

function literalsIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(literalsIn);
  if (!isTree(node)) return [];
  return node['type'] === 'Literal' ? [String(node['value'])] : Object.values(node).flatMap(literalsIn);
}

/** What fills a placeholder must be a value of the file, so that no case is made up; `…` stands for any. */
function isTitled(title: string, quoted: string, values: ReadonlySet<string>): boolean {
  const [first = '', ...rest] = title.split(/%[a-zA-Z#]?/).map((part) => RegExp.escape(part));
  const [found, ...fillings] = new RegExp(`^${[first, ...rest].join('(.+)')}$`).exec(quoted) ?? [];
  return found !== undefined && fillings.every((filling) => filling === '…' || values.has(filling));
}

interface TestFile {
  readonly titles: readonly string[];
  readonly values: ReadonlySet<string>;
}

/** Says of a file whether it has a test of this full name; reads each file once. `read` gives the text of a file. */
export class QuotedTests {
  readonly #read: (file: string) => string | undefined;
  readonly #known = new Map<string, TestFile>();

  constructor(read: (file: string) => string | undefined) {
    this.#read = read;
  }

  has(file: string, name: string): boolean {
    let known = this.#known.get(file);
    if (known === undefined) {
      const tree = parseAst(this.#read(file) ?? '', { lang: 'ts' });
      known = { titles: testNames(tree), values: new Set(literalsIn(tree)) };
      this.#known.set(file, known);
    }
    const { titles, values } = known;
    return titles.some((title) => title === name || isTitled(title, name, values));
  }
}
