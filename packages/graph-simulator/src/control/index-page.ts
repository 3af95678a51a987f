import { escapeHtml } from '../http/html-page.ts';
import type { HtmlPage } from '../http/html-page.ts';
import { OPERATION_LIST } from './operations.ts';

/** What a person sees at the simulator's front door. */
export function indexPage(): HtmlPage {
  const rows = OPERATION_LIST.map(
    ({ method, path, summary, example }) =>
      `<dt><code>${escapeHtml(`${method} ${path}`)}</code></dt>
<dd>${escapeHtml(summary)}${example === '' ? '' : `<br><code>${escapeHtml(example)}</code>`}</dd>`,
  );
  return {
    title: 'Graph simulator',
    wide: true,
    body: `<h1>Graph simulator</h1>
<p>Microsoft Entra ID at <code>/{tenant}/…</code>, Microsoft Graph at <code>/v1.0/…</code>, and this control API. Bodies and answers are JSON.</p>
<p><a href="/_sim/outlook">Open a mailbox in the simulated Outlook</a></p>
<h2>Control API</h2>
<dl>
${rows.join('\n')}
</dl>`,
  };
}
