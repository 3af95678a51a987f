import { connectionStatuses } from '@calmirror/api-contract';
import type { WebhookSubscription } from '@calmirror/api-contract';
import { describe, expect, it } from 'vitest';

import { groupCalendars } from '../src/pages/calendars/group-calendars.ts';
import { noticesOf } from '../src/pages/calendars/notices.ts';
import { aCalendar, AT } from './support/calendar.ts';

const { freshness, account } = aCalendar();
const polling = { ...freshness, mode: 'polling' as const };

const refused: WebhookSubscription = {
  id: '0b1c0000-0000-4000-8000-000000000009',
  calendarConnectionId: aCalendar().id,
  provider: 'MICROSOFT',
  subscriptionId: null,
  resourcePath: '',
  expirationDateTime: null,
  notificationUrl: 'https://calmirror.example/',
  lastNotificationAt: AT,
  isActive: false,
  health: 'refused',
  healthReason: 'Another installation uses this app registration.',
};

describe('the notes on top of the dashboard', () => {
  it('are none when all is well', () => {
    expect(noticesOf([aCalendar(), aCalendar({ status: 'connecting' })])).toEqual([]);
  });

  it('ask once to connect an account again, however many calendars wait for it', () => {
    const broken = {
      ...account,
      status: 'reauth_required' as const,
      statusReason: 'The password was changed.',
    };
    const waiting = ['a', 'b', 'c'].map((id) =>
      aCalendar({ id, status: 'reauth_required', account: broken }),
    );
    const [notice, ...others] = noticesOf(waiting);
    expect(others).toEqual([]);
    expect(notice).toMatchObject({
      tone: 'problem',
      title: 'Connect adele@contoso.example again',
      text: 'The password was changed. The events mirrored so far are kept.',
      action: { kind: 'connect-again' },
    });
  });

  it('say quietly that a calendar is read whole', () => {
    const [notice] = noticesOf([
      aCalendar({ deltaAgainAt: AT, webhook: { ...refused, isActive: true, health: 'live' } }),
    ]);
    expect(notice).toMatchObject({ tone: 'quiet', title: '“Work” is read whole every few minutes' });
    expect(notice?.action).toBeUndefined();
  });

  it('offer what is new in Outlook once an account, with the way to choose it', () => {
    const offer = { accountId: account.id, accountEmail: account.email, noticedAt: AT };
    const notices = noticesOf(
      [aCalendar()],
      [
        { ...offer, name: 'Holidays' },
        { ...offer, name: 'Team' },
        { ...offer, accountId: 'another', accountEmail: 'alex@contoso.example', name: 'Plans' },
      ],
    );
    expect(notices.map(({ title, action }) => [title, action])).toEqual([
      ['New in Outlook: “Holidays”, “Team”', { kind: 'choose', email: 'adele@contoso.example' }],
      ['New in Outlook: “Plans”', { kind: 'choose', email: 'alex@contoso.example' }],
    ]);
  });

  it('ask nothing of an account whose calendars were all disconnected', () => {
    const left = { ...account, status: 'reauth_required' as const };
    expect(noticesOf([aCalendar({ status: 'disconnected', account: left })])).toEqual([]);
  });

  it('have one action for every status that needs one', () => {
    const actions = connectionStatuses.map((status) => [
      status,
      noticesOf([aCalendar({ status })]).map(({ action }) => action?.kind),
    ]);
    expect(Object.fromEntries(actions)).toEqual({
      connecting: [],
      active: [],
      reauth_required: ['connect-again'],
      forbidden: ['connect-again'],
      gone: ['disconnect'],
      unsupported: ['disconnect'],
      paused: [],
      disconnecting: [],
      disconnected: [],
    });
  });

  it('name the events that could not be read, and offer to read again', () => {
    const [notice] = noticesOf([aCalendar({ issueCount: 3 })]);
    expect(notice).toMatchObject({
      title: '3 events of “Work” could not be read',
      action: { kind: 'read-again' },
    });
  });

  it('say quietly, and once, that Microsoft cannot push, and why', () => {
    const notices = noticesOf([
      aCalendar({ id: 'a', freshness: polling }),
      aCalendar({ id: 'b', freshness: polling, webhook: refused }),
    ]);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({
      tone: 'quiet',
      text: 'Another installation uses this app registration.',
    });
  });

  it('name the calendar that is polled where others are pushed', () => {
    const pushed = aCalendar({ id: 'a', name: 'Calendar' });
    const alone = aCalendar({ id: 'b', name: 'Family', freshness: polling, webhook: refused });
    expect(noticesOf([pushed, alone]).map(({ title }) => title)).toEqual([
      '“Family” is looked at every few minutes',
    ]);
  });

  it('name what keeps Microsoft from pushing to this installation, and what to do', () => {
    const obstacle = 'API_URL is http://cal.example: Microsoft delivers to https only. Set API_URL.';
    const polled = aCalendar({ freshness: polling, webhook: null });
    expect(noticesOf([polled], [], obstacle)).toMatchObject([{ key: 'polling', text: obstacle }]);
    expect(noticesOf([aCalendar({})], [], obstacle)).toEqual([]);
  });

  it('do not blame the installation for a calendar whose push its owner switched off', () => {
    const pushed = aCalendar({ id: 'a' });
    const off = aCalendar({ id: 'b', freshness: polling, webhook: null });
    expect(noticesOf([pushed, off])).toEqual([]);
    expect(noticesOf([off]).map(({ key }) => key)).toEqual(['polling']);
  });

  it('say nothing of a shared calendar that is polled, nor while its push is being made', () => {
    const shared = aCalendar({ freshness: polling, delegateEmail: 'megan@contoso.example' });
    const making = aCalendar({ freshness: polling, webhook: { ...refused, health: 'creating' } });
    expect(noticesOf([shared, making])).toEqual([]);
  });
});

describe('the calendars of the dashboard', () => {
  it('stand under their accounts, the default first, and apart once disconnected', () => {
    const other = { ...account, id: 'other', email: 'aaron@contoso.example' };
    const { accounts, disconnected } = groupCalendars([
      aCalendar({ name: 'Birthdays' }),
      aCalendar({ name: 'Calendar', isDefault: true }),
      aCalendar({ name: 'Kept', status: 'disconnected' }),
      aCalendar({ name: 'Aaron’s', account: other }),
    ]);
    expect(accounts.map(({ email, calendars }) => [email, calendars.map(({ name }) => name)])).toEqual([
      ['aaron@contoso.example', ['Aaron’s']],
      ['adele@contoso.example', ['Calendar', 'Birthdays']],
    ]);
    expect(disconnected.map(({ name }) => name)).toEqual(['Kept']);
  });
});
