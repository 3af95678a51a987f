import { Type } from 'typebox';
import type { Static } from 'typebox';

import { closed, Instant, listOf, nullable, Uuid } from './schema-kit.ts';
import { CalendarConnection } from './calendars.ts';
import { Freshness } from './freshness.ts';

const Tenant = Type.String({
  minLength: 1,
  maxLength: 253,
  description: 'common, organizations, consumers, or a tenant’s id or domain',
});

export const LoginQuery = closed({
  tenant: Type.Optional(Tenant),
  loginHint: Type.Optional(Type.String({ minLength: 1, maxLength: 320 })),
});
export type LoginQuery = Static<typeof LoginQuery>;

export const AdminConsentQuery = closed({ tenant: Type.Optional(Tenant) });
export type AdminConsentQuery = Static<typeof AdminConsentQuery>;

/** Answer of the login and admin-consent addresses when JSON is asked for. */
export const RedirectUrl = closed({ url: Type.String({ format: 'uri' }) });
export type RedirectUrl = Static<typeof RedirectUrl>;

/** A calendar of the account that may be connected. */
export const CalendarChoice = closed({
  id: Type.String(),
  name: Type.String(),
  color: nullable(Type.String()),
  hexColor: nullable(Type.String()),
  ownerName: nullable(Type.String()),
  ownerAddress: nullable(Type.String()),
  canEdit: Type.Boolean(),
  isDefault: Type.Boolean(),
  isShared: Type.Boolean({ description: 'shared by somebody else: read by polling' }),
  isConnected: Type.Boolean({ description: 'connected already' }),
});
export type CalendarChoice = Static<typeof CalendarChoice>;

/** What the callback left for the connect page: never a token. */
export const OauthSession = closed({
  id: Uuid,
  account: closed({ email: Type.String(), displayName: nullable(Type.String()) }),
  calendars: Type.Array(CalendarChoice),
  healed: Type.Integer({
    minimum: 0,
    description: 'connected calendars of the account that could not sync, and go on since this sign-in',
  }),
  expiresAt: Instant,
});
export type OauthSession = Static<typeof OauthSession>;

export const SelectBody = closed({
  sessionId: Uuid,
  calendarIds: Type.Array(Type.String({ minLength: 1, maxLength: 1024 }), {
    minItems: 1,
    maxItems: 250,
    uniqueItems: true,
  }),
});
export type SelectBody = Static<typeof SelectBody>;

export const SelectAnswer = listOf(CalendarConnection, Freshness);
export type SelectAnswer = Static<typeof SelectAnswer>;
