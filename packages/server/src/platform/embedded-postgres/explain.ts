/** What PostgreSQL's programs say when they fail → one sentence that says what to do. */
import type { Home } from './home.ts';

type Rule = readonly [RegExp, (home: Home) => string];

const rules: readonly Rule[] = [
  [
    /no space left on device|disk quota exceeded|ENOSPC/i,
    (home) =>
      `The disk is full: PostgreSQL needs about 100 MB in ${home.folder}; free some space and start again.`,
  ],
  [
    /could not bind|address already in use/i,
    () => 'Another program listens at the port of the embedded PostgreSQL: stop it, or choose another port.',
  ],
  [
    /lock file "postmaster\.pid" already exists|is another postmaster/i,
    (home) =>
      `Another PostgreSQL runs on ${home.data}: stop it first, or set CALMIRROR_DATA_DIR to another folder.`,
  ],
  [
    /pre-existing shared memory block/i,
    (home) =>
      `Processes of an earlier PostgreSQL still work on ${home.data}: wait until they have ended and start again.`,
  ],
  [
    /permission denied|EACCES/i,
    (home) => `PostgreSQL may not use ${home.folder}${asUser(home)}: check who owns it and its permissions.`,
  ],
  [
    /EPERM|EINVAL/,
    (home) =>
      `This process may not start a program${asUser(home)}: start Calmirror as an ordinary user, or set DATABASE_URL.`,
  ],
  [
    /ENOENT|error while loading shared libraries|not found \(required by/i,
    () =>
      'The PostgreSQL that npm installed does not run on this system (its C library is another one): set DATABASE_URL to a PostgreSQL of yours.',
  ],
];

export function explain(output: string, home: Home): string {
  const rule = rules.find(([pattern]) => pattern.test(output));
  if (rule !== undefined) return rule[1](home);
  const last = output.trim().split('\n').slice(-3).join(' ');
  return `PostgreSQL did not start: ${last === '' ? 'it said nothing' : last} (see ${home.logFile})`;
}

function asUser(home: Home): string {
  return home.user === undefined ? '' : ` as "${home.user.name}"`;
}
