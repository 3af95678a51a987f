import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

import { ProblemError } from '../platform/problem.ts';

import { PASSWORD_LENGTH } from './auth-options.ts';

const AuthError = Compile(Type.Object({ code: Type.String() }));

/** What better-auth refused, in the words of our contract. */
export function signInProblem(status: number, body: unknown): ProblemError {
  const code = AuthError.Check(body) ? body.code : '';
  switch (code) {
    case 'INVALID_EMAIL_OR_PASSWORD':
      return new ProblemError('not_signed_in', 'The e-mail or the password is wrong.');
    case 'INVALID_EMAIL':
      return invalid('email', 'This is not an e-mail address.');
    case 'INVALID_PASSWORD':
    case 'PASSWORD_TOO_SHORT':
    case 'PASSWORD_TOO_LONG':
      return invalid(
        'password',
        `A password has ${PASSWORD_LENGTH.min} to ${PASSWORD_LENGTH.max} characters.`,
      );
    case 'USER_ALREADY_EXISTS':
    case 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL':
    case 'FAILED_TO_CREATE_USER':
      return invalid(
        'email',
        'There is an account with this e-mail already. Sign in with it, or use another.',
      );
    default:
      return new ProblemError('internal_error', 'Signing in broke on our side. Try again.', {
        cause: new Error(`better-auth answered ${status} ${code}`),
      });
  }
}

function invalid(field: string, message: string): ProblemError {
  return new ProblemError('validation_failed', message, { errors: [{ field, message }] });
}
