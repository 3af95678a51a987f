/** How the app registration proves itself to Microsoft. */
export type AppCredential =
  | { readonly kind: 'secret'; readonly secret: string }
  /** PEM. Source: learn.microsoft.com/entra/identity-platform/certificate-credentials. */
  | { readonly kind: 'certificate'; readonly certificate: string; readonly privateKey: string };

/** The app registration that people sign in to, and where. */
export interface MicrosoftApp {
  readonly clientId: string;
  readonly credential: AppCredential;
  /** Origin of Entra, for example https://login.microsoftonline.com; plain http only on a loopback host. */
  readonly loginUrl: string;
  /** common, organizations, consumers, a tenant's GUID or one of its domains. */
  readonly tenant: string;
  /** API_URL + /api/oauth/microsoft/callback, as registered. */
  readonly redirectUri: string;
}

const TENANT = /^[A-Za-z0-9][A-Za-z0-9.-]{0,127}$/;

/** Whether a tenant may be put into the path of Entra's addresses. */
export function isTenantName(tenant: string): boolean {
  return TENANT.test(tenant);
}

/** The tenant of all personal accounts. Source: learn.microsoft.com/entra/identity-platform/id-token-claims-reference (tid). */
const PERSONAL = new Set(['consumers', '9188040d-6c67-4c5b-b112-36a304b66dad']);

/** Whether who connects may ask for this tenant where MICROSOFT_TENANT_ID says `configured`: never for more. */
export function isWithinTenant(configured: string, asked: string): boolean {
  const [bounds, tenant] = [configured.toLowerCase(), asked.toLowerCase()];
  switch (bounds) {
    case 'common':
      return true;
    case 'organizations':
      return tenant !== 'common' && !PERSONAL.has(tenant);
    case 'consumers':
      return PERSONAL.has(tenant);
    default:
      return tenant === bounds;
  }
}
