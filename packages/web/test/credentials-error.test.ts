import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { PASSWORD_LENGTH } from '../../server/src/connections/auth-options.ts';
import { LEAST_PASSWORD, refusalOf, typingError } from '../src/pages/sign-in/credentials-error.ts';
import { ApiProblem } from '../src/platform/http.ts';

function refusal(
  code: ApiProblem['code'],
  detail: string,
  fields: { field: string; message: string }[] = [],
) {
  return new ApiProblem(code, detail, { status: 400, title: 'A title', requestId: 'req-1', fields });
}

describe('what was typed at a door', () => {
  it('is refused at its field before it is sent', () => {
    expect(typingError({ email: '', password: '' }, 'sign-in')).toEqual({
      email: 'Enter your e-mail address.',
      password: 'Enter your password.',
    });
    expect(typingError({ email: 'ann', password: 'x' }, 'sign-in')?.email).toContain('name@example.com');
  });

  it('may be a short password when signing in, and not when making an account', () => {
    const typed = { email: 'ann@example.com', password: '1234567' };
    expect(typingError(typed, 'sign-in')).toBeUndefined();
    expect(typingError(typed, 'sign-up')?.password).toContain('8 characters');
    expect(typingError({ ...typed, password: '12345678' }, 'sign-up')).toBeUndefined();
  });

  it('needs the password length that the server asks for', () => {
    expect(LEAST_PASSWORD).toBe(PASSWORD_LENGTH.min);
  });
});

describe('a refusal at a door', () => {
  it('never says whether the e-mail or the password was wrong', () => {
    const { form, ...fields } = refusalOf(refusal('not_signed_in', 'The e-mail or the password is wrong.'));
    expect(form?.text).toContain('The e-mail or the password');
    expect(fields).toEqual({});
  });

  it('stands at the field that the server names', () => {
    const taken = [{ field: 'email', message: 'There is an account with this e-mail already.' }];
    expect(refusalOf(refusal('validation_failed', 'x', taken))).toEqual({ email: taken[0]?.message });
  });

  it('stands above the form when the server names a field that is not there', () => {
    const error = refusal('validation_failed', 'name is too long.', [{ field: 'name', message: 'too long' }]);
    expect(refusalOf(error)).toEqual({ form: { title: 'A title', text: 'name is too long.' } });
  });

  it('says how many seconds to wait', () => {
    expect(
      refusalOf(refusal('too_many_requests', 'Too many requests: wait 42 seconds.')).form?.text,
    ).toContain('42 seconds');
    expect(
      refusalOf(refusal('too_many_requests', 'Too many requests: wait 1 seconds.')).form?.text,
    ).toContain('1 second,');
    expect(refusalOf(refusal('too_many_requests', 'Slow down.')).form?.text).toContain('a minute');
  });

  it('gives the request id where only the operator can help, and nowhere else', () => {
    expect(refusalOf(refusal('internal_error', 'x')).form?.requestId).toBe('req-1');
    expect(refusalOf(refusal('offline', 'x')).form).not.toHaveProperty('requestId');
  });

  it('always says something, whatever was thrown', () => {
    fc.assert(
      fc.property(fc.anything(), (thrown) => {
        const { email, password, form } = refusalOf(thrown);
        expect(email ?? password ?? form?.text).toMatch(/\w/);
      }),
    );
  });
});
