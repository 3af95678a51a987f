/**
 * The frame of every page under `/_sim/outlook`: the bar with the mailbox's owner,
 * one style sheet, one script from here, and a policy that allows nothing else.
 */
import type { FastifyReply } from 'fastify';
import { escapeHtml } from '../http/html-page.ts';
import type { SimUser } from '../world/types.ts';
import { icon } from './icons.ts';
import { initials } from '../http/avatar.ts';

export interface OutlookPage {
  readonly title: string;
  /** Whose mailbox it is; null where none was found. */
  readonly user: SimUser | null;
  readonly people: readonly SimUser[];
  /** Content of `<main>`, already escaped. */
  readonly body: string;
  /** The date to stay at when another mailbox is opened. */
  readonly date?: string;
}

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** A link within the page; parameters without a value are left out. */
export function outlookUrl(
  path: '' | '/new' | '/event' | '/save' | '/delete' | '/move' | '/changes',
  parameters: Readonly<Record<string, string | null | undefined>>,
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    if (value !== null && value !== undefined && value !== '') query.set(name, value);
  return `/_sim/outlook${path}?${query.toString()}`;
}

function switcher({ user, people, date }: OutlookPage): string {
  const links = people.map((person) => {
    const current = person.id === user?.id ? ' aria-current="true"' : '';
    const href = outlookUrl('', { user: person.userPrincipalName, date });
    return `<li><a href="${escapeHtml(href)}"${current}><span class="avatar" aria-hidden="true">${escapeHtml(initials(person))}</span>
<span>${escapeHtml(person.displayName)}<small>${escapeHtml(person.userPrincipalName)}</small></span></a></li>`;
  });
  const shown =
    user === null
      ? 'Open a mailbox'
      : `<span class="avatar" aria-hidden="true">${escapeHtml(initials(user))}</span><span class="name">${escapeHtml(user.displayName)}</span><span class="hidden">: open another mailbox</span>`;
  return `<details class="people"><summary>${shown}</summary>
<ul>
${links.join('\n')}
</ul></details>`;
}

export function sendOutlookPage(
  reply: FastifyReply,
  status: number,
  page: OutlookPage,
  script: string,
): FastifyReply {
  return (
    reply
      .code(status)
      .header('content-security-policy', POLICY)
      .header('x-content-type-options', 'nosniff')
      // Not no-referrer: with it, a form of this page would be sent with the origin "null".
      .header('referrer-policy', 'same-origin')
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8').send(`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)} – simulated Outlook</title>
<link rel="stylesheet" href="/_sim/outlook/assets/outlook.css">
<script type="module" src="/_sim/outlook/assets/${script}"></script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="bar">
<a class="brand" href="${escapeHtml(outlookUrl('', { user: page.user?.userPrincipalName, date: page.date }))}">${icon('calendar')}<span><strong>Outlook</strong> <span class="tag">simulated</span></span></a>
${switcher(page)}
</header>
<main id="main">
${page.body}
</main>
</body>
</html>
`)
  );
}
