/**
 * What the mapping of a fixed corpus was when mapperVersion was last raised, as digests beside the
 * version. A row that changed under the same version would stay stale in every mirror: unchanged
 * events are not mapped again.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { Type } from 'typebox';
import { Parse } from 'typebox/value';
import type { Static } from 'typebox';

import { mapperVersion } from '../../src/sync/map-event.ts';
import { mappedCorpus } from './corpus.ts';

const MappingDigests = Type.Object({
  mapperVersion: Type.Integer(),
  rows: Type.Record(Type.String(), Type.String()),
});
type MappingDigests = Static<typeof MappingDigests>;

export const digestsFile = new URL('digests.json', import.meta.url);

export function committedDigests(): MappingDigests {
  return Parse(MappingDigests, JSON.parse(readFileSync(digestsFile, 'utf8')));
}

export function currentDigests(): MappingDigests {
  const rows = Object.fromEntries(
    [...mappedCorpus()].map(([name, row]) => [name, digestOf({ ...row, mapper_version: null })]),
  );
  return { mapperVersion, rows };
}

function digestOf(row: object): string {
  const columns = Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(columns)).digest('hex').slice(0, 16);
}

const RENEW = 'node --conditions=source packages/server/scripts/renew-mapping-digests.ts';

/** What has to be done before this mapping may be committed, in words; undefined if nothing. */
export function whatIsDue(committed: MappingDigests, current: MappingDigests): string | undefined {
  const names = new Set([...Object.keys(committed.rows), ...Object.keys(current.rows)]);
  const isIn = ({ rows }: MappingDigests, name: string): boolean => Object.hasOwn(rows, name);
  const different = [...names].filter((name) => committed.rows[name] !== current.rows[name]);
  const changed = different.filter((name) => isIn(committed, name) && isIn(current, name));
  if (changed.length > 0 && current.mapperVersion <= committed.mapperVersion)
    return `The mapping gives other rows for: ${changed.join('; ')}. Raise mapperVersion in map-event.ts, then: ${RENEW}`;
  if (different.length > 0 || current.mapperVersion !== committed.mapperVersion)
    return `The digests are those of another version or corpus. Renew them: ${RENEW}`;
  return undefined;
}
