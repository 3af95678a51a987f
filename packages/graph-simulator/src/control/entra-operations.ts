/**
 * The part of the control API that steers Entra ID: the app registration. Taken into
 * the table of `operations.ts`.
 */
import { Type } from 'typebox';

const strict = { additionalProperties: false };
const Done = Type.Object({ ok: Type.Literal(true) });

const Refusals = Type.Object({
  refusals: Type.Array(
    Type.Object({
      code: Type.Integer(),
      userId: Type.Union([Type.String(), Type.Null()]),
      hits: Type.Integer(),
    }),
  ),
});

export const ENTRA_OPERATIONS = {
  setApp: {
    method: 'POST',
    path: '/_sim/app',
    summary:
      'Changes the app registration: whom it lets in, its home tenant, when its secret expires (null: never), certificates (PEM, they replace the earlier ones), platform (a single-page app’s refresh tokens live 24 hours), disabled.',
    example: '{"signInAudience": "AzureADMyOrg", "homeTenant": "contoso.example"}',
    input: Type.Object(
      {
        signInAudience: Type.Optional(
          Type.Enum([
            'AzureADMyOrg',
            'AzureADMultipleOrgs',
            'AzureADandPersonalMicrosoftAccount',
            'PersonalMicrosoftAccount',
          ]),
        ),
        homeTenant: Type.Optional(Type.String({ minLength: 1, description: 'tenant id or domain' })),
        secretExpiresAt: Type.Optional(
          Type.Union([Type.String({ description: 'RFC 3339, simulator clock' }), Type.Null()]),
        ),
        certificates: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
        platform: Type.Optional(Type.Enum(['web', 'spa'])),
        disabled: Type.Optional(Type.Boolean()),
      },
      strict,
    ),
    output: Done,
  },
  setTenant: {
    method: 'POST',
    path: '/_sim/tenant',
    summary:
      'What the administrators of a tenant decide: whether only they may consent, whether users can ask them from the page, after how many hours people sign in again (null: never), and adminConsent: given for these scopes, or false: taken back.',
    example: '{"tenant": "fabrikam.example", "adminConsent": ["User.Read", "Calendars.Read"]}',
    input: Type.Object(
      {
        tenant: Type.String({ minLength: 1, description: 'tenant id or domain' }),
        requiresAdminConsent: Type.Optional(Type.Boolean()),
        adminConsentWorkflow: Type.Optional(Type.Boolean()),
        signInFrequencyHours: Type.Optional(Type.Union([Type.Number({ minimum: 1 }), Type.Null()])),
        adminConsent: Type.Optional(
          Type.Union([Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }), Type.Literal(false)]),
        ),
      },
      strict,
    ),
    output: Done,
  },
  password: {
    method: 'POST',
    path: '/_sim/password',
    summary:
      'Something happens to a password. A server’s refresh tokens outlive all of it but a reset by an administrator in the Entra admin center (AADSTS50173).',
    example: '{"user": "adele@contoso.example", "event": "admin-reset"}',
    input: Type.Object(
      {
        user: Type.String({ minLength: 1, description: 'object id or user principal name' }),
        event: Type.Enum(['expired', 'changed', 'self-service-reset', 'portal-reset', 'admin-reset']),
      },
      strict,
    ),
    output: Done,
  },
  refuse: {
    method: 'POST',
    path: '/_sim/refusals',
    summary:
      'Entra refuses with an AADSTS number from now on: a user or everybody, so many times or until it is cleared. What asks for a person (MFA, a revoked grant) ends with that person’s next sign-in.',
    example: '{"code": 50076, "user": "adele@contoso.example"}',
    input: Type.Object(
      {
        code: Type.Integer({ description: 'the number behind AADSTS' }),
        user: Type.Optional(Type.String({ minLength: 1, description: 'object id or user principal name' })),
        times: Type.Optional(Type.Integer({ minimum: 1 })),
      },
      strict,
    ),
    output: Refusals,
  },
  refusals: {
    method: 'GET',
    path: '/_sim/refusals',
    summary: 'The refusals in force, with how often each was given.',
    example: '',
    input: Type.Object({}, strict),
    output: Refusals,
  },
  clearRefusals: {
    method: 'DELETE',
    path: '/_sim/refusals',
    summary: 'Entra refuses nobody any more.',
    example: '',
    input: Type.Object({}, strict),
    output: Done,
  },
} as const;
