/**
 * Away to Microsoft's sign-in. The address is asked for at the click, because it is good for ten minutes only.
 * It stays busy while the browser leaves, and is free again when the person comes back by the browser's way back.
 */
import { useCallback, useEffect, useState } from 'react';

import { loginUrl } from '../../api/oauth.ts';

export interface BeginConnecting {
  readonly begin: () => void;
  readonly isBusy: boolean;
  /** Why it could not begin; undefined while it has not failed. */
  readonly error: unknown;
}

export function useBeginConnecting(): BeginConnecting {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    const back = ({ persisted }: PageTransitionEvent): void => {
      if (persisted) setBusy(false);
    };
    window.addEventListener('pageshow', back);
    return () => window.removeEventListener('pageshow', back);
  }, []);
  const begin = useCallback(() => {
    setBusy(true);
    setError(undefined);
    loginUrl()
      .then(({ url }) => window.location.assign(url))
      .catch((refused: unknown) => {
        setBusy(false);
        setError(refused);
      });
  }, []);
  return { begin, isBusy, error };
}
