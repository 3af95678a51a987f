/**
 * What an error of Entra means for us. Pure. `error` is Microsoft's contract; AADSTS numbers are not,
 * and only sharpen what is said, with a safe default.
 * Source: learn.microsoft.com/entra/identity-platform/reference-error-codes.
 */
import type { ConnectErrorCode } from './connect-errors.ts';

/** An error on the redirect, or in an answer of the token endpoint. */
export interface EntraAnswer {
  readonly error: string;
  readonly description?: string | undefined;
  /** `error_codes` of a token answer. */
  readonly codes?: readonly number[] | undefined;
}

/** Why a refresh failed, by what helps: signing in again, the operator, or time. */
export type RefreshFailure =
  | { readonly kind: 'reauth_required'; readonly reason: string }
  | { readonly kind: 'configuration' }
  | { readonly kind: 'temporary' };

const DECLINED = new Set([65004]);
const ADMIN = new Set([65001, 90094, 90095, 50105, 53003, 530032, 53000, 50131]);
const WRONG_ACCOUNT = new Set([
  50020, 50034, 500208, 500207, 16000, 90072, 9002332, 90038, 900382, 900432, 51004,
]);
const EXPIRED = new Set([70008]);
const USED = new Set([54005]);
const FOREIGN = new Set([501481, 50147, 700005]);
const CONFIGURATION = new Set([
  7000215, 7000222, 700027, 50012, 50013, 700016, 700011, 70001, 7000112, 7000218, 50011, 50194, 500112,
  70011, 90002, 700054,
]);
const TEMPORARY = new Set([50196, 90055, 90033, 90006, 90024, 50033, 90012]);

/** The AADSTS number, for logs: an answer may name it in a list or in its text. */
export function aadstsOf(answer: EntraAnswer): number | undefined {
  const listed = answer.codes?.[0];
  if (listed !== undefined) return listed;
  const written = /AADSTS(\d{4,8})/.exec(answer.description ?? '')?.[1];
  return written === undefined ? undefined : Number(written);
}

/** For the log and the audit: Microsoft's code words, never its sentence, which names people. */
export function reasonOf(answer: EntraAnswer): string {
  const number = aadstsOf(answer);
  const error = /^[a-z_]{1,60}$/.test(answer.error) ? answer.error : 'error';
  return number === undefined ? error : `${error} AADSTS${number}`;
}

/** How a connect flow ends with this answer. */
export function connectErrorOf(answer: EntraAnswer): ConnectErrorCode {
  const number = aadstsOf(answer);
  if (number !== undefined) {
    if (DECLINED.has(number)) return 'declined';
    if (ADMIN.has(number)) return 'admin_consent_required';
    if (WRONG_ACCOUNT.has(number)) return 'wrong_account_type';
    if (EXPIRED.has(number)) return 'expired';
    if (USED.has(number)) return 'already_used';
    if (FOREIGN.has(number)) return 'foreign_session';
    if (CONFIGURATION.has(number)) return 'configuration';
    if (TEMPORARY.has(number)) return 'temporary';
  }
  switch (answer.error) {
    case 'access_denied':
      return 'declined';
    case 'consent_required':
      return 'admin_consent_required';
    case 'interaction_required':
    case 'login_required':
    case 'invalid_grant':
      return 'expired';
    case 'server_error':
    case 'temporarily_unavailable':
      return 'temporary';
    default:
      return 'configuration';
  }
}

const REAUTH_REASONS: readonly { readonly codes: ReadonlySet<number>; readonly reason: string }[] = [
  {
    codes: new Set([50173, 70000, 50089, 50132, 50133]),
    reason:
      'Microsoft withdrew the permission, for example after a password reset. Connect the account again.',
  },
  {
    codes: new Set([70008, 700082, 70043, 700084]),
    reason: 'The sign-in at Microsoft has run out. Connect the account again.',
  },
  {
    codes: new Set([65001, 65004]),
    reason: 'The permission to read calendars was withdrawn. Connect the account again.',
  },
  {
    codes: new Set([50076, 50079, 50074, 50072, 50078, 50158]),
    reason: 'Your organisation wants you to confirm your sign-in. Connect the account again.',
  },
  {
    codes: new Set([53003, 530032, 53000, 50131, 50105]),
    reason:
      'A policy of your organisation blocks Calmirror. Ask your administrator, then connect the account again.',
  },
  { codes: new Set([50057, 50034]), reason: 'Microsoft says that this account is disabled or gone.' },
];

/**
 * A failed refresh. invalid_client is the installation's fault and concerns every account:
 * nobody is disconnected for it.
 */
export function refreshFailureOf(answer: EntraAnswer): RefreshFailure {
  const number = aadstsOf(answer);
  if (number !== undefined && TEMPORARY.has(number)) return { kind: 'temporary' };
  if (number !== undefined && CONFIGURATION.has(number)) return { kind: 'configuration' };
  switch (answer.error) {
    case 'invalid_grant':
    case 'interaction_required':
    case 'consent_required':
    case 'login_required': {
      const known = REAUTH_REASONS.find((row) => number !== undefined && row.codes.has(number));
      return {
        kind: 'reauth_required',
        reason: known?.reason ?? 'Microsoft asks you to sign in again. Connect the account again.',
      };
    }
    case 'temporarily_unavailable':
    case 'server_error':
      return { kind: 'temporary' };
    default:
      return { kind: 'configuration' };
  }
}
