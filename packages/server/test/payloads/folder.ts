/** Microsoft's example bodies, beside the repository where they are at hand; a plain clone has none and says so. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const repositoryRoot = path.resolve(import.meta.dirname, '../../../..');
const folder = path.resolve(repositoryRoot, '../shared/graph/payloads');

export const payloadsAreHere = existsSync(folder);

/** For the name of a suite. */
export const presence = payloadsAreHere ? 'present' : 'skipped: no ../shared/graph';

export function payloadText(file: string): string {
  return readFileSync(path.join(folder, file), 'utf8');
}

export function payload(file: string): unknown {
  return JSON.parse(payloadText(file));
}

/** `calendar/….json` and `subscriptions/….json`, in the order of their names. */
export function payloadFiles(): string[] {
  return ['calendar', 'subscriptions'].flatMap((part) =>
    readdirSync(path.join(folder, part))
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => `${part}/${name}`),
  );
}

/** For `it.each` with `%s`: the whole name of the file, then its row. */
export function byFile<Row extends { readonly file: string }>(rows: readonly Row[]): [string, Row][] {
  return rows.map((row) => [row.file, row]);
}
