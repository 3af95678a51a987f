/**
 * One clock: business time comes from the clock that is passed in, so that tests can move it.
 * Finds what reads time behind its back: now() and its kin in SQL, new Date() without argument,
 * Date.now and Temporal.Now, outside the few files that own time.
 */
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

export interface ClockOffence {
  readonly file: string;
  readonly line: number;
  readonly found: string;
}

/** Where time may be read; paths as in the repository. */
const owners = [
  /^packages\/server\/src\/platform\//,
  /^packages\/graph-simulator\/src\/clock\.ts$/,
  /^packages\/graph-client\/src\/clock\.ts$/,
  /^packages\/sandbox\/src\//,
  /^packages\/web\/src\/platform\/clock\.ts$/,
];

const sources = /\.(?:tsx?|sql)$/;

interface Reader {
  readonly found: string;
  readonly pattern: RegExp;
  /** `sql`: only inside a text, where a database reads it; `code`: only outside. */
  readonly where: 'sql' | 'code';
}

const readers: readonly Reader[] = [
  { found: 'now() in SQL', pattern: /(?<![\w.])now\(\)/i, where: 'sql' },
  { found: 'current_timestamp', pattern: /\bcurrent_(?:timestamp|date|time)\b/i, where: 'sql' },
  { found: 'clock_timestamp()', pattern: /\b(?:clock|statement|transaction)_timestamp\(\)/i, where: 'sql' },
  { found: 'new Date()', pattern: /\bnew Date\(\)/, where: 'code' },
  { found: 'Date.now', pattern: /\bDate\.now\b/, where: 'code' },
  { found: 'Temporal.Now', pattern: /\bTemporal\.Now\b/, where: 'code' },
];

export function clockOffences(file: string, text: string): ClockOffence[] {
  if (owners.some((owner) => owner.test(file))) return [];
  const parts = file.endsWith('.sql') ? { sql: text, code: '' } : split(text);
  return readers.flatMap((reader) =>
    parts[reader.where].split('\n').flatMap((line, index) => {
      const read = line.replace(/(?:^|\s)(?:\/\/|\*|--).*$/, '');
      return reader.pattern.test(read) ? [{ file, line: index + 1, found: reader.found }] : [];
    }),
  );
}

/** The texts of a source and the code around them, each in its own place: lines keep their numbers. */
function split(text: string): { sql: string; code: string } {
  const blank = (part: string): string => part.replaceAll(/[^\n]/g, ' ');
  const code = text.replaceAll(/`[^`]*`|'[^'\n]*'/g, (literal) => blank(literal));
  let sql = blank(text);
  for (const literal of text.matchAll(/`[^`]*`|'[^'\n]*'/g)) {
    const inside = literal[0].replaceAll(/\$\{[^}]*\}/g, blank);
    sql = sql.slice(0, literal.index) + inside + sql.slice(literal.index + literal[0].length);
  }
  return { sql, code };
}

async function main(): Promise<void> {
  const root = path.resolve(import.meta.dirname, '..');
  const offences: ClockOffence[] = [];
  for (const part of await readdir(path.join(root, 'packages'))) {
    for (const folder of ['src', 'migrations']) {
      const base = path.join('packages', part, folder);
      const files = await readdir(path.join(root, base), { recursive: true }).catch(() => []);
      for (const name of files.filter((file) => sources.test(file))) {
        const file = path.join(base, name);
        offences.push(...clockOffences(file, await readFile(path.join(root, file), 'utf8')));
      }
    }
  }
  for (const { file, line, found } of offences)
    console.error(`${file}:${line} reads time by ${found}; pass the clock.`);
  process.exitCode = offences.length === 0 ? 0 : 1;
}

if (import.meta.main) await main();
