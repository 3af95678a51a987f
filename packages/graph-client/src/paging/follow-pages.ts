/**
 * Walks a collection by its nextLinks, page by page, and ends a walk that does not end: a link
 * seen before, or more pages than any calendar has. Knows no items.
 */
import { GraphError } from '../errors.ts';
import type { GraphHttp, GraphCall } from '../http/graph-http.ts';
import { pageValidator } from '../wire/page.ts';
import type { GraphPage } from '../wire/page.ts';
import { parseAs } from '../wire/parse-as.ts';

/** With hundreds of items a page, more than any mailbox holds. */
const MOST_PAGES = 2_000;

export async function* followPages(
  graph: Pick<GraphHttp, 'send'>,
  first: GraphCall,
  mostPages = MOST_PAGES,
): AsyncGenerator<GraphPage, void, undefined> {
  const followed = new Set<string>();
  let target = first.target;
  for (;;) {
    const page = parseAs(pageValidator, await graph.send({ ...first, target }), 'page');
    yield page;
    const link = page['@odata.nextLink'] ?? '';
    if (link === '') return;
    if (followed.has(link) || followed.size + 1 >= mostPages) {
      throw new GraphError('page_loop', `The pages of ${first.operation} do not come to an end.`);
    }
    followed.add(link);
    target = { link };
  }
}
