import { GraphError } from '../errors.ts';
import type { CallOptions, GraphHttp } from '../http/graph-http.ts';
import { calendarPath, windowQuery } from '../paths.ts';
import type { Instant } from '../paths.ts';
import { readDeltaItems } from '../wire/delta-page.ts';
import type { DeltaPage } from '../wire/delta-page.ts';
import { pageValidator } from '../wire/page.ts';
import { parseAs } from '../wire/parse-as.ts';

export interface DeltaQuery {
  /** The window of a first page; it is frozen in the links that follow. At most 1,825 days. */
  readonly startDate: Instant;
  readonly endDate: Instant;
  /** A hint that Graph may pass over. On every page: preferences are in no token. */
  readonly pageSize: number;
}

/** https://learn.microsoft.com/graph/api/event-delta : refuses $select, $top and the like. */
export async function getDeltaEvents(
  graph: GraphHttp,
  accessToken: string,
  calendarId: string,
  link: string | null,
  query: DeltaQuery,
  options: CallOptions = {},
): Promise<DeltaPage> {
  const path = `${calendarPath(options.mailbox, calendarId)}/calendarView/delta`;
  const json = await graph.send({
    operation: 'getDeltaEvents',
    kind: 'delta',
    method: 'GET',
    accessToken,
    target: link === null ? { path: `${path}?${windowQuery(query.startDate, query.endDate)}` } : { link },
    prefer: [`odata.maxpagesize=${query.pageSize}`],
    options,
  });
  const page = parseAs(pageValidator, json, 'delta page');
  return { ...readDeltaItems(page.value), ...linkOf(page) };
}

function linkOf(page: {
  '@odata.nextLink'?: string | null;
  '@odata.deltaLink'?: string | null;
}): { nextLink: string } | { deltaLink: string } {
  // Should both be there, going on can lose nothing.
  const nextLink = page['@odata.nextLink'] ?? '';
  if (nextLink !== '') return { nextLink };
  const deltaLink = page['@odata.deltaLink'] ?? '';
  if (deltaLink !== '') return { deltaLink };
  throw new GraphError('malformed_response', 'Microsoft Graph sent a delta page without a link to go on.');
}
