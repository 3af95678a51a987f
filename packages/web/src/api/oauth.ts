/** Connecting a Microsoft account: away to Microsoft, back, and the choice of calendars. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult } from '@tanstack/react-query';
import type { OauthSession, RedirectUrl, SelectAnswer } from '@calmirror/api-contract';
import { paths } from '@calmirror/api-contract/paths';

import { pathTo, request } from '../platform/http.ts';
import { calendarsKey, calendarsQuery } from './calendars.ts';

/** The address of Microsoft's sign-in; asked when the person clicks, because it is good for ten minutes only. */
export const loginUrl = (): Promise<RedirectUrl> => request<RedirectUrl>(paths.oauthLogin);

/** The link an administrator opens to allow Calmirror for a whole organisation. */
export const adminConsentUrl = (): Promise<RedirectUrl> => request<RedirectUrl>(paths.oauthAdminConsent);

export const oauthSessionQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ['oauth-session', sessionId],
    queryFn: ({ signal }) => request<OauthSession>(pathTo(paths.oauthSession, { sessionId }), { signal }),
    // The loader has just read it; when the person comes back to the page, it is read again.
    staleTime: 5_000,
    retryOnMount: false,
  });

export const selectKey = ['select-calendars'] as const;

export function useSelectCalendars(): UseMutationResult<
  SelectAnswer,
  Error,
  { sessionId: string; calendarIds: readonly string[] }
> {
  const client = useQueryClient();
  return useMutation({
    mutationKey: selectKey,
    mutationFn: (body) => request<SelectAnswer>(paths.oauthSelect, { method: 'POST', body }),
    // The dashboard comes next: it shows the new calendars at once.
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: calendarsKey });
      await client.fetchQuery(calendarsQuery);
    },
  });
}
