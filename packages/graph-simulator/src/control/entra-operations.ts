/**
 * The part of the control API that steers Entra ID: the app registration. Taken into
 * the table of `operations.ts`.
 */
import { Type } from 'typebox';

const strict = { additionalProperties: false };
const Done = Type.Object({ ok: Type.Literal(true) });

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
} as const;
