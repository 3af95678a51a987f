import { Type } from 'typebox';
import type { Static } from 'typebox';

import { closed, Instant, nullable } from './schema-kit.ts';

const Email = Type.String({ minLength: 3, maxLength: 254, pattern: '^[^\\s@]+@[^\\s@]+$' });
const Password = Type.String({ minLength: 1, maxLength: 1024 });

export const SignUpBody = closed({
  email: Email,
  password: Password,
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
});
export type SignUpBody = Static<typeof SignUpBody>;

export const SignInBody = closed({ email: Email, password: Password });
export type SignInBody = Static<typeof SignInBody>;

/** A person as Calmirror shows them to themselves. */
export const PublicUser = closed({
  id: Type.String(),
  email: Type.String(),
  name: Type.String(),
  isOperator: Type.Boolean(),
});
export type PublicUser = Static<typeof PublicUser>;

/** Answer of signing up and of signing in; the session travels in a cookie only. */
export const SignedIn = closed({ user: PublicUser });
export type SignedIn = Static<typeof SignedIn>;

export const SessionState = closed({
  user: nullable(PublicUser),
  expiresAt: nullable(Instant),
  signUpOpen: Type.Boolean({ description: 'whether an account can be made here now' }),
});
export type SessionState = Static<typeof SessionState>;
