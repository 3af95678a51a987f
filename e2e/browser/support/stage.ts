/** A sandbox, one real browser, and people who come to see it. A test file has one. */
import type { Browser, BrowserContextOptions } from 'playwright-core';

import type { SandboxOptions } from '@calmirror/sandbox';
import { inject } from 'vitest';

import { startFlow } from '../../support/flow.ts';
import type { Flow } from '../../support/flow.ts';
import { standBehind } from './behind-page.ts';
import { launchBrowser } from './launch-browser.ts';
import { startVisit } from './visit.ts';
import type { Visit } from './visit.ts';

interface VisitorOptions extends BrowserContextOptions {
  /** Where the person finds Calmirror, if not at its own address: a proxy in between. */
  readonly at?: string;
}

export interface Stage extends AsyncDisposable {
  readonly flow: Flow;
  readonly browser: Browser;
  /** A browser of its own, on no page yet; addresses are Calmirror's. */
  visit(options?: VisitorOptions): Promise<Visit>;
}

export async function startStage(options: Omit<SandboxOptions, 'databaseUrl'> = {}): Promise<Stage> {
  await using starting = new AsyncDisposableStack();
  await untilPageIsBuilt();
  const [flow, browser] = await Promise.all([startFlow(options), launchBrowser()]);
  starting.use(flow);
  starting.defer(() => browser.close());
  const running = starting.move();
  return {
    flow,
    browser,
    visit: async ({ at = flow.server.url, ...context } = {}) => {
      const visit = await startVisit(browser, {
        baseURL: at,
        ...context,
        ours: at,
        origins: [at, flow.microsoftUrl, flow.simulator.url],
        hear: flow.hear,
      });
      standBehind(visit.context, flow.server.output);
      return visit;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Once in a test run, whoever asks first; see packages/server/test/support/global-setup.ts. */
async function untilPageIsBuilt(): Promise<void> {
  const answer = await fetch(new URL('/page', inject('testPostgresAddress')));
  if (!answer.ok) throw new Error(`The page was not built: ${await answer.text()}`);
}
