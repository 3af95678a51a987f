/** What the page's addresses carry after the question mark, parsed: what is not understood is left out. */
import type { EventFilters } from '../api/events.ts';

type Given = Readonly<Record<string, unknown>>;

export interface SignInSearch {
  /** Where to go after signing in: a path of this page, never another site. */
  readonly next?: string;
}

export interface ConnectSearch {
  readonly session?: string;
  readonly error?: string;
  readonly admin_consent?: 'granted';
}

export interface EventsSearch extends EventFilters {
  /** YYYY-MM-DD; without it, today. */
  readonly date?: string;
  /** Id of the event whose panel is open. */
  readonly event?: string;
}

export function signInSearch(given: Given): SignInSearch {
  const { next } = given;
  return typeof next === 'string' && isOwnPath(next) ? { next } : {};
}

/** `//host` and `/\host` are other sites to a browser. */
export function isOwnPath(path: string): boolean {
  return /^\/(?![/\\])/.test(path) && new URL(path, 'https://own.invalid').origin === 'https://own.invalid';
}

export function connectSearch(given: Given): ConnectSearch {
  const { session, error } = given;
  return {
    ...(typeof session === 'string' ? { session } : {}),
    ...(typeof error === 'string' ? { error } : {}),
    ...(given['admin_consent'] === 'granted' ? { admin_consent: 'granted' } : {}),
  };
}

export function eventsSearch(given: Given): EventsSearch {
  const { date, importance, teams } = given;
  return {
    ...(isDay(date) ? { date } : {}),
    ...text(given, 'event'),
    ...text(given, 'calendar'),
    ...text(given, 'category'),
    ...text(given, 'q'),
    ...(importance === 'LOW' || importance === 'NORMAL' || importance === 'HIGH' ? { importance } : {}),
    ...(typeof teams === 'boolean' ? { teams } : {}),
  };
}

/** The router reads `q=2026` as a number, which a person meant as text. */
function text<Name extends string>(given: Given, name: Name): { readonly [Key in Name]?: string };
function text(given: Given, name: string): Record<string, string> {
  const value = given[name];
  if (typeof value === 'number') return { [name]: String(value) };
  return typeof value === 'string' && value !== '' ? { [name]: value } : {};
}

function isDay(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  try {
    Temporal.PlainDate.from(value, { overflow: 'reject' });
    return true;
  } catch {
    return false;
  }
}
