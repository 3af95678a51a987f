/**
 * Every way a request can be refused: the closed union of problem codes.
 * A code is the last part of the problem's `type` (`/problems/<code>`, RFC 9457) and of `?error=` on the
 * connect page. It never changes its meaning; `whatToDo` is written for the person who reads it.
 */
export interface ProblemDefinition {
  /** HTTP status of the answer that carries it. */
  readonly status: number;
  readonly title: string;
  readonly whatToDo: string;
}

export const problems = {
  // What the request itself got wrong.
  bad_request: {
    status: 400,
    title: 'The request could not be read',
    whatToDo: 'Send a well-formed request: JSON bodies must be valid JSON, URLs must be properly encoded.',
  },
  not_signed_in: {
    status: 401,
    title: 'Nobody is signed in',
    whatToDo: 'Sign in to Calmirror and send its session cookie with the request.',
  },
  cross_origin: {
    status: 403,
    title: 'The request came from another site',
    whatToDo: 'Send writes from Calmirror’s own address, or configure FRONTEND_URL to the page’s origin.',
  },
  not_allowed: {
    status: 403,
    title: 'This account may not do that',
    whatToDo: 'Ask the operator of this installation.',
  },
  sign_up_closed: {
    status: 403,
    title: 'This installation takes no new accounts',
    whatToDo: 'Ask the operator to open sign-up (SIGN_UP=open), or sign in with an existing account.',
  },
  not_found: {
    status: 404,
    title: 'Nothing is here',
    whatToDo: 'Check the address and the id. What belongs to somebody else is not shown either.',
  },
  session_not_found: {
    status: 404,
    title: 'This connect session does not exist',
    whatToDo: 'It was used, is older than 10 minutes, or is somebody else’s. Start connecting again.',
  },
  method_not_allowed: {
    status: 405,
    title: 'This address does not take that method',
    whatToDo: 'Use one of the methods named in the Allow header.',
  },
  request_timeout: {
    status: 408,
    title: 'The request took too long to arrive',
    whatToDo: 'Send it again over a better connection.',
  },
  payload_too_large: {
    status: 413,
    title: 'The request body is too large',
    whatToDo: 'Send less in one request.',
  },
  uri_too_long: {
    status: 414,
    title: 'The address is too long',
    whatToDo: 'Shorten the query or the path.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'This content type is not understood',
    whatToDo: 'Send the body as application/json.',
  },
  validation_failed: {
    status: 422,
    title: 'A value is not valid',
    whatToDo: 'Correct the fields named in `errors` and send the request again.',
  },
  too_many_requests: {
    status: 429,
    title: 'Too many requests',
    whatToDo: 'Wait for the seconds named in the Retry-After header.',
  },
  headers_too_large: {
    status: 431,
    title: 'The request headers are too large',
    whatToDo: 'Clear the cookies of this site, or send fewer headers.',
  },

  // What stands against it.
  calendar_not_in_session: {
    status: 422,
    title: 'This calendar is not one of the account’s',
    whatToDo: 'Choose from the calendars of GET /api/oauth/session/{sessionId}. Nothing was connected.',
  },
  calendars_already_connected: {
    status: 409,
    title: 'These calendars are connected already',
    whatToDo: 'Nothing to do: they are in GET /api/calendars.',
  },
  conflict: {
    status: 409,
    title: 'This cannot be done as things stand',
    whatToDo: 'The detail says what stands against it, and what to do.',
  },
  webhook_exists: {
    status: 409,
    title: 'This calendar has its webhook already',
    whatToDo: 'Nothing to do: changes are pushed.',
  },
  webhook_not_possible: {
    status: 422,
    title: 'This calendar cannot have a webhook',
    whatToDo: 'The detail says why. The calendar is polled instead.',
  },

  // How connecting a Microsoft account can end without one; also `?error=` of the connect page.
  declined: {
    status: 403,
    title: 'The permissions were declined',
    whatToDo: 'Nothing was connected. Begin again when you are ready, and accept the permissions.',
  },
  admin_consent_required: {
    status: 403,
    title: 'An administrator must allow Calmirror first',
    whatToDo: 'Send the admin consent link to an administrator of the organisation, then connect again.',
  },
  wrong_account_type: {
    status: 403,
    title: 'This kind of Microsoft account cannot be used here',
    whatToDo: 'Choose another account, or ask the operator which accounts this installation takes.',
  },
  expired: {
    status: 400,
    title: 'This sign-in at Microsoft is too old, or not known here',
    whatToDo: 'A sign-in is good for 10 minutes. Begin again.',
  },
  foreign_session: {
    status: 403,
    title: 'This sign-in at Microsoft was begun elsewhere',
    whatToDo: 'It belongs to another browser or person. Sign in to Calmirror here, and begin again.',
  },
  already_used: {
    status: 400,
    title: 'This sign-in at Microsoft was used already',
    whatToDo: 'If the calendars do not show, begin again.',
  },
  missing_scopes: {
    status: 403,
    title: 'Not all permissions were granted',
    whatToDo: 'Begin again and leave all permissions ticked.',
  },
  mailbox_unsupported: {
    status: 422,
    title: 'This account has no mailbox in Microsoft’s cloud',
    whatToDo: 'Use an account whose mailbox is in Microsoft 365 or Outlook.com.',
  },
  configuration: {
    status: 503,
    title: 'Microsoft does not accept how this installation is set up',
    whatToDo: 'The operator must correct the app registration; the log says what Microsoft answered.',
  },
  temporary: {
    status: 503,
    title: 'Microsoft could not be reached, or is busy',
    whatToDo: 'Try again in a few minutes.',
  },

  // What we could not do.
  too_stale: {
    status: 503,
    title: 'The mirror is not known to be as current as was asked for',
    whatToDo:
      'Do not decide by this calendar now. Ask again after the seconds named in the Retry-After header; where there is none, a person must act first: GET /api/calendars says what to do.',
  },
  internal_error: {
    status: 500,
    title: 'Something broke in Calmirror',
    whatToDo: 'Try again; if it stays, give the operator the request id.',
  },
  not_implemented: {
    status: 501,
    title: 'This is not built yet',
    whatToDo: 'Google calendars are not supported yet; no notification is taken here.',
  },
  not_persisted: {
    status: 503,
    title: 'The notification could not be stored',
    whatToDo: 'Send it again later; nothing of it was kept.',
  },
  service_unavailable: {
    status: 503,
    title: 'Calmirror is not ready',
    whatToDo: 'Try again after the seconds named in the Retry-After header.',
  },
} as const satisfies Record<string, ProblemDefinition>;

export type ProblemCode = keyof typeof problems;

/** True for a code of the union, whatever text came in. */
export function isProblemCode(text: string): text is ProblemCode {
  return Object.hasOwn(problems, text);
}

export const problemCodes: ProblemCode[] = Object.keys(problems).filter(isProblemCode);
