/** Connecting a Microsoft account: away to Microsoft, back, and the choice of calendars. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult } from '@tanstack/react-query';
import type { OauthSession, RedirectUrl, SelectAnswer } from '@calmirror/api-contract';
import { paths } from '@calmirror/api-contract/paths';

import { pathTo, request } from '../platform/http.ts';
import { calendarsKey } from './calendars.ts';

/** The address of Microsoft's sign-in; asked when the person clicks, because it is good for ten minutes only. */
export const loginUrl = (): Promise<RedirectUrl> => request<RedirectUrl>(paths.oauthLogin);

/** The link an administrator opens to allow Calmirror for a whole organisation. */
export const adminConsentUrl = (): Promise<RedirectUrl> => request<RedirectUrl>(paths.oauthAdminConsent);

export const oauthSessionQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ['oauth-session', sessionId],
    queryFn: ({ signal }) => request<OauthSession>(pathTo(paths.oauthSession, { sessionId }), { signal }),
    staleTime: 0,
  });

export function useSelectCalendars(): UseMutationResult<
  SelectAnswer,
  Error,
  { sessionId: string; calendarIds: readonly string[] }
> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) => request<SelectAnswer>(paths.oauthSelect, { method: 'POST', body }),
    onSuccess: () => client.invalidateQueries({ queryKey: calendarsKey }),
  });
}
