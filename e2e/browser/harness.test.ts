/** The watching itself: each kind of trouble, made on purpose, is found. Otherwise every other test here is worth little. */
import { once } from 'node:events';
import { createServer } from 'node:http';

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { standBehind } from './support/behind-page.ts';
import { expectAccessible } from './support/expect-accessible.ts';
import { expectFits } from './support/expect-fits.ts';
import { expectSeen } from './support/expect-seen.ts';
import { launchBrowser } from './support/launch-browser.ts';
import { startVisit } from './support/visit.ts';
import type { Visit } from './support/visit.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

interface Site extends AsyncDisposable {
  readonly url: string;
}

async function site(html: string, headers: Record<string, string> = {}): Promise<Site> {
  const server = createServer((request, response) => {
    if (request.url === '/') response.writeHead(200, { 'content-type': 'text/html', ...headers }).end(html);
    else if (request.url === '/broken-off') response.destroy();
    else response.writeHead(404).end('not here');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function visitTo(url: string, hear?: (text: string) => void): Promise<Visit> {
  return startVisit(browser, { ours: url, origins: [url], ...(hear === undefined ? {} : { hear }) });
}

const page = (body: string): string =>
  `<!doctype html><html lang="en"><head><title>A page</title><link rel="icon" href="data:,"></head><body>${body}</body></html>`;

describe('waiting in vain', () => {
  it('says what is there instead, and of what the server complained', async () => {
    await using empty = await site(page('<main><h1>Checked every few minutes</h1></main>'));
    await using visit = await visitTo(empty.url);
    const lines = ['{"level":"info","msg":"Calmirror is up"}'];
    standBehind(visit.context, lines);
    lines.push('{"level":"warn","msg":"Microsoft did not create a subscription"}');
    await visit.page.goto(empty.url);
    const waiting = expectSeen(visit.page.getByText('Changes arrive by push'), 50);
    await expect(waiting).rejects.toThrow(/Checked every few minutes[^]*did not create a subscription/);
    await expect(waiting).rejects.not.toThrow('is up');
  });
});

describe('a visit', () => {
  it('without trouble ends in peace', async () => {
    await using quiet = await site(page('<main><h1>Hello</h1></main>'));
    await using visit = await visitTo(quiet.url);
    await visit.page.goto(quiet.url);
    expect(visit.troubles).toEqual([]);
  });

  it.each([
    ['an error in the console', '<script>console.error("boom")</script>', /console: boom/],
    ['an error nobody caught', '<script>throw new Error("uncaught")</script>', /error: .*uncaught/],
    ['a promise nobody caught', '<script>Promise.reject(new Error("lost"))</script>', /error: .*lost/],
    ['an answer that is an error', '<img src="/missing.png" alt="">', /console: .*404/],
    ['a connection that breaks', '<img src="/broken-off" alt="">', /failed request: GET .*broken-off/],
    [
      'a request to somebody else',
      '<img src="http://elsewhere.example/x.png" alt="">',
      /foreign request: http:\/\/elsewhere/,
    ],
  ])('fails on %s', async (_what, body, trouble) => {
    await using troubled = await site(page(body));
    const visit = await visitTo(troubled.url);
    await visit.page.goto(troubled.url);
    await expect.poll(() => visit.troubles.join('\n')).toMatch(trouble);
    await expect(visit[Symbol.asyncDispose]()).rejects.toThrow(trouble);
  });

  it('fails on what the policy of a page refused', async () => {
    await using strict = await site(page('<p style="color: red">Hello</p><script>1</script>'), {
      'content-security-policy': "default-src 'none'",
    });
    const visit = await visitTo(strict.url);
    await visit.page.goto(strict.url);
    await expect.poll(() => visit.troubles.length).toBeGreaterThanOrEqual(2);
    await expect(visit[Symbol.asyncDispose]()).rejects.toThrow(/Content Security Policy/);
  });

  it('lets pass what its test expects, and nothing else', async () => {
    await using troubled = await site(page('<script>console.error("one"); console.error("two")</script>'));
    const visit = await visitTo(troubled.url);
    visit.expectTrouble(/console: one/);
    await visit.page.goto(troubled.url);
    await expect.poll(() => visit.troubles).toEqual([expect.stringMatching(/console: two/)]);
    await expect(visit[Symbol.asyncDispose]()).rejects.toThrow('two');
  });

  it('hears answers, addresses and what the page keeps, for the search for secrets', async () => {
    const heard: string[] = [];
    await using talkative = await site(
      page(
        '<script>localStorage.kept = "secret-in-storage"; history.replaceState(0, "", "?secret-in-address")</script>',
      ),
      { 'x-leak': 'secret-in-header' },
    );
    {
      await using visit = await visitTo(talkative.url, (text) => heard.push(text));
      await visit.page.goto(talkative.url);
      await visit.page.evaluate(() => document.body.append('secret-in-page'));
    }
    for (const place of ['storage', 'header', 'page', 'address'])
      expect(heard.join('\n')).toContain(`secret-in-${place}`);
  });
});

describe('the expectations of a page', () => {
  it('find a picture without a text, and pale letters in the dark only', async () => {
    await using poor = await site(
      page('<main><h1>Hi</h1><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></main>'),
    );
    await using visit = await visitTo(poor.url);
    await visit.page.goto(poor.url);
    await expect(expectAccessible(visit.page, 'poor')).rejects.toThrow(/image-alt/);
    await visit.page.setContent(
      page(
        '<style>@media (prefers-color-scheme: dark) { body { background: #111; color: #444 } }</style><main><h1>Hi</h1></main>',
      ),
    );
    await expect(expectAccessible(visit.page, 'pale')).rejects.toThrow(/pale, dark[^]*color-contrast/);
  });

  it('find what stands out at 320 px, though not at 390', async () => {
    await using wide = await site(page('<main><h1 style="width: 360px">Hi</h1></main>'));
    await using visit = await visitTo(wide.url);
    await visit.page.goto(wide.url);
    await expectFits(visit.page, 'wide', [390]);
    await expect(expectFits(visit.page, 'wide')).rejects.toThrow(/320 px/);
  });
});
