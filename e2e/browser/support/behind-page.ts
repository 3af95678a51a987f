/** What the server behind a page complained of: where a person waits in vain, the reason often stands there alone. */
import type { BrowserContext, Page } from 'playwright-core';

const MOST_LINES = 15;
const outputs = new WeakMap<BrowserContext, readonly string[]>();

/** @param output lines of the server's log, while they come */
export function standBehind(context: BrowserContext, output: readonly string[]): void {
  outputs.set(context, output);
}

/** Its last warnings and errors; empty where there is none. */
export function complaintsBehind(page: Page): string {
  const lines = (outputs.get(page.context()) ?? []).filter((line) =>
    /"level":"(?:warn|error|fatal)"/.test(line),
  );
  return lines.length === 0 ? '' : `\nThe server said:\n${lines.slice(-MOST_LINES).join('\n')}`;
}
