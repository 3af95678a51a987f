/** What a fault does. Pauses are real milliseconds, Retry-After goes out as it is written. */
import { Type } from 'typebox';
import type { Static } from 'typebox';
import { TOKEN_DEATHS } from './token-deaths.ts';

const strict = { additionalProperties: false };

const plain = <T extends string>(type: T) => Type.Object({ type: Type.Literal(type) }, strict);

export const ACTIONS = {
  status: Type.Object(
    {
      type: Type.Literal('status'),
      status: Type.Integer({ minimum: 400, maximum: 599 }),
      code: Type.Optional(Type.String()),
      message: Type.Optional(Type.String()),
      retryAfter: Type.Optional(Type.Union([Type.Number({ minimum: 0 }), Type.String()])),
    },
    strict,
  ),
  /** A proxy before Graph answers instead of it, with a page. Without any effect. */
  proxyPage: Type.Object(
    {
      type: Type.Literal('proxyPage'),
      status: Type.Optional(Type.Integer({ minimum: 200, maximum: 599 })),
    },
    strict,
  ),
  /** The token of this link is unknown, in one of the shapes that were seen. Touches links only. */
  tokenLost: Type.Object({ type: Type.Literal('tokenLost'), shape: Type.Enum(TOKEN_DEATHS) }, strict),
  /** The request takes effect, its answer breaks off: after `afterBytes`, or half way. */
  reset: Type.Object(
    { type: Type.Literal('reset'), afterBytes: Type.Optional(Type.Integer({ minimum: 0 })) },
    strict,
  ),
  /** The request takes effect, the connection ends without a byte of the answer. */
  loseAnswer: plain('loseAnswer'),
  /** The request takes effect, its answer ends early though HTTP says that it is whole. */
  truncate: Type.Object(
    { type: Type.Literal('truncate'), afterBytes: Type.Optional(Type.Integer({ minimum: 0 })) },
    strict,
  ),
  /** Null for about half of the strings of these names in a read's answer, wherever they stand. */
  nulls: Type.Object(
    { type: Type.Literal('nulls'), fields: Type.Optional(Type.Array(Type.String())) },
    strict,
  ),
  delay: Type.Object(
    { type: Type.Literal('delay'), ms: Type.Integer({ minimum: 0, maximum: 120_000 }) },
    strict,
  ),
  killDeltaTokens: plain('killDeltaTokens'),
  /** A round begun now does not know the changes of the last `ms` of the simulator's clock. */
  deltaLag: Type.Object({ type: Type.Literal('deltaLag'), ms: Type.Integer({ minimum: 0 }) }, strict),
  /** An empty page with a nextLink, before the page that was asked for. */
  emptyPage: plain('emptyPage'),
  /** What the page before said comes again on this one; on the first page, its own items twice. */
  replayPage: plain('replayPage'),
  /** The same page again under a fresh nextLink; with every request hit, the round has no end. */
  endlessPage: plain('endlessPage'),
  /** A tombstone of something that never was in the window. */
  strayTombstone: plain('strayTombstone'),
  dropNotification: plain('dropNotification'),
  doubleNotification: plain('doubleNotification'),
  /** Milliseconds of the simulator's clock. */
  delayNotification: Type.Object(
    { type: Type.Literal('delayNotification'), ms: Type.Integer({ minimum: 0 }) },
    strict,
  ),
  /** The next one for the same URL goes before it; without one, it waits a minute of the clock. */
  reorderNotification: plain('reorderNotification'),
};

export const FaultAction = Type.Union([
  ACTIONS.status,
  ACTIONS.proxyPage,
  ACTIONS.tokenLost,
  ACTIONS.reset,
  ACTIONS.loseAnswer,
  ACTIONS.truncate,
  ACTIONS.nulls,
  ACTIONS.delay,
  ACTIONS.killDeltaTokens,
  ACTIONS.deltaLag,
  ACTIONS.emptyPage,
  ACTIONS.replayPage,
  ACTIONS.endlessPage,
  ACTIONS.strayTombstone,
  ACTIONS.dropNotification,
  ACTIONS.doubleNotification,
  ACTIONS.delayNotification,
  ACTIONS.reorderNotification,
]);

export type FaultAction = Static<typeof FaultAction>;
export type NotificationFault = Extract<FaultAction, { type: `${string}Notification` }>;
export type RequestFault = Exclude<FaultAction, NotificationFault>;
/** Instead of the handler. */
export type RefusalFault = Extract<RequestFault, { type: 'status' | 'proxyPage' | 'tokenLost' }>;
/** After the handler, on its answer. */
export type AnswerFault = Extract<RequestFault, { type: 'reset' | 'loseAnswer' | 'truncate' | 'nulls' }>;
/** Within a delta round. */
export type DeltaFault = Extract<
  RequestFault,
  { type: 'deltaLag' | 'emptyPage' | 'replayPage' | 'endlessPage' | 'strayTombstone' }
>;

export const isRefusal = (action: RequestFault): action is RefusalFault =>
  action.type === 'status' || action.type === 'proxyPage' || action.type === 'tokenLost';
export const isAnswerFault = (action: RequestFault): action is AnswerFault =>
  action.type === 'reset' ||
  action.type === 'loseAnswer' ||
  action.type === 'truncate' ||
  action.type === 'nulls';
export const isDeltaFault = (action: RequestFault): action is DeltaFault =>
  action.type === 'deltaLag' ||
  action.type === 'emptyPage' ||
  action.type === 'replayPage' ||
  action.type === 'endlessPage' ||
  action.type === 'strayTombstone';

/** Whether an action can do anything to a request: links die where there is one, rounds are disturbed where one is. */
export function canTouch(action: RequestFault, method: string, path: string): boolean {
  if (action.type === 'tokenLost') return /[?&]\$?(?:delta|skip)token=/i.test(path);
  if (isDeltaFault(action)) return /\/calendarview\/delta(?:\(\))?(?:\?|$)/i.test(path);
  return action.type !== 'nulls' || method === 'GET';
}
