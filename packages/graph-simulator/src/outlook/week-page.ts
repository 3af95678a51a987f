/** The week as HTML: a heading and a list for each day, which wide screens draw as a grid. */
import { escapeHtml } from '../http/html-page.ts';
import type { SimCalendar } from '../mailbox/types.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import { dayFromIso, isoFromDay } from '../recurrence/civil-date.ts';
import { dateRange, longDate, shownTitle, timeRange, whenInWords } from './format.ts';
import { icon, spokenIcon } from './icons.ts';
import { outlookUrl } from './shell.ts';
import { LANES } from './style-sheet.ts';
import type { TimedEntry, Week, WeekDay, WeekEntry } from './week.ts';

export interface WeekPageInput {
  readonly mailbox: Mailbox;
  readonly week: Week;
}

/** Names an event's element, so that focus and links find it again after a change. */
export function entryId(key: string, occurrence: string | null, day: string): string {
  return `event-${key}-${occurrence ?? 'single'}-${day}`;
}

/** The colour class of a calendar; names of colours are Graph's. */
export function colorClass(calendar: SimCalendar): string {
  return `color-${calendar.color.replace(/[^a-zA-Z]/g, '')}`;
}

function marks({ content, occurrence }: WeekEntry): string {
  return [
    content.importance === 'high' ? spokenIcon('important', 'High importance') : '',
    content.isOnlineMeeting ? spokenIcon('video', 'Teams meeting') : '',
    occurrence === null ? '' : spokenIcon('repeat', 'Repeats'),
    content.sensitivity === 'normal' || content.sensitivity === 'personal'
      ? ''
      : spokenIcon('lock', 'Private'),
  ]
    .filter((mark) => mark !== '')
    .join('');
}

function classes(entry: WeekEntry): string {
  const { content, calendarIndex, calendar } = entry;
  return [
    'entry',
    `calendar-${calendarIndex}`,
    colorClass(calendar),
    `shows-${content.showAs}`,
    content.isCancelled ? 'cancelled' : '',
    calendar.canEdit ? '' : 'read-only',
  ]
    .filter((name) => name !== '')
    .join(' ');
}

function entryHtml(
  { mailbox, week }: WeekPageInput,
  entry: WeekEntry,
  day: WeekDay,
  more: { readonly place: string; readonly data: string; readonly shown: string },
): string {
  const { key, occurrence, content, times } = entry;
  const title = shownTitle(content.subject);
  const href = outlookUrl('/event', { user: mailbox.user.userPrincipalName, event: key, occurrence });
  const where = content.locations.map((place) => place.displayName).join('; ');
  const details = [where, ...content.categories].filter((text) => text !== '').join(' · ');
  const label = `${title}, ${whenInWords(week.zone, times)}`;
  return `<li class="${classes(entry)}${more.place}"${more.data}>
<a id="${entryId(key, occurrence, day.date)}" href="${escapeHtml(href)}" draggable="false" aria-label="${escapeHtml(label)}"><span class="title">${escapeHtml(title)}</span></a>${more.shown}
<span class="marks">${marks(entry)}</span><span class="details">${escapeHtml(details)}<span class="hidden"> ${escapeHtml(entry.calendar.name)} calendar</span></span></li>`;
}

/** How much of an event's text its height holds. */
function heightClass(slots: number): string {
  if (slots <= 6) return ' short';
  if (slots <= 9) return ' brief tight';
  return slots <= 12 ? ' brief' : '';
}

function timedHtml(input: WeekPageInput, entry: TimedEntry, day: WeekDay): string {
  const movable = entry.calendar.canEdit && entry.startsHere && entry.endsHere;
  const place = ` from-${entry.from} until-${entry.until} lane-${Math.min(entry.lane, LANES - 1)} of-${Math.min(entry.lanes, LANES)}`;
  return entryHtml(input, entry, day, {
    place: `${place}${heightClass(entry.until - entry.from)}${movable ? ' movable' : ''}${entry.startsHere ? '' : ' continued'}`,
    data: ` data-event="${entry.key}" data-occurrence="${entry.occurrence ?? ''}" data-from="${entry.from}" data-until="${entry.until}"`,
    shown: `<time class="when" aria-hidden="true">${timeRange(input.week.zone, entry.times)}</time>`,
  });
}

function dayHtml(input: WeekPageInput, day: WeekDay): string {
  const user = input.mailbox.user.userPrincipalName;
  const name = longDate(day.date);
  const [weekday = '', number = '', month = ''] = name.split(' ');
  const add = outlookUrl('/new', { user, date: day.date });
  const allDay = day.allDay.map((entry) =>
    entryHtml(input, entry, day, { place: ' day-long', data: '', shown: '' }),
  );
  const timed = day.timed.map((entry) => timedHtml(input, entry, day));
  const none = allDay.length + timed.length === 0 ? '<p class="none">No events</p>' : '';
  const crowd = Math.max(1, ...day.timed.map(({ lanes }) => Math.min(lanes, LANES)));
  const now = day.nowSlot === null ? '' : `<i class="now from-${day.nowSlot}"></i>`;
  return `<section class="day crowd-${crowd}${day.isToday ? ' today' : ''}" aria-labelledby="day-${day.date}" data-date="${day.date}">
<div class="day-head">
<h2 id="day-${day.date}"><time datetime="${day.date}"><span class="weekday">${weekday}</span> <span class="number">${number}</span> <span class="month">${month}</span></time>${day.isToday ? '<span class="hidden">, today</span>' : ''}</h2>
<a class="add" href="${escapeHtml(add)}" aria-label="New event on ${name}">${icon('plus')}</a>
${allDay.length === 0 ? '' : `<ul class="all-day" aria-label="All day">\n${allDay.join('\n')}\n</ul>`}
</div>
<div class="slots">${now}${none}
${timed.length === 0 ? '' : `<ul>\n${timed.join('\n')}\n</ul>`}
</div>
</section>`;
}

function axis(): string {
  const hours = Array.from(
    { length: 23 },
    (_, index) => `<span class="from-${(index + 1) * 12}">${String(index + 1).padStart(2, '0')}:00</span>`,
  );
  return `<div class="axis" aria-hidden="true">${hours.join('')}</div>`;
}

function calendarsHtml(mailbox: Mailbox): string {
  const rows = mailbox
    .calendars()
    .map(
      (calendar, index) =>
        `<li><label class="${colorClass(calendar)}"><input type="checkbox" id="show-${index}" checked> <span>${escapeHtml(calendar.name)}${calendar.canEdit ? '' : ' <small>read-only</small>'}</span></label></li>`,
    );
  return `<fieldset class="calendars"><legend>Calendars</legend>
<ul>
${rows.join('\n')}
</ul></fieldset>`;
}

/** The part that changes when the mailbox does; the script takes it from a fresh copy of the page. */
export function weekPage(input: WeekPageInput): { readonly title: string; readonly body: string } {
  const { mailbox, week } = input;
  const user = mailbox.user.userPrincipalName;
  const first = week.days[0]?.date ?? week.today;
  const last = week.days[6]?.date ?? week.today;
  const at = (days: number): string =>
    escapeHtml(outlookUrl('', { user, date: isoFromDay(dayFromIso(first) + days) }));
  const range = dateRange(first, last);
  const preset = week.days.some((day) => day.isToday) ? week.today : first;
  return {
    title: range,
    body: `<div class="tools">
<h1>${range}</h1>
<nav aria-label="Weeks">
<a class="button" href="${escapeHtml(outlookUrl('', { user, date: week.today }))}">Today</a>
<a class="button round" href="${at(-7)}" aria-label="Previous week">${icon('previous')}</a>
<a class="button round" href="${at(7)}" aria-label="Next week">${icon('next')}</a>
</nav>
<form action="/_sim/outlook/new" method="get">
<input type="hidden" name="user" value="${escapeHtml(user)}"><input type="hidden" name="date" value="${preset}">
<button class="main">${icon('plus')}New event</button>
</form>
</div>
<div class="layout">
<aside aria-label="Mailbox">
${calendarsHtml(mailbox)}
<p class="hint">A stand-in for Outlook, with invented people. What you change here is announced like a change in the real one.</p>
<p class="hint drag-hint">Drag an event to move it, its lower edge to change its end, and click an empty time for a new one. Open an event for everything else.</p>
<p class="hint">Times: ${escapeHtml(mailbox.user.timeZone)}</p>
</aside>
<div id="week" class="week" role="region" aria-label="Week" tabindex="0" data-user="${escapeHtml(user)}" data-zone="${escapeHtml(week.zone)}">
<div class="corner"></div>
${axis()}
${week.days.map((day) => dayHtml(input, day)).join('\n')}
</div>
</div>
<p id="status" class="hidden" role="status"></p>`,
  };
}
