/**
 * Away to Microsoft's sign-in. The address is asked for at the click, because it is good for ten minutes only.
 * It stays busy while the browser leaves, and is free again when the person comes back by the browser's way back.
 */
import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';

import { loginUrl } from '../../api/oauth.ts';

export interface BeginConnecting {
  readonly begin: () => void;
  readonly isBusy: boolean;
  /** Why it could not begin; null while it has not failed. */
  readonly error: Error | null;
}

export function useBeginConnecting(): BeginConnecting {
  const { mutate, reset, isPending, isSuccess, error } = useMutation({
    mutationFn: loginUrl,
    onSuccess: ({ url }) => window.location.assign(url),
  });
  useEffect(() => {
    const back = ({ persisted }: PageTransitionEvent): void => {
      if (persisted) reset();
    };
    window.addEventListener('pageshow', back);
    return () => window.removeEventListener('pageshow', back);
  }, [reset]);
  return { begin: () => mutate(), isBusy: isPending || isSuccess, error };
}
