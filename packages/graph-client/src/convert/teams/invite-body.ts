/**
 * Links and lines of an invitation's body. The body is hostile HTML (anyone can invite): it is
 * tokenized, never matched by patterns, in time that grows with its length and not with its
 * nesting, and nothing of it is run or kept but what is returned.
 */
import { decodeHTML, decodeHTMLAttribute } from 'entities';
import { Tokenizer } from 'htmlparser2';

export interface InviteLink {
  readonly href: string;
  /** The `id` attribute, or an empty string. */
  readonly id: string;
  /** Where in `lines` it stands. */
  readonly line: number;
}

export interface InviteBody {
  /** In document order. A link that Outlook rewrote comes with its original first. */
  readonly links: readonly InviteLink[];
  /** What a person reads, without scripts and styles; blocks and breaks end lines. Of HTML with its white space: most lines are never looked at. */
  readonly lines: readonly string[];
  /** The first line with an element that Teams itself wrote; undefined without one. */
  readonly firstMark: number | undefined;
  /** The line of the element that holds the meeting id (`data-tid="meeting-code"`, about 2020 to 2023). */
  readonly meetingCode: number | undefined;
}

/** Nothing of an invitation stands behind its first megabyte. */
const MOST_CHARACTERS = 1_048_576;

export function readInviteBody(content: string, contentType: string): InviteBody {
  const part = content.slice(0, MOST_CHARACTERS);
  return contentType.toLowerCase() === 'text' ? readText(part) : readHtml(part);
}

/** Text prints links as `words<url>`. A link is ASCII: Japanese ends a sentence without a space behind it. */
const linkInText = /<(tel:[^<>\n]{1,100})>|https:\/\/[^\s<>"'|\u0080-\uffff]+/gi;

/** Links as they are written in words, without the marks with which a sentence ends. */
export function linksInText(text: string): string[] {
  return Array.from(text.matchAll(linkInText), ([link, number]) => number ?? withoutEndMarks(link));
}

const endMarks = new Set(').,;:!?]');

function withoutEndMarks(link: string): string {
  let end = link.length;
  while (end > 0 && endMarks.has(link.charAt(end - 1))) end -= 1;
  return link.slice(0, end);
}

function readText(text: string): InviteBody {
  const lines = text.split(/\r\n|\r|\n/).map(evenLine);
  const links = lines.flatMap((words, line) => linksInText(words).map((href) => ({ href, id: '', line })));
  return { links, lines, firstMark: undefined, meetingCode: undefined };
}

/** A line with its white space collapsed. A no-break space is a space here; French writes one before a colon. */
export function evenLine(line: string): string {
  return line.replaceAll(/\s+/g, ' ').trim();
}

function decoded(text: string): string {
  return text.includes('&') ? decodeHTML(text) : text;
}

/** Its text is for no reader. */
const hiddenTags = new Set(['script', 'style', 'title', 'textarea', 'iframe', 'noembed', 'noframes', 'xmp']);
/** Cells and other inline elements only part words. */
const lineTags = new Set(
  'address article blockquote br dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li main ol p pre section table tr ul'.split(
    ' ',
  ),
);
const readAttributes = new Set(['href', 'originalsrc', 'id', 'class', 'data-tid']);

function readHtml(html: string): InviteBody {
  const links: InviteLink[] = [];
  const lines: string[] = [];
  let words = '';
  let tag = '';
  let hidden = '';
  const attributes = new Map<string, string>();
  let attribute: string | undefined;
  let value = '';
  let firstMark: number | undefined;
  let meetingCode: number | undefined;

  const endLine = (): void => {
    lines.push(words);
    words = '';
  };
  const opened = (): void => {
    if (hiddenTags.has(tag)) hidden = tag;
    if (lineTags.has(tag)) endLine();
    else if (tag === 'td' || tag === 'th') words += ' ';
    if (attributes.size === 0) return;
    const line = lines.length;
    const id = attributes.get('id') ?? '';
    if (isMark(id, attributes.get('class') ?? '')) firstMark ??= line;
    if (attributes.get('data-tid') === 'meeting-code') meetingCode ??= line;
    if (tag !== 'a') return;
    for (const href of [attributes.get('originalsrc'), attributes.get('href')]) {
      if (href !== undefined && href !== '') links.push({ href, id, line });
    }
  };
  const nothing = (): void => {};

  const tokenizer = new Tokenizer(
    // Entities are decoded where they matter: looking for them, the tokenizer takes each character by itself.
    { decodeEntities: false },
    {
      onopentagname(start, end) {
        tag = html.slice(start, end).toLowerCase();
        attributes.clear();
      },
      onattribname(start, end) {
        const name = html.slice(start, end).toLowerCase();
        attribute = readAttributes.has(name) ? name : undefined;
        value = '';
      },
      onattribdata(start, end) {
        if (attribute !== undefined) value += html.slice(start, end);
      },
      onattribend() {
        // Of attributes named twice the first counts, as in a browser.
        if (attribute !== undefined && !attributes.has(attribute))
          attributes.set(attribute, value.includes('&') ? decodeHTMLAttribute(value) : value);
      },
      onopentagend: opened,
      onselfclosingtag: opened,
      onclosetag(start, end) {
        const name = html.slice(start, end).toLowerCase();
        if (name === hidden) hidden = '';
        if (lineTags.has(name)) endLine();
      },
      ontext(start, end) {
        const text = html.slice(start, end);
        // Behind <plaintext> a browser shows everything as it is.
        if (hidden === '') words += tag === 'plaintext' ? text : decoded(text);
      },
      onattribentity: nothing,
      ontextentity: nothing,
      oncdata: nothing,
      oncomment: nothing,
      ondeclaration: nothing,
      onprocessinginstruction: nothing,
      onend: endLine,
    },
  );
  tokenizer.write(html);
  tokenizer.end();
  return { links, lines, firstMark, meetingCode };
}

/** Replies and forwards prefix ids and classes with `x_`. */
function isMark(id: string, className: string): boolean {
  return id.includes('meet_invite_block') || className.includes('me-email-');
}
