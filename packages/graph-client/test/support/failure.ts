import { GraphError } from '../../src/errors.ts';

/** The GraphError that a promise ends with; fails the test if it ends otherwise. */
export async function failureOf(promise: Promise<unknown>): Promise<GraphError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof GraphError) return error;
    throw error;
  }
  throw new Error('The call succeeded, and should not have.');
}
