/** Named strings of a query or of a form body, as they came over HTTP. */
export type Fields = ReadonlyMap<string, string>;

/**
 * Keeps the strings of a parsed query or form body. A name given twice counts
 * once, by its last value; anything that is not a string is left out.
 */
export function readFields(value: unknown): Fields {
  const fields = new Map<string, string>();
  if (typeof value !== 'object' || value === null) return fields;
  for (const [name, entry] of Object.entries(value)) {
    const last: unknown = Array.isArray(entry) ? entry.at(-1) : entry;
    if (typeof last === 'string') fields.set(name, last);
  }
  return fields;
}
