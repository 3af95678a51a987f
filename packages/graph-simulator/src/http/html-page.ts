/**
 * The shell of every HTML page of the simulator: one static style sheet, named in
 * the Content-Security-Policy by its hash, and no scripts. Everything that
 * varies is escaped by `escapeHtml` at the place where it enters the page.
 */
import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';

const STYLE = `
:root{color-scheme:light dark;--line:#8886;--accent:#0f5c8c;--on-accent:#fff}
@media (prefers-color-scheme:dark){:root{--accent:#7cc4f2;--on-accent:#06202f}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;font:1rem/1.5 system-ui,sans-serif;display:grid;place-items:center;padding:1.5rem}
main{width:100%;max-width:30rem;border:1px solid var(--line);border-radius:.75rem;padding:1.75rem}
main.wide{max-width:60rem}
h1{font-size:1.4rem;margin:0 0 .25rem}
h2{font-size:1.05rem;margin:1.5rem 0 .5rem}
.note{opacity:.75;font-size:.875rem}
fieldset{border:0;margin:1.25rem 0 0;padding:0}
legend{font-weight:600;padding:0;margin-bottom:.5rem}
.account{display:flex;gap:.75rem;align-items:center;border:1px solid var(--line);border-radius:.5rem;padding:.6rem .75rem;margin-bottom:.5rem;cursor:pointer}
.account:has(input:checked){border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent)}
.account span span{display:block;opacity:.75;font-size:.875rem}
ul{margin:0;padding-left:1.25rem}
li{margin-bottom:.4rem}
.buttons{display:flex;gap:.75rem;justify-content:flex-end;margin-top:1.5rem;flex-wrap:wrap}
button,.button{font:inherit;padding:.55rem 1.1rem;border-radius:.4rem;border:1px solid var(--line);background:transparent;color:inherit;cursor:pointer;text-decoration:none}
button.main{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
:is(button,.button,input,a):focus-visible,.account:focus-within{outline:3px solid var(--accent);outline-offset:2px}
code{overflow-wrap:anywhere}
dt{font-weight:600;margin-top:1rem}
dd{margin:0}
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text made safe for element content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}

export interface HtmlPage {
  readonly title: string;
  /** Content of `<main>`, already escaped. */
  readonly body: string;
  readonly wide?: boolean;
  /** Sources a form on the page may be submitted or redirected to, beside the simulator. */
  readonly formTargets?: readonly string[];
}

/** Sends the page; nothing in it may be framed, scripted, cached or loaded from elsewhere. */
export function sendHtmlPage(reply: FastifyReply, status: number, page: HtmlPage): FastifyReply {
  const formAction = ["'self'", ...(page.formTargets ?? [])].join(' ');
  return reply
    .code(status)
    .header(
      'content-security-policy',
      `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`,
    )
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main${page.wide === true ? ' class="wide"' : ''}>
${page.body}
</main>
</body>
</html>
`,
    );
}
