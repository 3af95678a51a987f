/**
 * Rows as PostgreSQL reads them in COPY's text format: tabs between columns, \N for null. Pure.
 * https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS-TEXT
 */
import type { EventRow } from './event-row.ts';
import { storableJson } from './storable-json.ts';

type Column = keyof EventRow;

const jsonColumns: ReadonlySet<Column> = new Set(['recurrence', 'locations', 'organizer', 'attendees']);

/** What is in them is made by the mapper, of letters, digits and marks that need no escape: most columns of most rows. */
export const plainColumns: ReadonlySet<Column> = new Set([
  'connection_id',
  'type',
  'start_at',
  'end_at',
  'start_date',
  'end_date',
  'status',
  'importance',
  'original_start',
  'recurrence_fidelity',
  'created_date_time',
  'last_modified_date_time',
  'synced_at',
]);

const special = /[\\\t\n\r\0]/;
const specials = /[\\\t\n\r\0]/g;
/** NUL is left out: PostgreSQL takes it in no text. */
const written: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '',
};

/** UTF-8; half a character (a lone surrogate) becomes U+FFFD. */
export function copyText(rows: readonly EventRow[], columns: readonly Column[]): Buffer {
  const kinds = columns.map((column) => ({
    column,
    isJson: jsonColumns.has(column),
    isPlain: plainColumns.has(column),
  }));
  let text = '';
  for (const row of rows) {
    let separator = '';
    for (const { column, isJson, isPlain } of kinds) {
      const value = row[column];
      text += separator + (isPlain && typeof value === 'string' ? value : field(value, isJson));
      separator = '\t';
    }
    text += '\n';
  }
  return Buffer.from(text, 'utf8');
}

function field(value: unknown, isJson: boolean): string {
  if (value === null || value === undefined) return '\\N';
  if (isJson) return escaped(storableJson(value));
  if (typeof value === 'string') return escaped(value);
  if (Array.isArray(value)) return escaped(arrayText(value));
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TypeError('COPY text is made of texts, numbers, booleans, lists and JSON.');
}

function escaped(text: string): string {
  return special.test(text) ? text.replace(specials, (character) => written[character] ?? '') : text;
}

/** An array literal of texts: each in quotes, with what would end them escaped. */
function arrayText(items: readonly unknown[]): string {
  return `{${items.map((item) => `"${String(item).replace(/[\\"]/g, '\\$&')}"`).join(',')}}`;
}
