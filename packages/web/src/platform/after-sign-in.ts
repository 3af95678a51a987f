import type { SignInSearch } from './search.ts';

/** Where a person goes when they have entered. */
export function afterSignIn({ next }: SignInSearch): string {
  return next ?? '/calendars';
}
