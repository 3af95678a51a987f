/** `$select`: ids and annotations always stay; a name that events do not have is refused. */
import { GraphError } from './graph-error.ts';
import type { GraphJson } from './present-event.ts';

const EXTRA = [
  'cancelledoccurrences',
  'exceptionoccurrences',
  'originalstart',
  'body',
  'bodypreview',
  'calendar',
];

/** What was expanded is given beside what was selected. */
const ALWAYS = new Set(['id', 'attachments']);

/** Lower-case names, or null when everything is wanted. `known` names every property. */
export function selectedNames(
  select: string | undefined,
  known: readonly string[],
  typeName: string,
): ReadonlySet<string> | null {
  if (select === undefined || select.trim() === '' || select.trim() === '*') return null;
  const names = new Set(select.split(',').map((name) => name.trim().toLowerCase()));
  const properties = new Set([...known.map((name) => name.toLowerCase()), ...EXTRA]);
  for (const name of names)
    if (!properties.has(name.split('/')[0] ?? ''))
      throw new GraphError(
        400,
        'RequestBroker--ParseUri',
        `Could not find a property named '${name}' on type '${typeName}'.`,
      );
  return names;
}

export function applySelect(value: GraphJson, names: ReadonlySet<string> | null): GraphJson {
  if (names === null) return value;
  return Object.fromEntries(
    Object.entries(value).filter(
      ([name]) => name.startsWith('@') || ALWAYS.has(name) || names.has(name.toLowerCase()),
    ),
  );
}
