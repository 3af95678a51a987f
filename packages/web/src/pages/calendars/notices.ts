/** What a person should know or do about their calendars: one notice for each cause, each with at most one action. Pure. */
import type { CalendarConnection, CalendarOffer } from '@calmirror/api-contract';

import { texts } from '../../texts/texts.ts';

export type NoticeAction =
  | { readonly kind: 'connect-again'; readonly email: string }
  | { readonly kind: 'choose'; readonly email: string }
  | { readonly kind: 'disconnect'; readonly calendar: CalendarConnection }
  | { readonly kind: 'read-again'; readonly calendar: CalendarConnection };

export interface Notice {
  readonly key: string;
  /** `quiet`: all works, and could work better. */
  readonly tone: 'problem' | 'quiet';
  readonly title: string;
  readonly text: string;
  readonly action?: NoticeAction;
}

export function noticesOf(
  calendars: readonly CalendarConnection[],
  offers: readonly CalendarOffer[] = [],
  /** Why none of this installation is pushed. */
  pushObstacle: string | null = null,
): Notice[] {
  return [
    ...accountNotices(calendars),
    ...calendars.flatMap(calendarNotice),
    ...pollingNotice(calendars, pushObstacle),
    ...offerNotices(offers),
  ];
}

/** One for an account, however many calendars are new in it. */
function offerNotices(offers: readonly CalendarOffer[]): Notice[] {
  const words = texts.calendars.notice;
  return [...Map.groupBy(offers, ({ accountId }) => accountId)].flatMap(([accountId, fresh]) => {
    const [first] = fresh;
    if (first === undefined) return [];
    const { accountEmail } = first;
    return [
      {
        key: `offer ${accountId}`,
        tone: 'quiet' as const,
        title: words.offerTitle(fresh.map(({ name }) => name)),
        text: words.offerText(accountEmail),
        action: { kind: 'choose', email: accountEmail },
      },
    ];
  });
}

/** One for an account, however many of its calendars wait for it. */
function accountNotices(calendars: readonly CalendarConnection[]): Notice[] {
  const words = texts.calendars.notice;
  const waiting = new Map(
    calendars
      .filter(({ status }) => status === 'reauth_required')
      .map((calendar) => [calendar.account.id, calendar]),
  );
  return [...waiting.values()].map(({ account, statusReason }) => ({
    key: `reauth ${account.id}`,
    tone: 'problem',
    title: words.reauthTitle(account.email),
    text: `${account.statusReason ?? statusReason ?? words.reauthText} ${words.eventsKept}`,
    action: { kind: 'connect-again', email: account.email },
  }));
}

function calendarNotice(calendar: CalendarConnection): Notice[] {
  const words = texts.calendars.notice;
  const { id, name, account, status, statusReason } = calendar;
  const key = `${status} ${id}`;
  switch (status) {
    case 'forbidden':
      return [
        {
          key,
          tone: 'problem',
          title: words.forbiddenTitle(name),
          text: statusReason ?? words.forbiddenText,
          action: { kind: 'connect-again', email: account.email },
        },
      ];
    case 'gone':
      return [
        {
          key,
          tone: 'problem',
          title: words.goneTitle(name),
          text: words.goneText,
          action: { kind: 'disconnect', calendar },
        },
      ];
    case 'unsupported':
      return [
        {
          key,
          tone: 'problem',
          title: words.unsupportedTitle(name),
          text: statusReason ?? words.unsupportedText,
          action: { kind: 'disconnect', calendar },
        },
      ];
    case 'active':
      return [...issuesNotice(calendar), ...wholeNotice(calendar)];
    case 'connecting':
    case 'reauth_required':
    case 'paused':
    case 'disconnecting':
    case 'disconnected':
      return [];
  }
}

function issuesNotice(calendar: CalendarConnection): Notice[] {
  const words = texts.calendars.notice;
  const { id, name, issueCount } = calendar;
  if (issueCount === 0) return [];
  return [
    {
      key: `issues ${id}`,
      tone: 'problem',
      title: words.issuesTitle(issueCount, name),
      text: words.issuesText,
      action: { kind: 'read-again', calendar },
    },
  ];
}

/** Microsoft's list of changes does not end for it: all works, only slower. */
function wholeNotice({ id, name, deltaAgainAt }: CalendarConnection): Notice[] {
  const words = texts.calendars.notice;
  return deltaAgainAt === null
    ? []
    : [{ key: `whole ${id}`, tone: 'quiet', title: words.wholeTitle(name), text: words.wholeText }];
}

/**
 * A calendar that somebody shared is never pushed: that is not worth a word. Nor is one without a subscription
 * beside others that are pushed: its owner switched push off.
 */
function pollingNotice(calendars: readonly CalendarConnection[], obstacle: string | null): Notice[] {
  const words = texts.calendars.notice;
  const somePushed = calendars.some(({ freshness }) => freshness.mode === 'push');
  const polled = calendars.filter(
    ({ status, freshness, delegateEmail, webhook }) =>
      status === 'active' &&
      freshness.mode === 'polling' &&
      delegateEmail === null &&
      (webhook === null ? !somePushed : webhook.health === 'refused'),
  );
  const [first] = polled;
  if (first === undefined) return [];
  const reason = polled.find(({ webhook }) => webhook?.healthReason != null)?.webhook?.healthReason;
  const title = somePushed ? words.pollingSomeTitle(polled.map(({ name }) => name)) : words.pollingTitle;
  return [{ key: 'polling', tone: 'quiet', title, text: reason ?? obstacle ?? words.pollingText }];
}
