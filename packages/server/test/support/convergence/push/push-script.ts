/**
 * What can happen to push, as data: edits of mailboxes as in script.ts, and all that keeps the word of them from
 * reaching us. Numbers choose among what is there when a step's turn comes.
 */
import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Value } from 'typebox/value';

import { Edit, step } from '../script.ts';

/** What becomes of notifications on their way. */
export const ON_THE_WAY = ['lost', 'doubled', 'late', 'very-late', 'reordered'] as const;
export type OnTheWay = (typeof ON_THE_WAY)[number];
/** How the address answers that Graph was given: as it should, 503, too late, not at all, a page of a proxy. */
export const DOORS = ['open', 'refusing', 'slow', 'silent', 'proxy-page'] as const;
export type Door = (typeof DOORS)[number];
/** The seven deaths of a subscription; its end by the clock is a long `pass` or `down`. */
export const DEATHS = [
  /** Graph says that it is gone. */
  'removed',
  /** Graph, or somebody with the same app, removes it and says nothing. */
  'removed-silently',
  /** Its token is about to lapse, or has: it is paused until a PATCH. */
  'token-lapses',
  /** Graph has lost something and says so. */
  'missed',
  /** We have another address now. */
  'address-moved',
  /** Its row, and the hash of its secret, are gone here; Graph still has it. */
  'secret-lost',
  /** Its calendar goes on under another id. */
  'calendar-renamed',
  /** Its mailbox is elsewhere for a while. */
  'mailbox-elsewhere',
] as const;
export type Death = (typeof DEATHS)[number];
/** What Graph answers to requests about subscriptions. */
export const REFUSALS = [
  'create-unavailable',
  'create-answer-lost',
  'create-throttled',
  'create-form-refused',
  'renew-unavailable',
  'renew-answer-lost',
  'renew-throttled',
  'renew-not-found',
] as const;
export type Refusal = (typeof REFUSALS)[number];
export const FORGERIES = [
  'unknown-subscription',
  'wrong-secret',
  'no-secret',
  'secret-of-another',
  'lifecycle-removed',
  'lifecycle-reauthorize',
  'malformed',
] as const;
export type Forgery = (typeof FORGERIES)[number];
export const PUSH_WORLDS = ['usual', 'echoes', 'strict', 'forgetful', 'merciless'] as const;
export type PushWorld = (typeof PUSH_WORLDS)[number];

const strict = { additionalProperties: false };
const some = Type.Integer({ minimum: 0 });
const positive = Type.Integer({ minimum: 1 });

const WorkStep = step('work', {
  /** As many processes at once. */
  processes: Type.Union([Type.Literal(1), Type.Literal(2)]),
  /** The first is killed at the n-th thing that it sends or receives. */
  killAt: Type.Union([positive, Type.Null()]),
  /** Before the first process's n-th request; its notifications arrive before the request goes out. */
  meanwhile: Type.Array(Type.Object({ request: positive, edit: Edit }, strict)),
});
export type WorkStep = Static<typeof WorkStep>;

const PushStep = Type.Union([
  step('edit', { edit: Edit }),
  WorkStep,
  /** An edit, and whoever takes word of it is killed at the n-th thing that it sends or receives; null: between commit and answer. */
  step('kill-told', { edit: Edit, at: Type.Union([positive, Type.Null()]) }),
  step('pass', { seconds: positive }),
  /** Every process is killed, and nobody is there for as long. */
  step('down', { seconds: positive, edits: Type.Array(Edit) }),
  /** Every process ends as it should, and one starts. */
  step('restart', {}),
  step('door', { door: Type.Enum([...DOORS]) }),
  step('on-the-way', { what: Type.Enum([...ON_THE_WAY]), times: positive }),
  step('chaos', { rate: Type.Number({ minimum: 0, maximum: 1 }), seed: some }),
  step('refuse', { refusal: Type.Enum([...REFUSALS]), times: positive }),
  step('calm', {}),
  step('die', { death: Type.Enum([...DEATHS]), calendar: some }),
  step('forge', { forgery: Type.Enum([...FORGERIES]), calendar: some }),
  /** Genuine items of before come again, with a forged one among them. */
  step('replay', { calendar: some }),
  step('revoke', { calendar: some }),
  step('sign-in', {}),
  /** Its owner switches push of a calendar off, or on. */
  step('switch', { calendar: some, on: Type.Boolean() }),
  step('kill-tokens', { calendar: some }),
]);
export type PushStep = Static<typeof PushStep>;

const PushScript = Type.Object(
  {
    world: Type.Enum([...PUSH_WORLDS]),
    /** Events that Graph puts into a page, however many are asked for. */
    pageSize: positive,
    /** Of whatever our processes draw. */
    chance: some,
    start: Type.Array(Edit),
    steps: Type.Array(PushStep),
  },
  strict,
);
export type PushScript = Static<typeof PushScript>;

/** @throws an error that names what is wrong with a printed script */
export function parsePushScript(json: unknown): PushScript {
  return Value.Parse(PushScript, json);
}
