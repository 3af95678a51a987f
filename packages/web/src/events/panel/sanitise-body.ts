/**
 * Makes the HTML of an invitation harmless: a list of elements and attributes that are let through, nothing else.
 * The first of three walls; body-document.ts puts the result behind a Content-Security-Policy of its own, and the
 * page shows that in a frame without scripts and without an origin. Runs in a document that loads nothing.
 */
import createPurifier from 'dompurify';
import type { Config, DOMPurify } from 'dompurify';

import { httpsLink } from '../teams-link.ts';

const ELEMENTS = (
  'a abbr address article b bdi bdo blockquote br caption center cite code dd del div dl dt em figcaption figure ' +
  'footer h1 h2 h3 h4 h5 h6 header hr i ins kbd li main mark ol p pre q s samp section small span strong sub sup ' +
  'table tbody td tfoot th thead time tr tt u ul var wbr'
).split(' ');

/** None of them loads, runs, names or styles anything. */
const ATTRIBUTES = ['href', 'dir', 'lang', 'colspan', 'rowspan', 'start', 'reversed', 'target', 'rel'];

const config: Config = {
  ALLOWED_TAGS: ELEMENTS,
  ALLOWED_ATTR: ATTRIBUTES,
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
  ALLOWED_URI_REGEXP: /^https:\/\//i,
};

let purifier: DOMPurify | undefined;

/** HTML for a frame; empty where nothing is left to read. */
export function sanitiseBody(html: string): string {
  purifier ??= strictPurifier();
  const clean = purifier.sanitize(html, config);
  return /[^\s\u00A0]/.test(clean.replaceAll(/<[^>]*>|&nbsp;/g, '')) ? clean : '';
}

function strictPurifier(): DOMPurify {
  const own = createPurifier(window);
  own.addHook('uponSanitizeElement', (node, { tagName }) => {
    if (tagName === 'img' && node instanceof Element) sayAltInstead(node);
  });
  own.addHook('afterSanitizeAttributes', (node) => {
    if (node.tagName === 'A') secureLink(node);
    else for (const name of ['href', 'target', 'rel']) node.removeAttribute(name);
  });
  return own;
}

/** A remote image tells its sender who looks, and when. */
function sayAltInstead(image: Element): void {
  const alt = image.getAttribute('alt')?.trim() ?? '';
  if (alt !== '') image.before(` [${alt}] `);
}

function secureLink(link: Element): void {
  const href = httpsLink(link.getAttribute('href'));
  if (href === undefined) {
    for (const name of ['href', 'target', 'rel']) link.removeAttribute(name);
    return;
  }
  link.setAttribute('href', href);
  link.setAttribute('target', '_blank');
  link.setAttribute('rel', 'noopener noreferrer nofollow');
}
