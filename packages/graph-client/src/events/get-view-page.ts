import type { CallOptions, GraphHttp } from '../http/graph-http.ts';
import { calendarPath, windowQuery } from '../paths.ts';
import { readDeltaItems } from '../wire/delta-page.ts';
import type { DeltaPage } from '../wire/delta-page.ts';
import { pageValidator } from '../wire/page.ts';
import { parseAs } from '../wire/parse-as.ts';
import type { DeltaQuery } from './get-delta-events.ts';

/** A page of the plain view: no tombstones, no deltaLink; without a nextLink it is the last. */
export type ViewPage = Omit<DeltaPage, 'deltaLink'>;

/**
 * One page of https://learn.microsoft.com/graph/api/calendar-list-calendarview , for whoever keeps each page
 * before asking for the next. `pageSize` is from 1 to 1000. Pages are cut anew with every request: what is
 * deleted or added meanwhile shifts them, so an item may be missing or come twice though nothing happened to it.
 */
export async function getViewPage(
  graph: GraphHttp,
  accessToken: string,
  calendarId: string,
  link: string | null,
  query: DeltaQuery,
  options: CallOptions = {},
): Promise<ViewPage> {
  const path = `${calendarPath(options.mailbox, calendarId)}/calendarView?${windowQuery(query.startDate, query.endDate)}&$top=${query.pageSize}`;
  const json = await graph.send({
    operation: 'getViewPage',
    kind: 'read',
    method: 'GET',
    accessToken,
    target: link === null ? { path } : { link },
    options,
  });
  const page = parseAs(pageValidator, json, 'page');
  const nextLink = page['@odata.nextLink'] ?? '';
  return { ...readDeltaItems(page.value), ...(nextLink === '' ? {} : { nextLink }) };
}
