/**
 * The shell of every HTML page of the simulator: one static style sheet, named in
 * the Content-Security-Policy by its hash, and no scripts. Everything that
 * varies is escaped by `escapeHtml` at the place where it enters the page.
 */
import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { THEME_CSS } from './theme.ts';

const CARD_CSS = `
body{min-height:100vh;min-height:100dvh;display:grid;place-items:center;padding:1.5rem 1rem}
main{width:100%;max-width:30rem;min-width:0;padding:1.75rem;background:var(--surface);border:1px solid var(--line);border-radius:.75rem;box-shadow:0 .25rem 1.25rem light-dark(#0b1a2b14,#0006)}
main.wide{max-width:60rem}
.brand{display:flex;align-items:center;gap:.5rem;margin:0 0 1.25rem;font-weight:600}
.brand svg{width:1.5rem;height:1.5rem;flex:none;fill:none;stroke:var(--accent);stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}
.tag{font-weight:400;font-size:.8125rem;border:1px solid var(--edge);border-radius:1rem;padding:.05rem .6rem}
h1+.note{margin-bottom:0}
h2{font-size:1.05rem;margin:1.5rem 0 .6rem;line-height:1.35}
p{overflow-wrap:break-word}
fieldset{margin-top:1.25rem}
legend{font-weight:600;padding:0;margin-bottom:.5rem}
.account{display:flex;gap:.75rem;align-items:center;border:1px solid var(--edge);border-radius:.5rem;padding:.65rem .75rem;margin-bottom:.5rem;cursor:pointer}
.account:hover{background:var(--raised)}
.account:has(input:checked){border-color:var(--accent);background:var(--accent-soft);box-shadow:inset 0 0 0 1px var(--accent)}
.account:focus-within:has(:focus-visible){outline:3px solid var(--accent);outline-offset:2px}
.account input:focus-visible{outline:0}
.account>span:last-child{min-width:0;font-weight:600;line-height:1.35;overflow-wrap:anywhere}
.account>span:last-child span{display:block;font-weight:400;font-size:.875rem;color:var(--quiet)}
.account .hint{color:var(--text);padding-left:.55rem;border-left:.2rem solid var(--edge);margin-top:.3rem}
.permissions{list-style:none;margin:0;padding:0;border:1px solid var(--line);border-radius:.5rem}
.permissions li{padding:.6rem .85rem}
.permissions li+li{border-top:1px solid var(--line)}
.permissions strong{font-weight:600}
.permissions .note{display:block;margin:0}
.buttons{display:flex;gap:.75rem;margin-top:1.5rem;flex-wrap:wrap}
@media (min-width:52rem){form .buttons{position:sticky;bottom:0;margin:1.25rem -1.75rem 0;padding:.9rem 1.75rem;background:var(--surface);border-top:1px solid var(--line);border-radius:0 0 .75rem .75rem}}
html{scroll-padding-bottom:5rem}
.problem{margin:1rem 0 0;padding:.7rem 1rem;border-radius:.375rem;background:var(--danger-soft);color:var(--danger);font-weight:600}
.problem.long{font-weight:400;color:inherit;border-left:.25rem solid var(--danger)}
.facts{margin:1.25rem 0 0;padding-top:1rem;border-top:1px solid var(--line);font-size:.875rem;color:var(--quiet)}
.foot{margin:.5rem 0 0;font-size:.875rem;color:var(--quiet)}
.foot a{display:inline-block;min-height:1.5rem}
code{overflow-wrap:anywhere}
dt{font-weight:600;margin-top:1rem}
dd{margin:0}
`;

const STYLE = `${THEME_CSS}${CARD_CSS}`;

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
  /** What this page stands in for, said above its heading; left out, it is the simulator itself. */
  readonly standsFor?: string;
  /** Sources a form on the page may be submitted or redirected to, beside the simulator. */
  readonly formTargets?: readonly string[];
}

/** A padlock of our own: nobody shall take this for Microsoft's page. */
function brand(standsFor: string): string {
  return `<p class="brand"><svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><rect x="5" y="10.500" width="14" height="10" rx="2"/><path d="M8 10.500V7.500a4 4 0 0 1 8 0v3M12 14.500v2"/></svg>${escapeHtml(standsFor)} <span class="tag">simulated</span></p>\n`;
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
${page.standsFor === undefined ? '' : brand(page.standsFor)}${page.body}
</main>
</body>
</html>
`,
    );
}
