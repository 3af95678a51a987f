/** HTML bodies as text: for `bodyPreview` and for `outlook.body-content-type="text"`. */
import type { SimBody } from './types.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
  '#39': "'",
  '#43': '+',
};

/** Links are printed as `text<url>`, as Exchange does. */
export function plainText(html: string): string {
  return html
    .replaceAll(/<head[\s\S]*?<\/head>/gi, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(
      /<a\b[^>]*?href="([^"]*)"[^>]*>(.*?)<\/a>/gi,
      (_link, url: string, text: string) => `${text}&lt;${url}&gt;`,
    )
    .replaceAll(/<(?:br|\/p|\/div|\/tr|\/h\d)\s*\/?>/gi, '\r\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(#?\w+);/g, (entity, name: string) => ENTITIES[name] ?? entity)
    .replaceAll(/ *\r\n */g, '\r\n')
    .replaceAll(/(?:\r\n){3,}/g, '\r\n\r\n')
    .trim();
}

/** A text as HTML that shows it. */
export function htmlOf({ contentType, content }: SimBody): string {
  if (contentType === 'html') return content;
  return content
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/\r\n|\r|\n/g, '<br>\r\n');
}

/** A whole document, as Exchange keeps and makes them. */
export function pageOf(html: string): string {
  return `<html>\r\n<head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\r\n</head>\r\n<body>\r\n${html}</body>\r\n</html>\r\n`;
}

const previews = new WeakMap<SimBody, string>();

/** Outlook's preview: text, cut at 255 characters. */
export function bodyPreview(body: SimBody): string {
  let preview = previews.get(body);
  if (preview === undefined) {
    preview = (body.contentType === 'html' ? plainText(body.content) : body.content).slice(0, 255);
    previews.set(body, preview);
  }
  return preview;
}
