/**
 * Refusals of Entra ID that nothing in this small world would cause by itself, by
 * their AADSTS number: what the token endpoint calls them, whether the sign-in knows
 * them too, and what ends them. Numbers and meanings:
 * learn.microsoft.com/entra/identity-platform/reference-error-codes.
 */

export interface AadstsRow {
  /** OAuth 2.0 error at the token endpoint. `step-up` is named by a switch. */
  readonly error: string;
  /** HTTP status at the token endpoint. */
  readonly status: number;
  readonly message: string;
  /** `token`, or also at the sign-in: shown there, or said to the client, or as a switch has it. */
  readonly signIn?: 'page' | 'redirect' | 'by-switch';
  /** Ends for grants of a new sign-in; left out: only when it is cleared. */
  readonly until?: 'sign-in';
  /** The error the redirect carries, where it differs. */
  readonly redirectError?: string;
  /** False where only the sign-in knows it. */
  readonly token?: false;
  readonly suberror?: string;
}

/** The grant is dead; a new sign-in gives another. */
const grant = (message: string): AadstsRow => ({
  error: 'invalid_grant',
  status: 400,
  message,
  until: 'sign-in',
});
/** A person has to prove more than the grant does. */
const stepUp = (message: string): AadstsRow => ({
  error: 'step-up',
  status: 400,
  message,
  until: 'sign-in',
  suberror: 'basic_action',
});
/** No sign-in helps; somebody has to change something for the account. */
const blocked = (message: string): AadstsRow => ({
  error: 'invalid_grant',
  status: 400,
  message,
  signIn: 'by-switch',
  redirectError: 'access_denied',
});
/** Of the app or its address: nobody is sent back to it. */
const app = (error: string, message: string): AadstsRow => ({ error, status: 400, message, signIn: 'page' });
const client = (message: string): AadstsRow => ({ error: 'invalid_client', status: 401, message });
const transient = (message: string): AadstsRow => ({
  error: 'temporarily_unavailable',
  status: 503,
  message,
  signIn: 'redirect',
});
const consent = (message: string): AadstsRow => ({
  error: 'access_denied',
  status: 400,
  message,
  signIn: 'redirect',
  token: false,
});

const MFA =
  'Due to a configuration change made by your administrator, or because you moved to a new location, you must';
const NOT_HERE =
  'does not exist in the tenant and cannot access the application in that tenant. The account needs to be added as an external user in the tenant first.';

export const AADSTS: ReadonlyMap<number, AadstsRow> = new Map([
  [
    65001,
    {
      ...grant(
        'The user or administrator has not consented to use the application. Send an interactive authorization request for this user and resource.',
      ),
      suberror: 'consent_required',
    },
  ],
  [65004, consent('User declined to consent to access the app.')],
  [90094, consent('The grant requires admin permission.')],
  [90095, consent('Admin consent is required. The user was told to request approval of an administrator.')],
  [
    50105,
    blocked(
      'Your administrator has configured the application to block users unless they are specifically granted access to it. The signed in user is not assigned to a role for the application.',
    ),
  ],
  [16000, { ...blocked(`The user account ${NOT_HERE}`), error: 'interaction_required' }],
  [50020, blocked(`The user account ${NOT_HERE}`)],
  [50034, blocked('The user account does not exist in the directory.')],
  [500208, blocked('The domain is not a valid login domain for the account type.')],
  [50173, grant('The provided grant has expired due to it being revoked, a fresh auth token is needed.')],
  [70008, grant('The provided authorization code or refresh token has expired due to inactivity.')],
  [700082, grant('The refresh token has expired due to inactivity.')],
  [
    70043,
    grant(
      'The refresh token has expired or is invalid due to sign-in frequency checks by Conditional Access.',
    ),
  ],
  [70000, grant('Provided grant is invalid or malformed.')],
  [50089, grant('Authentication failed due to flow token expired.')],
  [50132, grant('The session is not valid due to password expiration or recent password change.')],
  [50133, grant('The session is not valid due to password expiration or recent password change.')],
  [
    700084,
    grant(
      'The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which cannot be extended. It is now expired.',
    ),
  ],
  [50076, stepUp(`${MFA} use multi-factor authentication to access the resource.`)],
  [50079, stepUp(`${MFA} enroll in multi-factor authentication to access the resource.`)],
  [50074, stepUp('Strong authentication is required.')],
  [50072, stepUp(`${MFA} enroll in multi-factor authentication.`)],
  [
    50078,
    stepUp(
      'Presented multi-factor authentication has expired due to policies configured by your administrator, you must refresh your multi-factor authentication to access the resource.',
    ),
  ],
  [50158, stepUp('External security challenge was not satisfied.')],
  [
    53003,
    blocked(
      'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
    ),
  ],
  [530032, blocked('Access has been blocked by security policy of the tenant.')],
  [
    53000,
    blocked(
      'Device is not in required device state: not compliant. Conditional Access policy requires a compliant device.',
    ),
  ],
  [
    50131,
    blocked(
      'Device is not in required state, or the request was blocked due to suspicious activity, access policy, or security policy decisions.',
    ),
  ],
  [50057, blocked('The user account is disabled.')],
  [
    7000215,
    client(
      'Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.',
    ),
  ],
  [
    7000222,
    client(
      'The provided client secret keys are expired. Create new keys for your app, or consider using certificate credentials.',
    ),
  ],
  [
    7000218,
    client("The request body must contain the following parameter: 'client_assertion' or 'client_secret'."),
  ],
  [700027, client('Client assertion failed signature validation.')],
  [50012, client('Client assertion contains an invalid signature.')],
  [50013, client('Assertion is invalid.')],
  [700016, app('unauthorized_client', 'Application was not found in the directory.')],
  [700011, app('unauthorized_client', 'Application was not found in the directory of the tenant.')],
  [70001, app('unauthorized_client', 'The application is disabled.')],
  [7000112, app('unauthorized_client', 'Application is disabled.')],
  [
    50011,
    app(
      'invalid_request',
      'The redirect URI specified in the request does not match the redirect URIs configured for the application.',
    ),
  ],
  [50194, app('invalid_request', 'Application is not configured as a multi-tenant application.')],
  [90002, app('invalid_request', 'Tenant not found.')],
  [90038, app('invalid_request', 'The tenant is in another national cloud.')],
  [900382, app('invalid_request', 'Confidential client is not supported in cross-cloud requests.')],
  [900432, app('invalid_request', 'Confidential client is not supported in cross-cloud requests.')],
  [
    9001023,
    {
      error: 'invalid_request',
      status: 400,
      message:
        'The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.',
    },
  ],
  [
    501481,
    {
      error: 'invalid_grant',
      status: 400,
      message: 'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
    },
  ],
  [
    50147,
    {
      error: 'invalid_request',
      status: 400,
      message: 'Invalid size of Code_Challenge parameter.',
      signIn: 'redirect',
    },
  ],
  [
    54005,
    { error: 'invalid_grant', status: 400, message: 'OAuth2 Authorization code was already redeemed.' },
  ],
  [
    700005,
    {
      error: 'invalid_grant',
      status: 400,
      message: 'Provided Authorization Code is intended to use against other tenant, thus rejected.',
    },
  ],
  [
    50196,
    {
      error: 'invalid_grant',
      status: 400,
      message: 'The server terminated an operation because it encountered a client request loop.',
    },
  ],
  [90055, transient('There are too many incoming requests.')],
  [90033, transient('A transient error has occurred. Please try again.')],
  [90006, transient('External server is temporarily unavailable.')],
  [90024, transient('A transient error occurred on a request budget. Please try again.')],
  [50033, transient('A transient error has occurred. Please try again.')],
  [90012, transient('The request has timed out.')],
] satisfies [number, AadstsRow][]);
