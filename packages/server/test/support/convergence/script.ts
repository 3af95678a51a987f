/**
 * What can happen to a mailbox and to those who mirror it, as data: a script can be drawn from a seed, printed,
 * made smaller and played again. Numbers choose among what is there when a step's turn comes.
 */
import { Type } from 'typebox';
import type { Static, TLiteral, TObject, TProperties } from 'typebox';
import { Value } from 'typebox/value';

export const FIELDS = [
  'subject',
  'body',
  'importance',
  'sensitivity',
  'showAs',
  'categories',
  'locations',
  'attendees',
  'online',
  'reminder',
  'day',
  'time',
  'all-day',
  'repeat',
  'unrepeat',
  'until',
  'count',
  'endless',
] as const;
export type Field = (typeof FIELDS)[number];
export const OCCURRENCE_CHANGES = [
  'subject',
  'body',
  'private',
  'place',
  'later',
  'day',
  'all-day',
  /** Out of the window; to where the pattern had it; to today, from wherever it was. */
  'out',
  'back',
  'today',
  'delete',
  'cancel',
  'respond',
] as const;
export type OccurrenceChange = (typeof OCCURRENCE_CHANGES)[number];
/** Those that are written as an event; the others are acts. */
export type Change<How extends OccurrenceChange> = Exclude<How, 'delete' | 'cancel' | 'respond'>;
export const SHAPES = [
  'single',
  'all-day',
  'long',
  'moment',
  'series',
  'all-day series',
  'meeting',
  /** Saved, and not yet sent. */
  'draft',
  /** From somebody without a mailbox here. */
  'invitation',
  /** Its zone has a name that nobody has rules for. */
  'foreign zone',
] as const;
export type Shape = (typeof SHAPES)[number];
/** Of a few requests, beside what chaos draws. */
export const FAULTS = [
  'expired',
  'throttled',
  'throttled-for-long',
  'throttled-until-a-date',
  'throttled-without-a-word',
  'broken',
  'calendar-forbidden',
  'calendar-not-found',
  'mailbox-elsewhere',
  'item-forbidden',
  'item-refused',
  'no-change-key',
] as const;
export type Fault = (typeof FAULTS)[number];
/** What Microsoft leaves open, each as it may be. */
export const WORLDS = ['usual', 'late-links', 'kept-meetings', 'foreign-clients'] as const;
export type WorldName = (typeof WORLDS)[number];

const strict = { additionalProperties: false };
/** Taken modulo what there is. */
const some = Type.Integer({ minimum: 0 });
const positive = Type.Integer({ minimum: 1 });
export const step = <const Name extends string, Properties extends TProperties>(
  name: Name,
  properties: Properties,
): TObject<{ do: TLiteral<Name> } & Properties> =>
  Type.Object({ do: Type.Literal(name), ...properties }, strict);
const target = { calendar: some, target: some };

export const Edit = Type.Union([
  /** `day`: from today. */
  step('create', { calendar: some, shape: Type.Enum([...SHAPES]), day: Type.Integer(), value: some }),
  step('change', { ...target, field: Type.Enum([...FIELDS]), value: some }),
  step('occurrence', { ...target, nth: some, how: Type.Enum([...OCCURRENCE_CHANGES]) }),
  step('split', { ...target, nth: some }),
  step('delete', target),
  /** To the other calendar of the same mailbox. */
  step('move', target),
  step('cancel', target),
  step('respond', { ...target, value: some }),
  /** The calendar goes on under another id. */
  step('renew-id', { calendar: some }),
]);
export type Edit = Static<typeof Edit>;

/** One look of the workers at what is due. */
const SyncStep = step('sync', {
  /** As many processes at once. */
  workers: Type.Union([Type.Literal(1), Type.Literal(2)]),
  /** The first is killed at the n-th thing that it sends or receives. */
  killAt: Type.Union([positive, Type.Null()]),
  /** The first stands still after its n-th answer, until its leases are over and others have done its work. */
  freezeAt: Type.Union([positive, Type.Null()]),
  /** Before the first worker's n-th request. */
  meanwhile: Type.Array(Type.Object({ request: positive, edit: Edit }, strict)),
});
export type SyncStep = Static<typeof SyncStep>;

const Step = Type.Union([
  /** `told`: Graph notifies us of it. */
  step('edit', { edit: Edit, told: Type.Boolean() }),
  SyncStep,
  step('notify', { calendar: some }),
  step('want', { calendar: some, full: Type.Boolean() }),
  step('jump', { seconds: positive }),
  step('chaos', { rate: Type.Number({ minimum: 0, maximum: 1 }), seed: some }),
  step('fault', { fault: Type.Enum([...FAULTS]), times: positive }),
  step('calm', {}),
  step('kill-tokens', { calendar: some }),
  step('revoke', { calendar: some }),
]);
export type Step = Static<typeof Step>;

const Script = Type.Object(
  {
    world: Type.Enum([...WORLDS]),
    occurrenceIds: Type.Enum(['agree', 'disagree']),
    rangeOnlyChange: Type.Enum(['drops-exceptions', 'keeps-exceptions']),
    seriesPages: Type.Enum(['whole', 'split', 'master-last']),
    /** Events that Graph puts into a page, however many are asked for. */
    pageSize: positive,
    start: Type.Array(Edit),
    steps: Type.Array(Step),
  },
  strict,
);
export type Script = Static<typeof Script>;

/** @throws an error that names what is wrong with a printed script */
export function parseScript(json: unknown): Script {
  return Value.Parse(Script, json);
}
