import type { TSchema } from 'typebox';

/** One row of the control API's table. */
export interface OperationOf<Input extends TSchema, Output extends TSchema> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: `/_sim/${string}`;
  readonly summary: string;
  /** A body, or the query of a GET. */
  readonly example: string;
  readonly input: Input;
  readonly output: Output;
}
