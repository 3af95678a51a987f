/** PostgreSQL takes neither NUL nor lone surrogates in a text; a calendar must not stop over one. */
const untakable = /\\u(?:0000|d[89a-f])/i;

/** JSON that PostgreSQL takes: what it cannot keep is left out of strings or replaced by U+FFFD. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!untakable.test(json)) return json;
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'string' ? part.toWellFormed().replaceAll('\u0000', '') : part,
  );
}
