import type { Static, TSchema } from 'typebox';
import { checkInput } from '../http/check-input.ts';
import type { OperationOf } from './operation.ts';

/** A handler that gets what its operation's schema describes, or throws an InputError. */
export const take =
  <Input extends TSchema, Output extends TSchema>(
    operation: OperationOf<Input, Output>,
    run: (input: Static<Input>) => Static<Output>,
  ) =>
  (input: unknown): Static<Output> =>
    run(checkInput(operation.input, input));
