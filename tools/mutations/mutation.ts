/**
 * What a mutation is: one small edit that breaks the engine in a way that happened to somebody, or that an
 * invariant forbids, and the test that must not let it pass. Data; nothing is run here.
 */

export interface NamedTest {
  readonly file: string;
  /** Its describe and its it in one sentence; `…` stands for what is filled in when the test runs. */
  readonly name: string;
}

export interface Mutation {
  /** What the engine does wrong with it, in words. */
  readonly breaks: string;
  /** Why it must not: keys of `facts.ts`. */
  readonly against: readonly string[];
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly search: string;
  readonly replace: string;
  readonly test: NamedTest;
}

/** Undefined where the search text is not there exactly once. */
export function mutate(
  text: string,
  { search, replace }: Pick<Mutation, 'search' | 'replace'>,
): string | undefined {
  const at = text.indexOf(search);
  if (search === '' || at === -1 || text.includes(search, at + 1)) return undefined;
  return text.slice(0, at) + replace + text.slice(at + search.length);
}

/** Matches the full name of the test, and no other. Vitest writes ` > ` between describe and it. */
export function patternOf({ name }: NamedTest): RegExp {
  const words = name.split(' ').map((word) =>
    word
      .split('…')
      .map((part) => RegExp.escape(part))
      .join('.+'),
  );
  return new RegExp(`^${words.join('(?: | > )')}$`, 's');
}
