/**
 * Faults as data: which requests or notifications a rule hits, how often, and what
 * then happens. A rule is a line of a test's script; the engine counts.
 */
import { Type } from 'typebox';
import type { Static } from 'typebox';
import { checkInput, InputError } from '../http/check-input.ts';
import { ACTIONS, FaultAction } from './fault-actions.ts';

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
    probability: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'of those, hit about this part; left out: 1' }),
    ),
  },
  strict,
);

export const FaultRule = Type.Object(
  { name: Type.Optional(Type.String()), match: Match, action: FaultAction },
  strict,
);

/** A rule in force: how often `match` fitted, and how often the action was taken. */
export const CountedRule = Type.Object({
  name: Type.Optional(Type.String()),
  match: Match,
  action: FaultAction,
  matched: Type.Integer(),
  hit: Type.Integer(),
});

export type CountedRule = Static<typeof CountedRule>;
export type FaultRule = Static<typeof FaultRule>;

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
  if (rule.match.pathPattern !== undefined)
    requirePattern(rule.match.pathPattern, `${field}.match.pathPattern`);
  return rule;
}

/** @throws {InputError} naming the field. */
export function requirePattern(pattern: string, field: string): void {
  try {
    RegExp(pattern);
  } catch {
    throw new InputError(`${field} is not a regular expression: '${pattern}'.`);
  }
}
