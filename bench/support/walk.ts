import { GraphClient } from '@calmirror/graph-client';

/** Fetches and parses every page of the page server, as a round does, and does nothing with them. */
export async function walk(url: string, pageSize: number): Promise<void> {
  const graph = new GraphClient({ baseUrl: url });
  const query = { startDate: '2026-08-24T00:00:00Z', endDate: '2027-11-22T00:00:00Z', pageSize };
  let link: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof graph.getDeltaEvents>> = await graph.getDeltaEvents(
      'token',
      'bench',
      link,
      query,
    );
    link = page.nextLink ?? null;
  } while (link !== null);
}
