/**
 * The whole document of the frame that shows a body: our own style sheet, allowed by the page's nonce (a frame
 * made of `srcdoc` inherits the page's policy), and a policy that lets nothing else load. Pure.
 */
export interface BodyDocumentOptions {
  readonly scheme: 'light' | 'dark';
  readonly nonce: string;
}

/** `clean`: what sanitiseBody gave, never anything else. */
export function bodyDocument(clean: string, { scheme, nonce }: BodyDocumentOptions): string {
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`;
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta http-equiv="x-dns-prefetch-control" content="off">',
    '<meta name="referrer" content="no-referrer">',
    `<style nonce="${nonce}">${styles(scheme)}</style>`,
    `</head><body>${clean}</body></html>`,
  ].join('');
}

function styles(scheme: 'light' | 'dark'): string {
  const colours =
    scheme === 'dark'
      ? { text: '#dce3e6', ground: '#1d2528', link: '#73cfca', line: '#46555a' }
      : { text: '#1c2427', ground: '#ffffff', link: '#095f66', line: '#cfd8da' };
  return `
:root { color-scheme: ${scheme}; }
body {
  margin: 0; padding: 1px; color: ${colours.text}; background: ${colours.ground};
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere;
}
a { color: ${colours.link}; }
h1, h2, h3, h4, h5, h6 { margin: 1em 0 0.5em; font-size: 1.0625em; }
p, ul, ol, blockquote, table, pre { margin: 0 0 0.75em; }
ul, ol { padding-left: 1.5em; }
blockquote { margin-left: 0; padding-left: 1em; border-left: 3px solid ${colours.line}; }
table { border-collapse: collapse; max-width: 100%; }
td, th { padding: 0.25em 0.5em 0.25em 0; vertical-align: top; text-align: start; }
pre { white-space: pre-wrap; }
hr { border: 0; border-top: 1px solid ${colours.line}; }
`;
}

const LINE_PX = 25;
const CHARACTERS_IN_A_LINE = 52;
const LEAST_PX = 80;
const MOST_PX = 560;

/** How high the frame begins, a guess by its text: a frame without an origin cannot be measured from outside. */
export function likelyHeight(clean: string): number {
  const lines = clean
    .split(/<\/?(?:p|div|br|li|tr|h[1-6]|pre|blockquote|hr|table|ul|ol|section|dd|dt)\b[^>]*>/i)
    .map((block) => block.replaceAll(/<[^>]*>/g, '').trim())
    .filter((block) => block !== '')
    .reduce((sum, block) => sum + Math.ceil(block.length / CHARACTERS_IN_A_LINE) + 0.5, 0);
  return Math.round(Math.min(MOST_PX, Math.max(LEAST_PX, lines * LINE_PX + LINE_PX)));
}
