/** Microsoft's example bodies, where they are at hand; a plain clone has none and says so. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { Type } from 'typebox';
import { Parse } from 'typebox/value';

const folder = path.resolve(import.meta.dirname, '../../../../../shared/graph/payloads');

export const payloadsAreHere = existsSync(folder);
export const skipSentence = 'skipped: no ../shared/graph';

/** `calendar/…json` or `subscriptions/…json`. */
export function payload(name: string): unknown {
  return JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
}

/** The items of a file that is a page. */
export function payloadItems(name: string): unknown[] {
  return Parse(Type.Object({ value: Type.Array(Type.Unknown()) }), payload(name)).value;
}

export function payloadNames(): string[] {
  if (!payloadsAreHere) return [];
  return ['calendar', 'subscriptions'].flatMap((part) =>
    readdirSync(path.join(folder, part))
      .filter((file) => file.endsWith('.json'))
      .map((file) => `${part}/${file}`),
  );
}
