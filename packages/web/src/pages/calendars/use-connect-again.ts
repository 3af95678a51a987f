/** Away to Microsoft, to let Calmirror in again. */
import { useMutation } from '@tanstack/react-query';
import type { UseMutationResult } from '@tanstack/react-query';

import { loginUrl } from '../../api/oauth.ts';

export function useConnectAgain(): UseMutationResult<void, Error, void> {
  return useMutation({
    mutationFn: async () => {
      const { url } = await loginUrl();
      window.location.assign(url);
    },
  });
}
