/**
 * The page on which an event is made, changed or deleted: one form that works
 * without scripts. What applies only to some choices is hidden by the style sheet.
 */
import { escapeHtml } from '../http/html-page.ts';
import { type Choice, hidden, input, select, tick } from '../http/html-controls.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import { WINDOWS_ZONE_NAMES } from '../recurrence/time-zones.ts';
import type { EventForm } from './event-form.ts';
import type { Entry } from './find-entry.ts';
import { recurrenceInWords } from './repeat.ts';
import { outlookUrl } from './shell.ts';
import { colorClass } from './week-page.ts';

export interface EventPageInput {
  readonly mailbox: Mailbox;
  /** Null for a new event. */
  readonly entry: Entry | null;
  readonly form: EventForm;
  /** A sentence about what was wrong with the form as it was sent. */
  readonly problem?: string;
}

const CATEGORIES = ['Red', 'Orange', 'Yellow', 'Green', 'Blue', 'Purple'].map((color) => `${color} category`);

const IMPORTANCE: readonly Choice[] = [
  { value: 'low', text: 'Low' },
  { value: 'normal', text: 'Normal' },
  { value: 'high', text: 'High' },
];

const REPEAT_CHOICES: readonly Choice[] = [
  { value: 'daily', text: 'Every day' },
  { value: 'weekdays', text: 'Every weekday' },
  { value: 'weekly', text: 'Every week' },
  { value: 'monthly', text: 'Every month' },
  { value: 'yearly', text: 'Every year' },
];

const END_CHOICES: readonly Choice[] = [
  { value: 'never', text: 'Never' },
  { value: 'date', text: 'On a date' },
  { value: 'count', text: 'After a number of times' },
];

function zoneChoices(zone: string): Choice[] {
  const names = WINDOWS_ZONE_NAMES.includes(zone) ? WINDOWS_ZONE_NAMES : [zone, ...WINDOWS_ZONE_NAMES];
  return names.map((name) => ({ value: name, text: name }));
}

function timeFields(form: EventForm): string {
  return `<fieldset class="times"><legend>When</legend>
${tick('checkbox', 'allDay', 'on', 'All day', form.allDay, 'id="allDay"')}
<div class="pair">
${input('date', 'startDate', 'Start date', form.startDate, 'required min="1990-01-01" max="2150-12-31"')}
${input('time', 'startTime', 'Start time', form.startTime)}
</div>
<div class="pair">
${input('date', 'endDate', 'End date', form.endDate, 'required min="1990-01-01" max="2150-12-31"')}
${input('time', 'endTime', 'End time', form.endTime)}
</div>
${select('zone', 'Time zone', zoneChoices(form.zone), form.zone)}
</fieldset>`;
}

function repeatFields({ entry, form }: EventPageInput): string {
  const series = entry?.item.kind === 'series' ? entry.item : null;
  const unchanged: Choice =
    series === null
      ? { value: 'none', text: 'Does not repeat' }
      : { value: 'keep', text: `As it is: ${recurrenceInWords(series.recurrence)}` };
  return `<div class="repeat">
${select('repeat', 'Repeat', [unchanged, ...REPEAT_CHOICES], form.repeat)}
<div class="ends">
${select('ends', 'Ends', END_CHOICES, form.ends)}
${input('date', 'lastDate', 'Last date', form.lastDate)}
${input('number', 'count', 'Number of times', form.count, 'min="1" max="999"')}
</div>
</div>`;
}

function scopeFields({ entry, form }: EventPageInput): string {
  if (entry === null || entry.reference.date === null) return '';
  const isSeries = form.scope === 'series';
  const isFollowing = form.scope === 'following';
  return `<fieldset class="scope"><legend>Apply to</legend>
${tick('radio', 'scope', 'occurrence', 'This occurrence', !isSeries && !isFollowing)}
${entry.content.isOrganizer ? tick('radio', 'scope', 'following', 'This and following', isFollowing) : ''}
${tick('radio', 'scope', 'series', 'The whole series', isSeries, 'id="wholeSeries"')}
</fieldset>`;
}

function calendarField({ mailbox, entry, form }: EventPageInput): string {
  if (entry !== null)
    return `<p class="in-calendar ${colorClass(entry.calendar)}">In the calendar <strong>${escapeHtml(entry.calendar.name)}</strong></p>`;
  const writable = mailbox.calendars().filter((calendar) => calendar.canEdit);
  return select(
    'calendar',
    'Calendar',
    writable.map(({ id, name }) => ({ value: id, text: name })),
    form.calendar,
  );
}

function otherFields({ entry, form }: EventPageInput): string {
  const names = [...new Set([...CATEGORIES, ...form.categories])];
  const wasTeams = entry?.content.isOnlineMeeting === true;
  const invited =
    entry !== null && !entry.content.isOrganizer
      ? ''
      : input('text', 'invited', 'Invite (addresses)', form.invited, 'autocomplete="off"');
  return `${input('text', 'location', 'Location', form.location, 'autocomplete="off"')}
${invited}
<div class="online">
${tick('checkbox', 'teams', 'on', 'Teams meeting', form.teams || wasTeams, wasTeams ? 'disabled' : '')}
${wasTeams ? '<p class="note">An online meeting stays one, as in Outlook.</p>' : ''}
</div>
${select('importance', 'Importance', IMPORTANCE, form.importance)}
<fieldset class="categories"><legend>Categories</legend>
<div class="ticks">
${names.map((name) => tick('checkbox', 'category', name, name, form.categories.includes(name))).join('\n')}
</div>
</fieldset>
<p class="field"><label for="body">Description</label>
<textarea id="body" name="body" rows="5">
${escapeHtml(form.body)}</textarea></p>`;
}

const ANSWERS: Readonly<Record<string, string>> = {
  accepted: 'You have accepted.',
  tentativelyAccepted: 'You have accepted tentatively.',
  declined: 'You have declined.',
};

/** Of somebody else's meeting. Behind the other buttons: Enter in a field presses the first of a form, which is Save. */
function answerFields({ entry }: EventPageInput): string {
  if (entry === null || entry.content.isOrganizer || entry.content.isCancelled) return '';
  const { organizer, responseStatus } = entry.content;
  const answered = ANSWERS[responseStatus.response] ?? 'You have not answered yet.';
  const button = (value: string, text: string): string =>
    `<button name="response" value="${value}" formaction="/_sim/outlook/respond" formnovalidate>${text}</button>`;
  return `<p class="note">A meeting of ${escapeHtml(organizer.name)}. ${answered}</p>
<div class="buttons answers">
${button('accepted', 'Accept')}
${button('tentativelyAccepted', 'Tentative')}
${button('declined', 'Decline')}
</div>`;
}

export function eventPage(given: EventPageInput): { readonly title: string; readonly body: string } {
  const { mailbox, entry, form, problem } = given;
  const title = entry === null ? 'New event' : 'Edit event';
  const user = mailbox.user.userPrincipalName;
  const back = outlookUrl('', { user, date: form.startDate });
  const reference =
    entry === null
      ? ''
      : `${hidden('event', entry.reference.key)}${hidden('occurrence', entry.reference.date ?? '')}${hidden('version', String(entry.item.change))}`;
  return {
    title,
    body: `<article class="card">
<h1>${title}</h1>
${problem === undefined ? '' : `<p class="problem" role="alert">${escapeHtml(problem)}</p>`}
<form method="post" action="/_sim/outlook/save">
${hidden('user', user)}${reference}
${scopeFields(given)}
${input('text', 'title', 'Title', form.title, `autocomplete="off" maxlength="255"${entry === null ? ' autofocus' : ''}`)}
${calendarField(given)}
${timeFields(form)}
${repeatFields(given)}
${otherFields(given)}
<div class="buttons">
<button class="main">Save</button>
<a class="button" href="${escapeHtml(back)}">Cancel</a>
${entry === null ? '' : '<button class="delete" formaction="/_sim/outlook/delete" formnovalidate>Delete</button>'}
</div>
${answerFields(given)}
</form>
</article>`,
  };
}
