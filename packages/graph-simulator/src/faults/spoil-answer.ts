/** What faults make of an answer that is already there. Pure. */
import type { SeededRandom } from '../world/seeded.ts';

/** Nullable texts of an event that no sync can do without are not among them: ids, types, times. */
const NULLABLE = [
  'subject',
  'bodyPreview',
  'content',
  'webLink',
  'iCalUId',
  'uid',
  'changeKey',
  'originalStartTimeZone',
  'originalEndTimeZone',
  'recurrenceTimeZone',
  'importance',
  'sensitivity',
  'showAs',
  'displayName',
  'address',
  'name',
  'response',
  'onlineMeetingProvider',
  'joinUrl',
  'onlineMeetingUrl',
  'conferenceId',
  'quickDial',
  'tollNumber',
  'number',
  'createdDateTime',
  'lastModifiedDateTime',
  'originalStart',
  'time',
  'transactionId',
  'locationUri',
  'locationEmailAddress',
  'uniqueId',
  'street',
  'city',
  'state',
  'postalCode',
  'countryOrRegion',
  'hexColor',
];

/** About half of the strings of these names become null. Source: calendar facts 3.1, 3.6 FIELD; every string of Graph's description is nullable. */
export function withNulls(text: string, chance: SeededRandom, fields: readonly string[] = NULLABLE): string {
  const names = new Set(fields);
  return JSON.stringify(JSON.parse(text), (name, value: unknown) =>
    typeof value === 'string' && names.has(name) && chance.next() < 0.5 ? null : value,
  );
}

/** Half of it, or so many bytes; never all. */
export function cut(text: string, afterBytes: number | undefined): Buffer {
  const bytes = Buffer.from(text);
  return bytes.subarray(
    0,
    Math.min(afterBytes ?? Math.floor(bytes.length / 2), Math.max(0, bytes.length - 1)),
  );
}

export const PROXY_PAGE = `<!DOCTYPE html>
<html><head><title>Gateway</title></head><body><h1>Our services are not available right now</h1></body></html>
`;
