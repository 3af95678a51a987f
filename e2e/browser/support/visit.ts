/**
 * One person's browser: a context of its own with one page, watched from the first request on. Whatever a person
 * would never see but should never happen (an error in the console, a refused policy, a failed request, a request
 * to somebody else) is a trouble, and a visit with troubles fails its test.
 */
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  Page,
  Request,
  Response,
} from 'playwright-core';

export interface VisitOptions extends BrowserContextOptions {
  /** Origins that may be asked. */
  readonly origins: readonly string[];
  /** The origin whose answers are listened to. */
  readonly ours: string;
  /** Is given every text that reached the browser from `ours`. */
  readonly hear?: (text: string) => void;
}

export interface Visit extends AsyncDisposable {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What happened so far that should not. */
  readonly troubles: readonly string[];
  /** From now on, troubles that match are none: the test causes them. */
  expectTrouble(pattern: RegExp): void;
}

/** Answers of a navigation that was left, and streams that a page closes itself. */
const LEFT = 'net::ERR_ABORTED';

export async function startVisit(browser: Browser, options: VisitOptions): Promise<Visit> {
  const { origins, ours, hear = () => {}, ...contextOptions } = options;
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
    ...contextOptions,
  });
  context.setDefaultTimeout(20_000);
  const found: string[] = [];
  const expected: RegExp[] = [];
  const hearing = new Set<Promise<void>>();

  context.on('console', (message) => {
    if (message.type() === 'error') found.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => found.push(`error: ${error.error().stack ?? error.error().message}`));
  context.on('request', (request) => {
    const origin = originOf(request.url());
    if (origin !== undefined && !origins.includes(origin)) found.push(`foreign request: ${request.url()}`);
  });
  context.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? 'no reason';
    if (reason !== LEFT) found.push(`failed request: ${request.method()} ${request.url()}: ${reason}`);
  });
  context.on('response', (response) => {
    if (originOf(response.url()) !== ours) return;
    const heard = heardFrom(response).then(hear);
    hearing.add(heard);
    heard.finally(() => hearing.delete(heard)).catch(() => {});
  });
  const watchAddress = (page: Page): void => {
    page.on('framenavigated', (frame) => {
      if (originOf(frame.url()) === ours) hear(`address ${frame.url()}`);
    });
  };
  context.on('page', watchAddress);
  const page = await context.newPage();
  const troubles = (): string[] => found.filter((each) => !expected.some((pattern) => pattern.test(each)));

  return {
    context,
    page,
    get troubles() {
      return troubles();
    },
    expectTrouble: (pattern) => {
      expected.push(pattern);
    },
    [Symbol.asyncDispose]: async () => {
      try {
        await Promise.allSettled(hearing);
        for (const open of context.pages()) hear(await keptBy(open, ours));
      } finally {
        await context.close();
      }
      const left = troubles();
      if (left.length > 0) throw new Error(`The browser met trouble:\n${left.join('\n')}`);
    },
  };
}

/** Of pages and requests over HTTP; undefined for data:, blob:, about: and the like. */
function originOf(url: string): string | undefined {
  return /^(?:https?|wss?|ftp):/.test(url) ? new URL(url).origin : undefined;
}

async function heardFrom(response: Response): Promise<string> {
  const headers = await response.allHeaders().catch(() => ({}));
  return `${response.status()} ${pathOf(response.request())} ${JSON.stringify(headers)} ${await bodyOf(response)}`;
}

/** The query of the callback is Microsoft's code: that the browser carries it is how the protocol goes. */
function pathOf(request: Request): string {
  const { pathname, search } = new URL(request.url());
  return pathname.endsWith('/callback') ? pathname : pathname + search;
}

/** A stream does not end; a redirect and an answer that was left have no body. */
async function bodyOf(response: Response): Promise<string> {
  const type = response.headers()['content-type'] ?? '';
  if (type.includes('text/event-stream') || (response.status() >= 300 && response.status() < 400)) return '';
  return response.text().catch(() => '');
}

async function keptBy(page: Page, ours: string): Promise<string> {
  if (originOf(page.url()) !== ours) return '';
  return page.evaluate(() =>
    JSON.stringify([
      ...Object.entries(localStorage),
      ...Object.entries(sessionStorage),
      document.documentElement.outerHTML,
    ]),
  );
}
