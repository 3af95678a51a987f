/**
 * What keeps a person from entering, in words, and where to show it. Pure: before anything is sent from what was
 * typed, afterwards from the server's refusal. The server decides; the rules here only spare a round trip.
 */
import { ApiProblem } from '../../platform/http.ts';
import { texts } from '../../texts/texts.ts';

interface Refusal {
  readonly title: string;
  readonly text: string;
  /** For the operator's log; undefined where the person can help themselves. */
  readonly requestId?: string | undefined;
}

export interface CredentialsError {
  readonly email?: string;
  readonly password?: string;
  /** Of no single field. */
  readonly form?: Refusal;
}

/** PASSWORD_LENGTH.min of the server. */
export const LEAST_PASSWORD = 8;

const words = texts.signIn;

export function typingError(
  typed: { readonly email: string; readonly password: string },
  purpose: 'sign-in' | 'sign-up',
): CredentialsError | undefined {
  const email = emailError(typed.email);
  const password = passwordError(typed.password, purpose);
  if (email === undefined && password === undefined) return undefined;
  return { ...(email === undefined ? {} : { email }), ...(password === undefined ? {} : { password }) };
}

function emailError(email: string): string | undefined {
  if (email === '') return words.emailMissing;
  return /^[^\s@]+@[^\s@]+$/.test(email) ? undefined : words.emailMalformed;
}

function passwordError(password: string, purpose: 'sign-in' | 'sign-up'): string | undefined {
  if (password === '') return words.passwordMissing;
  const isShort = purpose === 'sign-up' && password.length < LEAST_PASSWORD;
  return isShort ? words.passwordTooShort(LEAST_PASSWORD) : undefined;
}

export function refusalOf(error: unknown): CredentialsError {
  if (!(error instanceof ApiProblem)) return { form: { title: words.brokenTitle, text: words.broken } };
  switch (error.code) {
    case 'not_signed_in':
      return { form: { title: words.wrongTitle, text: words.wrongPassword } };
    case 'validation_failed':
      return fieldErrors(error);
    case 'sign_up_closed':
      return { form: { title: words.signUpClosedTitle, text: error.message } };
    case 'too_many_requests':
      return { form: { title: words.tooManyTitle, text: words.tooMany(secondsIn(error.message)) } };
    case 'offline':
      return { form: { title: words.offlineTitle, text: words.offline } };
    case 'service_unavailable':
      return { form: { title: words.busyTitle, text: words.busy } };
    default:
      return { form: { title: words.brokenTitle, text: words.broken, requestId: error.requestId } };
  }
}

function fieldErrors(error: ApiProblem): CredentialsError {
  const messageOf = (field: string): string | undefined =>
    error.fields.find((each) => each.field === field)?.message;
  const email = messageOf('email');
  const password = messageOf('password');
  if (email === undefined && password === undefined) {
    return { form: { title: error.title, text: error.message } };
  }
  return { ...(email === undefined ? {} : { email }), ...(password === undefined ? {} : { password }) };
}

/** The refusal's sentence names the seconds of its Retry-After header. */
function secondsIn(sentence: string): number | undefined {
  const found = /\d+/.exec(sentence);
  return found === null ? undefined : Number(found[0]);
}
