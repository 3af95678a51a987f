import { ProblemError } from '../platform/problem.ts';

/** 422 for one field; the message goes on after the field's name. */
export function fieldProblem(field: string, message: string): ProblemError {
  return new ProblemError('validation_failed', `${field}: ${message}.`, { errors: [{ field, message }] });
}
