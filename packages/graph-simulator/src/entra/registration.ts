/**
 * The app registration clients use to sign people in, as the Entra admin center
 * would hold it: who may sign in, credentials, redirect URIs. One per simulator;
 * it can be changed while the simulator runs, and a reset takes every change back.
 * Sources: learn.microsoft.com/entra/identity-platform/reply-url, supported-accounts-validation.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Restore, Stateful } from '../world/stateful.ts';
import type { ClientCertificate } from './client-certificate.ts';
import { readCertificate } from './client-certificate.ts';
import { redirectRule } from './redirect-rule.ts';

/** Known to everyone: they open nothing but a simulator. */
export const DEMO_CLIENT_ID = '5f1d3c9a-8b27-4e60-9d4e-0c7a2b6e8f31';
export const DEMO_CLIENT_SECRET = 'demo~secret.of-the-simulated-app';

type SignInAudience =
  | 'AzureADMyOrg'
  | 'AzureADMultipleOrgs'
  | 'AzureADandPersonalMicrosoftAccount'
  | 'PersonalMicrosoftAccount';

/** What can change while the simulator runs. Left out: stays as it is. */
export interface RegistrationChanges {
  readonly signInAudience?: SignInAudience | undefined;
  /** The tenant that holds the registration, by id or domain; matters to `AzureADMyOrg`. */
  readonly homeTenant?: string | undefined;
  /** Simulator clock, ms since the epoch; null: never. */
  readonly secretExpiresAt?: number | null | undefined;
  /** PEM texts, any number at once; they replace those registered before. */
  readonly certificates?: readonly string[] | undefined;
  /** Refresh tokens of a single-page app live 24 hours, whatever happens. */
  readonly platform?: 'web' | 'spa' | undefined;
  readonly disabled?: boolean | undefined;
}

export interface AppRegistrationOptions {
  /** What people read on the consent page. */
  readonly clientName?: string | undefined;
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  /**
   * The registered URIs; `'any'` takes every http and https URL. Left out: every
   * http URL on a loopback host, so that a client on any port can be tried.
   */
  readonly redirectUris?: readonly string[] | 'any' | undefined;
}

interface Changeable {
  readonly signInAudience: SignInAudience;
  readonly homeTenant: string;
  readonly secretExpiresAt: number | null;
  readonly certificates: readonly ClientCertificate[];
  readonly platform: 'web' | 'spa';
  readonly disabled: boolean;
}

const AS_REGISTERED: Changeable = {
  signInAudience: 'AzureADandPersonalMicrosoftAccount',
  homeTenant: 'contoso.example',
  secretExpiresAt: null,
  certificates: [],
  platform: 'web',
  disabled: false,
};

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export class AppRegistration implements Stateful {
  readonly clientId: string;
  readonly displayName: string;
  readonly acceptsRedirectUri: (uri: string) => boolean;
  readonly #secretDigest: Buffer;
  #settings = AS_REGISTERED;

  constructor(options: AppRegistrationOptions = {}) {
    this.clientId = options.clientId ?? DEMO_CLIENT_ID;
    this.displayName = options.clientName ?? 'Calendar app under trial';
    this.acceptsRedirectUri = redirectRule(options.redirectUris);
    this.#secretDigest = digest(options.clientSecret ?? DEMO_CLIENT_SECRET);
  }

  get settings(): Changeable {
    return this.#settings;
  }

  acceptsSecret(secret: string): boolean {
    return timingSafeEqual(digest(secret), this.#secretDigest);
  }

  /** @throws {InputError} when a certificate cannot be read. */
  change(changes: RegistrationChanges): void {
    const now = this.#settings;
    this.#settings = {
      signInAudience: changes.signInAudience ?? now.signInAudience,
      homeTenant: changes.homeTenant ?? now.homeTenant,
      secretExpiresAt: changes.secretExpiresAt === undefined ? now.secretExpiresAt : changes.secretExpiresAt,
      certificates: changes.certificates?.map(readCertificate) ?? now.certificates,
      platform: changes.platform ?? now.platform,
      disabled: changes.disabled ?? now.disabled,
    };
  }

  reset(): void {
    this.#settings = AS_REGISTERED;
  }

  save(): Restore {
    const kept = this.#settings;
    return () => {
      this.#settings = kept;
    };
  }
}
