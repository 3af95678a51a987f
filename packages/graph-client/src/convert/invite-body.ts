/**
 * Links and text of an invitation's body. The body is hostile HTML (anyone can invite): it is
 * parsed, never matched by patterns, and nothing of it is run or kept but what is returned.
 */
import { Parser } from 'htmlparser2';

interface InviteLink {
  readonly href: string;
  /** The `id` attribute, or an empty string. */
  readonly id: string;
}

export interface InviteBody {
  /** In document order. A link that Outlook rewrote comes with its original first. */
  readonly links: readonly InviteLink[];
  /** What a person reads, without scripts and styles. */
  readonly text: string;
}

/** Nothing of an invitation stands behind its first megabyte. */
const MOST_CHARACTERS = 1_048_576;

export function readInviteBody(content: string, contentType: string): InviteBody {
  const part = content.slice(0, MOST_CHARACTERS);
  return contentType.toLowerCase() === 'text' ? { links: [], text: part } : readHtml(part);
}

function readHtml(html: string): InviteBody {
  const links: InviteLink[] = [];
  const text: string[] = [];
  let hidden = 0;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'script' || name === 'style') hidden += 1;
      if (name !== 'a') return;
      const id = attributes['id'] ?? '';
      for (const href of [attributes['originalsrc'], attributes['href']]) {
        if (href !== undefined && href !== '') links.push({ href, id });
      }
    },
    ontext(data) {
      if (hidden === 0) text.push(data);
    },
    onclosetag(name) {
      if (name === 'script' || name === 'style') hidden -= 1;
      // Two table cells are two words.
      text.push(' ');
    },
  });
  parser.end(html);
  return { links, text: text.join('') };
}
