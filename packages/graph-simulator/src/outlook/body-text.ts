/**
 * The text that a person wrote, out of an event's body and back into it. What Teams
 * put under it is kept as it is, and never shown in the form.
 */
import { escapeHtml } from '../http/html-page.ts';
import { plainText } from '../mailbox/plain-text.ts';
import type { SimBody } from '../mailbox/types.ts';

const TEAMS_BLOCK = '<div class="me-email-text"';

export function writtenText(body: SimBody): string {
  if (body.contentType === 'text') return body.content.replaceAll('\r\n', '\n');
  const [written = ''] = body.content.split(TEAMS_BLOCK);
  return plainText(written).replaceAll('\r\n', '\n');
}

function teamsBlock(body: SimBody): string {
  const at = body.contentType === 'html' ? body.content.indexOf(TEAMS_BLOCK) : -1;
  return at < 0 ? '' : body.content.slice(at).replace(/<\/body>[\s\S]*$/, '');
}

/** The body with another text in it, as HTML; empty when neither text nor a Teams block is left. */
export function withWrittenText(body: SimBody, text: string): SimBody {
  const block = teamsBlock(body);
  const paragraphs = text
    .replaceAll('\r\n', '\n')
    .trim()
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => `<p>${escapeHtml(paragraph).replaceAll('\n', '<br>\r\n')}</p>\r\n`);
  if (paragraphs.length === 0 && block === '') return { contentType: 'html', content: '' };
  return {
    contentType: 'html',
    content:
      '<html>\r\n<head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\r\n</head>\r\n' +
      `<body>\r\n${paragraphs.join('')}${block}</body>\r\n</html>\r\n`,
  };
}
