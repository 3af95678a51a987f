/**
 * Faults as data: which requests or notifications a rule hits, how often, and what
 * then happens. A rule is a line of a test's script; the engine counts.
 */
import { Type } from 'typebox';
import type { Static } from 'typebox';
import { checkInput, InputError } from '../http/check-input.ts';

const strict = { additionalProperties: false };

const Match = Type.Object(
  {
    method: Type.Optional(Type.String({ description: 'HTTP method' })),
    path: Type.Optional(Type.String({ description: 'prefix of the decoded path with its query' })),
    pathPattern: Type.Optional(
      Type.String({ description: 'regular expression found in the decoded path with its query' }),
    ),
    user: Type.Optional(Type.String({ description: 'object id or user principal name' })),
    after: Type.Optional(Type.Integer({ minimum: 0, description: 'let this many matches pass first' })),
    times: Type.Optional(Type.Integer({ minimum: 1, description: 'then hit this many; left out: all' })),
  },
  strict,
);

/** What can happen. Pauses are real milliseconds, Retry-After goes out as it is written. */
const ACTIONS = {
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
  /** The request takes effect, its answer breaks off: after `afterBytes`, or half way. */
  reset: Type.Object(
    { type: Type.Literal('reset'), afterBytes: Type.Optional(Type.Integer({ minimum: 0 })) },
    strict,
  ),
  delay: Type.Object(
    { type: Type.Literal('delay'), ms: Type.Integer({ minimum: 0, maximum: 120_000 }) },
    strict,
  ),
  killDeltaTokens: Type.Object({ type: Type.Literal('killDeltaTokens') }, strict),
  dropNotification: Type.Object({ type: Type.Literal('dropNotification') }, strict),
  doubleNotification: Type.Object({ type: Type.Literal('doubleNotification') }, strict),
  /** Milliseconds of the simulator's clock. */
  delayNotification: Type.Object(
    { type: Type.Literal('delayNotification'), ms: Type.Integer({ minimum: 0 }) },
    strict,
  ),
  /** The next one for the same URL goes before it; without one, it waits a minute of the clock. */
  reorderNotification: Type.Object({ type: Type.Literal('reorderNotification') }, strict),
};

const Action = Type.Union([
  ACTIONS.status,
  ACTIONS.reset,
  ACTIONS.delay,
  ACTIONS.killDeltaTokens,
  ACTIONS.dropNotification,
  ACTIONS.doubleNotification,
  ACTIONS.delayNotification,
  ACTIONS.reorderNotification,
]);

export const FaultRule = Type.Object(
  { name: Type.Optional(Type.String()), match: Match, action: Action },
  strict,
);

/** A rule in force: how often `match` fitted, and how often the action was taken. */
export const CountedRule = Type.Object({
  name: Type.Optional(Type.String()),
  match: Match,
  action: Action,
  matched: Type.Integer(),
  hit: Type.Integer(),
});

export type CountedRule = Static<typeof CountedRule>;
export type FaultRule = Static<typeof FaultRule>;
export type FaultAction = FaultRule['action'];
export type NotificationFault = Extract<FaultAction, { type: `${string}Notification` }>;
export type RequestFault = Exclude<FaultAction, NotificationFault>;

const AnyAction = Type.Object({ type: Type.String() });
const RuleFrame = Type.Object(
  { name: Type.Optional(Type.String()), match: Match, action: AnyAction },
  strict,
);

/** @throws {InputError} naming the rule and its field. */
export function readFaultRules(value: unknown): FaultRule[] {
  const rules = checkInput(Type.Array(Type.Unknown()), value, 'rules');
  return rules.map((rule, index) => readRule(rule, `rules[${index}]`));
}

function readRule(value: unknown, field: string): FaultRule {
  const frame = checkInput(RuleFrame, value, field);
  const schema = Object.entries(ACTIONS).find(([type]) => type === frame.action.type)?.[1];
  if (schema === undefined)
    throw new InputError(
      `${field}.action.type must be one of ${Object.keys(ACTIONS).join(', ')}, not '${frame.action.type}'.`,
    );
  checkInput(schema, frame.action, `${field}.action`);
  const rule = checkInput(FaultRule, value, field);
  if (rule.match.pathPattern !== undefined) requirePattern(rule.match.pathPattern, field);
  return rule;
}

function requirePattern(pattern: string, field: string): void {
  try {
    RegExp(pattern);
  } catch {
    throw new InputError(`${field}.match.pathPattern is not a regular expression: '${pattern}'.`);
  }
}
