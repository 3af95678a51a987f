/**
 * What a client says of itself in `claims`. One that declares `cp1` handles claims
 * challenges: its access tokens live 20 to 28 hours, and die when the user is revoked.
 * Sources: learn.microsoft.com/entra/identity-platform/claims-challenge and
 * app-resilience-continuous-access-evaluation.
 */
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { EntraError } from './entra-error.ts';

const Declared = Type.Object({
  access_token: Type.Object({
    xms_cc: Type.Object({ values: Type.Array(Type.String()) }),
  }),
});

/** @throws {EntraError} invalid_request when `claims` is no JSON. */
export function handlesChallenges(claims: string | undefined): boolean {
  if (claims === undefined || claims === '') return false;
  let value: unknown;
  try {
    value = JSON.parse(claims);
  } catch {
    throw new EntraError({
      error: 'invalid_request',
      code: 900144,
      message: "The 'claims' parameter is not valid JSON.",
    });
  }
  return (
    Value.Check(Declared, value) &&
    value.access_token.xms_cc.values.some((name) => name.toLowerCase() === 'cp1')
  );
}
