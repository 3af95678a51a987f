import { useNavigate, useSearch } from '@tanstack/react-router';

import { afterSignIn } from '../../platform/after-sign-in.ts';
import type { SignInSearch } from '../../platform/search.ts';
import { rememberSignedInHere } from '../../platform/signed-in-here.ts';

/** Goes on to where the person wanted to go; the browser's way back does not come here again. */
export function useGoOn(): () => Promise<void> {
  const navigate = useNavigate();
  const search: SignInSearch = useSearch({ strict: false });
  return () => {
    rememberSignedInHere();
    return navigate({ href: afterSignIn(search), replace: true });
  };
}
