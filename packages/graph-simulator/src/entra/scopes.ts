/**
 * Permissions the simulated app may ask for, and how a scope parameter names them.
 * Scopes of Graph may be written with or without the resource's prefix.
 * Source: learn.microsoft.com/graph/permissions-reference.
 */

interface Permission {
  readonly title: string;
  readonly detail: string;
}

/** Key: the scope in lower case; scopes are compared without regard to case. */
const PERMISSIONS: ReadonlyMap<string, Permission & { readonly name: string }> = new Map(
  [
    { name: 'openid', title: 'Sign you in', detail: 'Lets the app know that it is you.' },
    {
      name: 'profile',
      title: 'View your basic profile',
      detail: 'Your name and user name.',
    },
    { name: 'email', title: 'View your email address', detail: 'Your primary email address.' },
    {
      name: 'offline_access',
      title: 'Maintain access to data you have given it access to',
      detail: 'The app keeps these permissions while you are not using it.',
    },
    {
      name: 'User.Read',
      title: 'Sign you in and read your profile',
      detail: 'Lets the app sign you in and read your profile.',
    },
    {
      name: 'Calendars.Read',
      title: 'Read your calendars',
      detail: 'Lets the app read events in your calendars.',
    },
    {
      name: 'Calendars.ReadBasic',
      title: 'Read basic details of your calendars',
      detail: 'Lets the app read events without their body, attachments and extensions.',
    },
    {
      name: 'Calendars.Read.Shared',
      title: 'Read calendars you can access',
      detail: 'Lets the app read events in all calendars you can open, shared ones included.',
    },
    {
      name: 'Calendars.ReadWrite',
      title: 'Have full access to your calendars',
      detail: 'Lets the app create, read, update and delete events in your calendars.',
    },
    {
      name: 'Calendars.ReadWrite.Shared',
      title: 'Read and write to your and shared calendars',
      detail: 'Lets the app change events in all calendars you can open, shared ones included.',
    },
    {
      name: 'MailboxSettings.Read',
      title: 'Read your mailbox settings',
      detail: 'Lets the app read your time zone, working hours and language.',
    },
    {
      name: 'MailboxSettings.ReadWrite',
      title: 'Read and write to your mailbox settings',
      detail: 'Lets the app change your time zone, working hours and language.',
    },
  ].map((permission) => [permission.name.toLowerCase(), permission]),
);

const PREFIX =
  /^https:\/\/(?:graph\.microsoft\.com|graph\.microsoft\.us|dod-graph\.microsoft\.us|microsoftgraph\.chinacloudapi\.cn)\//i;

/** The scopes of one request: canonical name → the spelling the client used. */
export type RequestedScopes = ReadonlyMap<string, string>;

export type ScopeParseResult =
  | { readonly ok: true; readonly scopes: RequestedScopes }
  | { readonly ok: false; readonly unknown: string };

/** `origin` is the simulator's own address, which clients may use as the prefix as well. */
export function parseScopes(scope: string, origin: string): ScopeParseResult {
  const scopes = new Map<string, string>();
  for (const spelling of scope.split(/\s+/).filter((part) => part !== '')) {
    const bare = spelling.startsWith(`${origin}/`)
      ? spelling.slice(origin.length + 1)
      : spelling.replace(PREFIX, '');
    if (bare.toLowerCase() === '.default') {
      for (const name of ['User.Read', 'Calendars.Read']) scopes.set(name, name);
      continue;
    }
    const known = PERMISSIONS.get(bare.toLowerCase());
    if (known === undefined) return { ok: false, unknown: spelling };
    scopes.set(known.name, spelling);
  }
  return { ok: true, scopes };
}

/** What a person reads on the consent page. */
export function describeScope(name: string): Permission {
  return PERMISSIONS.get(name.toLowerCase()) ?? { title: name, detail: '' };
}

const SIGN_IN_SCOPES = new Set(['openid', 'profile', 'email', 'offline_access']);

/** The part of the scopes that is a permission on Graph. */
export function graphScopes(names: Iterable<string>): string[] {
  return [...names].filter((name) => !SIGN_IN_SCOPES.has(name));
}
