/**
 * The control API as typed functions, over HTTP: the same for a test that started
 * the simulator itself and for a script that found one running.
 */
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { FaultRule } from '../faults/fault-rule.ts';
import { OPERATIONS } from './operations.ts';
import type { OperationOf } from './operation.ts';
import type { OperationInput, OperationName, OperationOutput } from './operations.ts';

/** Without a parameter where nothing has to be said. */
type Call<Input, Output> =
  Partial<Input> extends Input ? (input?: Input) => Promise<Output> : (input: Input) => Promise<Output>;

type Calls = {
  readonly [K in OperationName]: Call<OperationInput<K>, OperationOutput<K>>;
};

/** One function per operation of `operations.ts`. They reject with the API's sentence. */
export interface SimulatorControl extends Omit<Calls, 'setFaults'> {
  readonly setFaults: (input: {
    readonly rules: FaultRule[];
    /** Of probabilities, and of what an action draws; fixed when left out. */
    readonly seed?: string;
  }) => Promise<OperationOutput<'setFaults'>>;
}

/** `url` is the simulator's address, without a path. */
export function createControlClient(url: string): SimulatorControl {
  const bind =
    <Input extends TSchema, Output extends TSchema>(operation: OperationOf<Input, Output>) =>
    (input?: Static<Input>): Promise<Static<Output>> =>
      call(url, operation, input);
  return {
    accounts: bind(OPERATIONS.accounts),
    reset: bind(OPERATIONS.reset),
    token: bind(OPERATIONS.token),
    signIn: bind(OPERATIONS.signIn),
    revoke: bind(OPERATIONS.revoke),
    clock: bind(OPERATIONS.clock),
    advanceClock: bind(OPERATIONS.advanceClock),
    takeSnapshot: bind(OPERATIONS.takeSnapshot),
    restoreSnapshot: bind(OPERATIONS.restoreSnapshot),
    setFaults: bind(OPERATIONS.setFaults),
    faults: bind(OPERATIONS.faults),
    clearFaults: bind(OPERATIONS.clearFaults),
    setChaos: bind(OPERATIONS.setChaos),
    switches: bind(OPERATIONS.switches),
    setSwitches: bind(OPERATIONS.setSwitches),
    requests: bind(OPERATIONS.requests),
    clearRequests: bind(OPERATIONS.clearRequests),
    notifications: bind(OPERATIONS.notifications),
    subscriptions: bind(OPERATIONS.subscriptions),
    lifecycle: bind(OPERATIONS.lifecycle),
    seed: bind(OPERATIONS.seed),
    truth: bind(OPERATIONS.truth),
    killDeltaTokens: bind(OPERATIONS.killDeltaTokens),
    createEvent: bind(OPERATIONS.createEvent),
    changeEvent: bind(OPERATIONS.changeEvent),
    cancelEvent: bind(OPERATIONS.cancelEvent),
    respond: bind(OPERATIONS.respond),
    moveEvent: bind(OPERATIONS.moveEvent),
    splitSeries: bind(OPERATIONS.splitSeries),
    shareCalendar: bind(OPERATIONS.shareCalendar),
    unshareCalendar: bind(OPERATIONS.unshareCalendar),
    renewCalendarId: bind(OPERATIONS.renewCalendarId),
    internetCalendar: bind(OPERATIONS.internetCalendar),
    setApp: bind(OPERATIONS.setApp),
    setTenant: bind(OPERATIONS.setTenant),
    password: bind(OPERATIONS.password),
    refuse: bind(OPERATIONS.refuse),
    refusals: bind(OPERATIONS.refusals),
    clearRefusals: bind(OPERATIONS.clearRefusals),
  };
}

async function call<Input extends TSchema, Output extends TSchema>(
  base: string,
  operation: OperationOf<Input, Output>,
  input: unknown,
): Promise<Static<Output>> {
  const url = new URL(operation.path, base);
  const hasBody = operation.method === 'POST';
  if (!hasBody)
    for (const [name, value] of Object.entries(input ?? {}))
      if (value !== undefined) url.searchParams.set(name, String(value));
  const response = await fetch(url, {
    method: operation.method,
    ...(hasBody
      ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(input ?? {}) }
      : {}),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${operation.method} ${operation.path}: ${sentence(answer)}`);
  if (!Value.Check(operation.output, answer))
    throw new Error(`${operation.method} ${operation.path} gave an unexpected answer.`);
  return answer;
}

const sentence = (answer: unknown): string =>
  typeof answer === 'object' && answer !== null && 'error' in answer
    ? String(answer.error)
    : 'failed without a reason.';
