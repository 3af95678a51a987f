/** An event of a calendar that cannot be written to, to look at. */
import { escapeHtml } from '../http/html-page.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import { writtenText } from './body-text.ts';
import type { Entry } from './find-entry.ts';
import { dateIn, shownTitle, whenInWords } from './format.ts';
import { capital, recurrenceInWords } from './repeat.ts';
import { outlookUrl } from './shell.ts';
import { zoneOf } from './week.ts';
import { colorClass } from './week-page.ts';

export function detailsPage(
  mailbox: Mailbox,
  entry: Entry,
): { readonly title: string; readonly body: string } {
  const { content, times, calendar, item } = entry;
  const zone = zoneOf(mailbox.user);
  const title = shownTitle(content.subject);
  const rows: [string, string][] = [
    ['When', whenInWords(zone, times)],
    ['Repeats', item.kind === 'series' ? capital(recurrenceInWords(item.recurrence)) : ''],
    ['Where', content.locations.map((place) => place.displayName).join('; ')],
    ['Categories', content.categories.join(', ')],
    ['Description', writtenText(content.body)],
  ];
  const back = outlookUrl('', {
    user: mailbox.user.userPrincipalName,
    date: times.allDay?.start ?? dateIn(zone, times.startMs),
  });
  return {
    title,
    body: `<article class="card">
<h1>${escapeHtml(title)}</h1>
<p class="in-calendar ${colorClass(calendar)}">In the calendar <strong>${escapeHtml(calendar.name)}</strong>, which nobody here can change</p>
<dl>
${rows
  .filter(([, value]) => value !== '')
  .map(([name, value]) => `<div><dt>${name}</dt><dd>${escapeHtml(value)}</dd></div>`)
  .join('\n')}
</dl>
<div class="buttons"><a class="button main" href="${escapeHtml(back)}">Back to the week</a></div>
</article>`,
  };
}
