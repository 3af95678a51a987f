/**
 * Calendars as they are offered for choice, zones by name, and what Entra answers. Sources:
 * user-list-calendars, outlook-share-or-delegate-calendar, outlookuser-supportedtimezones,
 * v2-oauth2-auth-code-flow, reference-error-codes, claims-challenge.
 */
import type { StoredCalendar } from '../../../src/connections/oauth-session-store.ts';

export interface CalendarPayload {
  readonly file: string;
  /** Whose list it is. */
  readonly mailboxOf: string;
  readonly stored: readonly StoredCalendar[];
}

const alex = 'AlexW@contoso.OnMicrosoft.com';
/** An older answer says nothing of isDefaultCalendar, and `hexColor` is empty if none was ever set. */
const plain = { color: 'auto', hexColor: null, canEdit: true, isDefault: false } as const;

export const calendars: readonly CalendarPayload[] = [
  {
    file: 'calendar/calendar-default-two-providers.json',
    mailboxOf: alex,
    stored: [
      {
        ...plain,
        id: 'AQMkADAwAGVAAAJfygAAAA==',
        name: 'Calendar',
        ownerName: 'Alex Wilber',
        ownerAddress: alex,
        isShared: false,
      },
    ],
  },
  {
    file: 'calendar/calendar-shared-seen-by-owner-beta.json',
    mailboxOf: alex,
    stored: [
      {
        ...plain,
        id: 'AQMkADAw7QAAAJfygAAAA==',
        name: 'Calendar',
        ownerName: 'Alex Wilber',
        ownerAddress: alex,
        isShared: false,
      },
    ],
  },
  {
    // The owner is somebody else: shared, so it is polled.
    file: 'calendar/calendar-shared-seen-by-delegate-beta.json',
    mailboxOf: 'MeganB@contoso.OnMicrosoft.com',
    stored: [
      {
        ...plain,
        id: 'AAMkADlAABhbftjAAA=',
        name: 'Alex Wilber',
        ownerName: 'Alex Wilber',
        ownerAddress: alex,
        isShared: true,
      },
    ],
  },
  {
    file: 'calendar/calendars-list.json',
    mailboxOf: 'samanthab@contoso.com',
    stored: [
      {
        ...plain,
        id: 'AAMkAGI2TGuLAAA=',
        name: 'Calendar',
        ownerName: 'Samantha Booth',
        ownerAddress: 'samanthab@contoso.com',
        isShared: false,
      },
    ],
  },
];

/** Graph's names of zones, each with the time_zone that is stored for it. */
export const zoneLists: readonly {
  readonly file: string;
  readonly stored: readonly (readonly [alias: string, timeZone: string])[];
}[] = [
  {
    file: 'calendar/supported-time-zones-windows.json',
    stored: [
      ['Dateline Standard Time', 'Etc/GMT+12'],
      ['Samoa Standard Time', 'Pacific/Apia'],
      ['UTC-11', 'Etc/GMT+11'],
      ['Aleutian Standard Time', 'America/Adak'],
    ],
  },
  {
    file: 'calendar/supported-time-zones-iana.json',
    stored: [
      ['Etc/GMT+12', 'Etc/GMT+12'],
      ['US/Samoa', 'US/Samoa'],
      ['Etc/GMT+11', 'Etc/GMT+11'],
      ['US/Aleutian', 'US/Aleutian'],
    ],
  },
];

/** Access tokens stay in memory and refresh tokens are sealed; the scopes granted are stored. */
export const tokenAnswers: readonly {
  readonly file: string;
  readonly expiresInSeconds: number;
  readonly grantedScopes: readonly string[];
  /** Then nothing is connected. */
  readonly missingScopes: readonly string[];
}[] = [
  'subscriptions/token-response-authorization-code.json',
  'subscriptions/token-response-refresh.json',
].map((file) => ({
  file,
  expiresInSeconds: 3599,
  // Percent-encoded there.
  grantedScopes: ['mail.read'],
  missingScopes: ['Calendars.Read'],
}));

/** Microsoft's sentence names people and is dropped; its code words are kept. */
export const tokenRefusals: readonly {
  readonly file: string;
  readonly reason: string;
  readonly connectError: string;
  readonly refresh: string;
}[] = ['subscriptions/token-error-invalid_scope.json', 'subscriptions/token-error-with-error_uri.json'].map(
  (file) => ({
    file,
    reason: 'invalid_scope AADSTS70011',
    connectError: 'configuration',
    refresh: 'configuration',
  }),
);

/** The claims of a challenge travel in base64, in a header: kept as they are, and the account must sign in again. */
export const challenges: readonly string[] = [
  'subscriptions/claims-challenge-acrs.json',
  'subscriptions/claims-challenge-cae-nbf.json',
];
