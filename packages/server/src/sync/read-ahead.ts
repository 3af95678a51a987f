/**
 * Reads the pages of a walk ahead of who writes them, in their order: while PostgreSQL is busy with some, the next
 * are fetched and mapped. Knows no database. What it does not know is whether a walk ends: a page that brings
 * nothing new is written before another is asked for.
 */
import type { ReadPage } from './calendar-reader.ts';
import type { MappedEvents, PageContent } from './map-page.ts';

/** As many events may wait to be written. */
const MOST_WAITING = 3000;

export interface FetchedPage {
  readonly page: Pick<ReadPage, 'nextLink' | 'deltaLink'>;
  readonly content: PageContent;
  /** Where that is done ahead. */
  readonly mapped: MappedEvents | undefined;
  readonly fetchedAt: Date;
}

export interface ReadyPage extends FetchedPage {
  readonly nextLink: string | null;
  /** Every id of the page was named in this round already; of an empty page there is nothing to say. */
  readonly isReplay: boolean | undefined;
  /** It names nothing that was named before: it may be written together with others like it. */
  readonly isNews: boolean;
}

export interface Share {
  take(): void;
  used(): boolean;
}

export interface ReadAhead extends AsyncDisposable {
  /**
   * What is ready to be written together, in order; waits for one. None: the share is used up.
   * @throws what reading threw, when all before it was taken
   */
  take(): Promise<ReadyPage[]>;
}

export interface WalkStart {
  /** null: from the beginning. */
  readonly link: string | null;
  /** Every id that the round has named so far. */
  readonly named: Iterable<string>;
}

/** Disposing waits for a page that is being read. */
export function readAhead(
  start: WalkStart,
  share: Share,
  read: (link: string | null) => Promise<FetchedPage>,
): ReadAhead {
  const named = new Set(start.named);
  const ready: ReadyPage[] = [];
  let state: 'reading' | 'ended' | 'closed' = 'reading';
  const isReading = (): boolean => state === 'reading';
  let failure: { readonly error: unknown } | undefined;
  let changed = Promise.withResolvers<undefined>();
  const tell = (): void => {
    changed.resolve(undefined);
    changed = Promise.withResolvers();
  };
  const waiting = (): number => ready.reduce((sum, { content }) => sum + content.seen.length, 0);
  const mustWait = (): boolean => ready.some(({ isNews }) => !isNews) || waiting() >= MOST_WAITING;

  const readAll = async (): Promise<void> => {
    let link = start.link;
    while (isReading() && !share.used()) {
      share.take();
      const fetched = await read(link);
      const nextLink = fetched.page.nextLink ?? null;
      ready.push({ ...fetched, nextLink, ...judge(fetched.content, link, nextLink, named) });
      tell();
      if (nextLink === null) return;
      link = nextLink;
      while (isReading() && mustWait()) await changed.promise;
    }
  };
  const reading = readAll()
    .catch((error: unknown) => {
      failure = { error };
    })
    .finally(() => {
      if (isReading()) state = 'ended';
      tell();
    });

  return {
    take: async () => {
      while (ready.length === 0 && isReading()) await changed.promise;
      if (ready.length === 0 && failure !== undefined) throw failure.error;
      const alone = ready.findIndex(({ isNews }) => !isNews);
      const taken = ready.splice(0, alone === -1 ? ready.length : Math.max(alone, 1));
      tell();
      return taken;
    },
    [Symbol.asyncDispose]: async () => {
      state = 'closed';
      tell();
      await reading;
    },
  };
}

function judge(
  { seen, removed }: PageContent,
  link: string | null,
  nextLink: string | null,
  named: Set<string>,
): Pick<ReadyPage, 'isNews' | 'isReplay'> {
  const ids = [...seen, ...removed];
  const known = ids.filter((id) => named.has(id)).length;
  for (const id of ids) named.add(id);
  const isReplay =
    nextLink !== null && nextLink === link ? true : ids.length === 0 ? undefined : known === ids.length;
  return { isReplay, isNews: isReplay === false && known === 0 };
}
