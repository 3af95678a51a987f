/**
 * Every way in which connecting a Microsoft account can fail, with the sentence a person reads.
 * The code travels on the redirect to FRONTEND_URL/connect?error=<code>; nothing else does,
 * because what Microsoft says may hold names, addresses and codes.
 */
export const connectErrors = {
  declined:
    'You declined the permissions at Microsoft, so nothing was connected. Begin again when you are ready.',
  admin_consent_required:
    'Your organisation lets only an administrator allow Calmirror. Send your administrator the admin-consent link, ' +
    'then connect again.',
  wrong_account_type:
    'This kind of Microsoft account, or an account of this organisation, cannot be used here. ' +
    'Choose another account, or ask whoever runs Calmirror which accounts it takes.',
  expired: 'This sign-in was begun more than ten minutes ago, or is not known here any more. Begin again.',
  foreign_session:
    'This sign-in was begun in another browser or by another person. Sign in to Calmirror here, and begin again.',
  already_used: 'This sign-in was used already. If your calendars do not show, begin again.',
  missing_scopes:
    'Microsoft did not grant everything Calmirror needs: reading your calendars, and staying connected. ' +
    'Begin again and leave all permissions ticked.',
  mailbox_unsupported:
    'This account has no mailbox in Microsoft’s cloud (it may be kept on the organisation’s own server), ' +
    'so its calendars cannot be read.',
  configuration:
    'Microsoft does not accept how this Calmirror is set up. Tell whoever runs it; its log says what Microsoft answered.',
  temporary: 'Microsoft could not be reached or is busy. Try again in a few minutes.',
} as const satisfies Record<string, string>;

export type ConnectErrorCode = keyof typeof connectErrors;

/** Ends a connect flow. Its message is the sentence of its code. */
export class ConnectError extends Error {
  readonly code: ConnectErrorCode;
  /** AADSTS numbers and the like, for the log and the audit: never shown to a browser. */
  readonly reason: string | undefined;

  constructor(code: ConnectErrorCode, options: { reason?: string; cause?: unknown } = {}) {
    super(connectErrors[code], options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'ConnectError';
    this.code = code;
    this.reason = options.reason;
  }
}
