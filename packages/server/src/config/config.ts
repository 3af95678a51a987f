/** What the server is told, checked: no other file reads the environment. Secrets stand apart, so that this may be logged. */
export interface Config {
  readonly microsoft: {
    readonly clientId: string;
    /** common, organizations, consumers, a GUID or a domain. */
    readonly tenant: string;
    /** Origins without a trailing slash. */
    readonly loginUrl: string;
    readonly graphUrl: string;
  };
  /** Without a trailing slash, like frontendUrl. */
  readonly apiUrl: string;
  readonly frontendUrl: string;
  /** Origins of our own pages: writes from elsewhere are refused. */
  readonly allowedOrigins: readonly string[];
  readonly host: string;
  readonly port: number;
  readonly simulatorPort: number;
  /** Of role worker, which has no other. */
  readonly metricsPort: number | undefined;
  readonly trustProxy: boolean | number | readonly string[];
  /** Absolute. */
  readonly dataDir: string;
  readonly role: 'all' | 'api' | 'worker';
  readonly signUp: 'first' | 'open' | 'closed';
  readonly windowDays: { readonly past: number; readonly future: number };
  /** undefined: for ever. */
  readonly historyDays: number | undefined;
  /** How often calendars without push are asked: least ≤ usual ≤ most. */
  readonly pollSeconds: { readonly least: number; readonly usual: number; readonly most: number };
  readonly subscriptionDays: number;
  readonly auditRetentionDays: number;
  readonly leaseSeconds: number;
  readonly logLevel: string;
  readonly testClock: boolean;
}

export interface Secrets {
  readonly microsoft:
    | { readonly kind: 'secret'; readonly secret: string }
    /** PEM. */
    | { readonly kind: 'certificate'; readonly certificate: string; readonly privateKey: string };
  /** Hexadecimal, newest first. */
  readonly encryptionKeys: readonly string[];
  /** undefined: embedded PostgreSQL. */
  readonly databaseUrl: string | undefined;
  readonly metricsToken: string | undefined;
}
