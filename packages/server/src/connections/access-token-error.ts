export type AccessTokenErrorCode =
  /** Only its owner can help, by connecting the account again. Account and connections say so. */
  | 'reauth_required'
  /** Microsoft refuses the app registration, not the account: the operator must act, nobody is disconnected. */
  | 'deployment_misconfigured'
  /** Try again later. */
  | 'temporary'
  /** There is no such account (any more). */
  | 'account_gone';

/** No access token can be had now. */
export class AccessTokenError extends Error {
  readonly code: AccessTokenErrorCode;

  constructor(code: AccessTokenErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'AccessTokenError';
    this.code = code;
  }
}
