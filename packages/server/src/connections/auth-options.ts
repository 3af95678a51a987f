/**
 * better-auth on our tables and our names: e-mail and password, sessions in a cookie, nothing else.
 * It stays on real time (a person's session is no business deadline), and never sees Microsoft.
 * A test compares the tables it expects with migration 0001.
 */
import type { BetterAuthOptions } from 'better-auth';

import type { Logger } from '../platform/logger.ts';
import type { Db } from '../models/db.ts';

export type SignUpPolicy = 'first' | 'open' | 'closed';

/** Set by us from what Fastify believes (TRUST_PROXY); the same header of a client is thrown away. */
export const CLIENT_ADDRESS_HEADER = 'x-calmirror-client-address';

export const PASSWORD_LENGTH = { min: 8, max: 128 } as const;

const SESSION_SECONDS = 7 * 86_400;
const SESSION_PROLONGED_EVERY_SECONDS = 86_400;

export interface AuthOptionsDeps {
  readonly db: Db;
  /** From ENCRYPTION_KEY by deriveSecret. */
  readonly secret: string;
  readonly apiUrl: string;
  readonly policy: SignUpPolicy;
  readonly logger: Logger;
}

export function authOptions(deps: AuthOptionsDeps): BetterAuthOptions {
  const https = deps.apiUrl.startsWith('https://');
  return {
    appName: 'Calmirror',
    baseURL: deps.apiUrl,
    basePath: '/api/auth',
    secret: deps.secret,
    database: { db: deps.db, type: 'postgres', transaction: true },
    telemetry: { enabled: false },
    // Limits, origins and methods are the HTTP edge's (platform/http.ts), the same for every route.
    rateLimit: { enabled: false },
    logger: {
      log: (level, message) => {
        deps.logger[level === 'error' || level === 'warn' ? level : 'debug']({ part: 'sign-in' }, message);
      },
    },
    emailAndPassword: {
      enabled: true,
      autoSignIn: true,
      minPasswordLength: PASSWORD_LENGTH.min,
      maxPasswordLength: PASSWORD_LENGTH.max,
    },
    user: {
      modelName: 'app_user',
      fields: {
        emailVerified: 'email_verified',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
      additionalFields: {
        isOperator: {
          type: 'boolean',
          fieldName: 'is_operator',
          required: true,
          defaultValue: false,
          input: false,
        },
      },
    },
    session: {
      modelName: 'app_session',
      expiresIn: SESSION_SECONDS,
      updateAge: SESSION_PROLONGED_EVERY_SECONDS,
      fields: {
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    account: {
      modelName: 'app_credential',
      fields: {
        userId: 'user_id',
        accountId: 'account_id',
        providerId: 'provider_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    verification: {
      modelName: 'app_verification',
      fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    advanced: {
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
      // __Host- binds the cookie to this host and path by the browser itself (RFC 6265bis); it needs https.
      useSecureCookies: false,
      cookies: {
        session_token: {
          name: sessionCookieName(https),
          attributes: { httpOnly: true, sameSite: 'lax', path: '/', secure: https },
        },
      },
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/', secure: https },
      cookiePrefix: https ? '__Host-calmirror' : 'calmirror',
    },
    databaseHooks: {
      user: {
        create: {
          // Under `first` a second account would be a second operator: the unique index refuses it.
          before: (user) => Promise.resolve({ data: { ...user, isOperator: deps.policy === 'first' } }),
        },
      },
    },
  };
}

/** `__Host-` needs https, and a browser then keeps the cookie to this host and path. */
export function sessionCookieName(https: boolean): string {
  return https ? '__Host-calmirror.session' : 'calmirror.session';
}
