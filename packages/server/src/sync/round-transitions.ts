/**
 * What a round does next: every state with every event, complete by the compiler. Pure; the loop, the
 * end of a round and its troubles all ask here, so that this table is what the engine does.
 */
import type { RoundKind } from '../models/sync-trigger.ts';

/** A delta or a baseline by the delta query; a view is a baseline by the plain calendarView (S8). */
type Walk = RoundKind | 'view';

/** `first`: no page of this walk has been committed. `settle`: all have. */
export type RoundState = `${Walk}.${'first' | 'next' | 'settle'}`;

export type RoundEvent =
  /** A page, and a link that leads on. */
  | 'page'
  | 'last-page'
  /** All answers are in, and what would go is little enough. */
  | 'believed'
  /** The guard does not believe what would go (S4). */
  | 'distrusted'
  | 'link-died'
  /** The same request has been refused so often that it always will be. */
  | 'stuck'
  /** Pages repeat themselves, or three links in a row died. */
  | 'never-ends'
  /** The same, with the largest pages there are. */
  | 'never-ends-at-largest'
  /** Throttled, no answer, an answer that nobody can read, or a fault of ours. */
  | 'later'
  /** Forbidden, gone, unsupported, or to be connected again: its status says what to do. */
  | 'refused'
  /** Somebody else has the connection. */
  | 'fenced';

export type RoundStep =
  | 'next-page'
  | 'settle'
  /** The mirror, the token and the run are written; the round is gone. */
  | 'end'
  /** Nothing is removed, no token kept: a baseline is wanted at once. */
  | 'doubt'
  /** Nothing is removed; what a second full reading misses as well may go. */
  | 'second-read'
  /** The same walk from its beginning; its pages are forgotten. */
  | 'restart'
  /** The token is dead: a baseline, while old rows stay readable. */
  | 'baseline'
  /** A baseline, and should it fail, the token goes on. */
  | 'reread'
  /** The token goes on, and a full reading is tried again in some hours. */
  | 'put-off'
  /** The same walk from its beginning, with larger pages. */
  | 'widen'
  /** From now on the plain view is read, and delta is tried again in a week. */
  | 'view'
  /** The round stays where it is. */
  | 'back-off'
  | 'back-off-restart'
  | 'stop'
  | 'leave'
  /** No row and no answer leads here: a fault of ours. */
  | 'impossible';

export interface Transition {
  readonly do: RoundStep;
  /** What the rows say after it; `none`: the round is no more. */
  readonly to: RoundState | 'same' | 'none';
}

const impossible = { do: 'impossible', to: 'same' } as const;

const always = {
  later: { do: 'back-off', to: 'same' },
  // What is asked while a round settles is put aside by itself.
  stuck: { do: 'back-off', to: 'same' },
  refused: { do: 'stop', to: 'none' },
  fenced: { do: 'leave', to: 'same' },
} as const;
const unended = { believed: impossible, distrusted: impossible } as const;
const settling = { page: impossible, 'last-page': impossible, believed: { do: 'end', to: 'none' } } as const;
const toView = { do: 'view', to: 'none' } as const;

const delta = {
  ...always,
  'link-died': { do: 'restart', to: 'delta.first' },
  'never-ends': { do: 'widen', to: 'delta.first' },
  'never-ends-at-largest': toView,
} as const;
const baseline = {
  ...always,
  'link-died': { do: 'restart', to: 'baseline.first' },
  'never-ends': { do: 'widen', to: 'baseline.first' },
  'never-ends-at-largest': toView,
} as const;
// There is nothing wider than a view: whatever ails the service, it is asked again later.
const view = {
  ...always,
  'link-died': { do: 'restart', to: 'view.first' },
  'never-ends': { do: 'back-off-restart', to: 'view.first' },
  'never-ends-at-largest': { do: 'back-off-restart', to: 'view.first' },
} as const;

const deltaPages = {
  ...delta,
  ...unended,
  page: { do: 'next-page', to: 'delta.next' },
  'last-page': { do: 'settle', to: 'delta.settle' },
} as const;
const baselinePages = {
  ...baseline,
  ...unended,
  page: { do: 'next-page', to: 'baseline.next' },
  'last-page': { do: 'settle', to: 'baseline.settle' },
} as const;
const viewPages = {
  ...view,
  ...unended,
  page: { do: 'next-page', to: 'view.next' },
  'last-page': { do: 'settle', to: 'view.settle' },
} as const;

export const roundTransitions = {
  // The only link of a first page is the deltaLink of the round before.
  'delta.first': {
    ...deltaPages,
    'link-died': { do: 'baseline', to: 'none' },
    stuck: { do: 'reread', to: 'none' },
  },
  'delta.next': { ...deltaPages, stuck: { do: 'reread', to: 'none' } },
  'delta.settle': { ...delta, ...settling, distrusted: { do: 'doubt', to: 'none' } },
  'baseline.first': { ...baselinePages, stuck: { do: 'put-off', to: 'none' } },
  'baseline.next': { ...baselinePages, stuck: { do: 'put-off', to: 'none' } },
  'baseline.settle': { ...baseline, ...settling, distrusted: { do: 'second-read', to: 'none' } },
  'view.first': viewPages,
  'view.next': viewPages,
  'view.settle': { ...view, ...settling, distrusted: { do: 'second-read', to: 'none' } },
} as const satisfies Record<RoundState, Record<RoundEvent, Transition>>;

/** What the rows say of where a round is. */
export interface RoundPlace {
  readonly kind: RoundKind;
  readonly reads: 'delta' | 'view';
  readonly phase: 'pages' | 'settle';
  readonly pageCount: number;
}

export function stateOf(round: RoundPlace): RoundState {
  const walk = round.reads === 'view' ? 'view' : round.kind;
  if (round.phase === 'settle') return `${walk}.settle`;
  return round.pageCount === 0 ? `${walk}.first` : `${walk}.next`;
}

/** @throws Error where the table says that this cannot be */
export function transition(round: RoundPlace, event: RoundEvent): Transition {
  const state = stateOf(round);
  const next: Transition = roundTransitions[state][event];
  if (next.do === 'impossible') throw new Error(`A round at ${state} cannot meet ${event}.`);
  return next;
}
