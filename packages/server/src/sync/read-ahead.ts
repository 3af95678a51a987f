/**
 * Reads the pages of a walk ahead of who writes them, in their order: while PostgreSQL is busy with some, the next
 * are fetched and mapped. Knows no database. What it does not know is whether a walk ends: a page that brings
 * nothing new is written before another is asked for.
 */
import type { MappedAhead, PageContent } from './map-page.ts';
import type { PageNews } from './named-ids.ts';

/** As many events may wait to be written, with so many characters of text, which a few pages of long bodies have. */
const MOST_WAITING = 6000;
const MOST_TEXT = 16_000_000;

export interface ReadyPage extends PageNews {
  readonly nextLink: string | null;
  readonly deltaLink: string | null;
  readonly content: PageContent;
  /** Where that is done ahead. */
  readonly mapped: MappedAhead | undefined;
  readonly fetchedAt: Date;
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

/**
 * Disposing waits for a page that is being read.
 * @param start null: from the beginning
 */
export function readAhead(
  start: string | null,
  share: Share,
  read: (link: string | null) => Promise<ReadyPage>,
): ReadAhead {
  const ready: (ReadyPage & { readonly characters: number })[] = [];
  let state: 'reading' | 'ended' | 'closed' = 'reading';
  const isReading = (): boolean => state === 'reading';
  let failure: { readonly error: unknown } | undefined;
  let changed = Promise.withResolvers<undefined>();
  const tell = (): void => {
    changed.resolve(undefined);
    changed = Promise.withResolvers();
  };
  const mustWait = (): boolean =>
    ready.some(({ isNews }) => !isNews) ||
    ready.reduce((sum, { content }) => sum + content.seen.length, 0) >= MOST_WAITING ||
    ready.reduce((sum, { characters }) => sum + characters, 0) >= MOST_TEXT;

  const readAll = async (): Promise<void> => {
    let link = start;
    while (isReading() && !share.used()) {
      share.take();
      const page = await read(link);
      ready.push({ ...page, characters: charactersOf(page.content) });
      tell();
      if (page.nextLink === null) return;
      link = page.nextLink;
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

function charactersOf({ events }: PageContent): number {
  return events.reduce((sum, { body }) => sum + (body?.content?.length ?? 0), 0);
}
