/** The part of the control API's table that makes the simulated cloud fail. */
import { Type } from 'typebox';
import type { TSchema } from 'typebox';
import { ChaosOptions } from '../faults/chaos.ts';
import { CountedRule } from '../faults/fault-rule.ts';
import type { OperationOf } from './operation.ts';

const strict = { additionalProperties: false };
const Done = Type.Object({ ok: Type.Literal(true) });
const Nothing = Type.Object({}, strict);
const CountedRules = Type.Object({ rules: Type.Array(CountedRule) });

export const FAULT_OPERATIONS = {
  setFaults: {
    method: 'POST',
    path: '/_sim/faults',
    summary:
      'Replaces the fault rules. match: method, path (prefix), pathPattern, user, after, times, probability (by the seed). action: status (status, code, message, retryAfter), proxyPage (status), tokenLost (shape), reset (afterBytes), loseAnswer, truncate (afterBytes), nulls (fields), delay (ms), killDeltaTokens; in delta rounds deltaLag (ms of the clock), emptyPage, replayPage, endlessPage, strayTombstone; dropNotification, doubleNotification, delayNotification (ms of the clock), reorderNotification: of these four, path is the notification’s resource, or lifecycle/ and its event.',
    example:
      '{"rules": [{"match": {"path": "/v1.0/me", "times": 2}, "action": {"type": "status", "status": 429, "retryAfter": 1}}]}',
    input: Type.Object({ rules: Type.Array(Type.Unknown()), seed: Type.Optional(Type.String()) }, strict),
    output: CountedRules,
  },
  faults: {
    method: 'GET',
    path: '/_sim/faults',
    summary: 'The rules in force, with how often each matched and was carried out.',
    example: '',
    input: Nothing,
    output: CountedRules,
  },
  clearFaults: {
    method: 'DELETE',
    path: '/_sim/faults',
    summary: 'No more faults, and no more chaos.',
    example: '',
    input: Nothing,
    output: Done,
  },
  setChaos: {
    method: 'POST',
    path: '/_sim/chaos',
    summary:
      'Draws faults from a seed, for about this part (rate) of all requests and notifications, after the rules. The log of requests says which. A rate of 0 ends it.',
    example: '{"seed": "monday", "rate": 0.1}',
    input: ChaosOptions,
    output: Done,
  },
} as const satisfies Record<string, OperationOf<TSchema, TSchema>>;
