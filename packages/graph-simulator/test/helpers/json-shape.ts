/**
 * The shape of a JSON value: which paths it has, and of what type each is. Items of an
 * array share one path, so a page and one item of it can be compared.
 */
export type Shape = ReadonlyMap<string, ReadonlySet<string>>;

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function collect(value: unknown, path: string, into: Map<string, Set<string>>): void {
  const types = into.get(path) ?? new Set();
  into.set(path, types.add(typeOf(value)));
  if (Array.isArray(value)) for (const item of value) collect(item, `${path}[]`, into);
  else if (typeof value === 'object' && value !== null)
    for (const [key, member] of Object.entries(value)) collect(member, `${path}/${key}`, into);
}

/** Of several values, what all of them together have. */
export function shapeOf(...values: unknown[]): Shape {
  const shape = new Map<string, Set<string>>();
  for (const value of values) collect(value, '', shape);
  return shape;
}

/** `path type`, a line each; a path that is null and something else has both. */
export function writeShape(shape: Shape): string[] {
  return [...shape].map(([path, types]) => `${path} ${[...types].toSorted().join(' ')}`).toSorted();
}

export function readShape(lines: readonly string[]): Shape {
  return new Map(
    lines.map((line) => {
      const [path = '', ...types] = line.split(' ');
      return [path, new Set(types)];
    }),
  );
}

/** The paths of `wanted` that `given` lacks, or has with other types only. A null fits any type. */
export function lacking(wanted: Shape, given: Shape): string[] {
  return [...wanted]
    .filter(([path, types]) => {
      const has = given.get(path);
      if (has === undefined) return true;
      return [...types].some((type) => type !== 'null' && !has.has(type));
    })
    .map(([path]) => path);
}
