import { describe, expect, it } from 'vitest';

import { GraphError } from '../src/errors.ts';
import { lifecycleEventOf, parseEvent, parseNotifications, readDeltaItems } from '../src/wire/index.ts';

describe('an event', () => {
  it('is handed on as the object it came as, unknown keys and all', () => {
    const raw = { id: 'a', IsRoomRequested: false, locations: [{ addedBy: '' }] };
    expect(parseEvent(raw)).toBe(raw);
  });

  it('may have null for everything but its id', () => {
    const keys = [
      'subject',
      'body',
      'start',
      'end',
      'recurrence',
      'attendees',
      'locations',
      'organizer',
      'categories',
      'isAllDay',
    ];
    expect(() =>
      parseEvent({ id: 'a', ...Object.fromEntries(keys.map((key) => [key, null])) }),
    ).not.toThrow();
    expect(() => parseEvent({ id: null })).toThrow(GraphError);
  });

  it('may have members of enumerations that nobody knows yet', () => {
    expect(parseEvent({ id: 'a', type: 'future', showAs: 'napping' }).showAs).toBe('napping');
  });

  it.each([undefined, null, 'text', 7, [], {}])('is not %j', (raw) => {
    expect(() => parseEvent(raw)).toThrow(expect.objectContaining({ code: 'malformed_response' }));
  });

  it('is refused with a reason that quotes nothing of it', () => {
    expect(() => parseEvent({ id: 'a', subject: ['private'] })).toThrow(
      /^(?!.*private).*\/subject must be string/,
    );
  });
});

describe('a delta page', () => {
  it('takes a tombstone without a reason as deleted, also one that holds more than its id', () => {
    const { removed, events } = readDeltaItems([
      { id: 'a', '@removed': null },
      { id: 'b', '@removed': { reason: null }, type: 'occurrence' },
    ]);
    expect(removed).toEqual([
      { id: 'a', reason: 'deleted' },
      { id: 'b', reason: 'deleted' },
    ]);
    expect(events).toEqual([]);
  });

  it('is walked fast enough that parsing is not what limits a baseline', () => {
    const event = {
      id: 'a',
      subject: 'x',
      body: { contentType: 'html', content: 'y'.repeat(2_000) },
      start: { dateTime: '2026-01-01T00:00:00.0000000', timeZone: 'UTC' },
      attendees: [{ emailAddress: { name: 'n', address: 'a' }, status: { response: 'none' } }],
    };
    const value = Array.from({ length: 20_000 }, () => event);
    readDeltaItems(value);
    const before = performance.now();
    readDeltaItems(value);
    // A tenth of the walk's budget of 45,000 events a second, with room for a busy machine.
    expect(performance.now() - before).toBeLessThan(450);
  });
});

describe('notifications', () => {
  const good = { subscriptionId: 's', clientState: 'c', changeType: 'updated' };

  it('are judged one by one', () => {
    const { notifications, malformed } = parseNotifications({
      value: [good, { clientState: 'c' }, 'x', good],
    });
    expect(notifications).toEqual([good, good]);
    expect(malformed.map(({ raw }) => raw)).toEqual([{ clientState: 'c' }, 'x']);
  });

  it.each([undefined, null, [], 'x', {}, { value: {} }, { value: null }])('are no %j', (body) => {
    expect(() => parseNotifications(body)).toThrow(GraphError);
  });

  it.each([
    ['missed', 'missed'],
    ['Missed', 'missed'],
    ['REAUTHORIZATIONREQUIRED', 'reauthorizationRequired'],
    ['subscriptionRemoved', 'subscriptionRemoved'],
    ['subscriptionPaused', 'unknown'],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('of lifecycle %j are %j', (lifecycleEvent, expected) => {
    const raw = lifecycleEvent === undefined ? good : { ...good, lifecycleEvent };
    const [notification] = parseNotifications({ value: [raw] }).notifications;
    expect(notification && lifecycleEventOf(notification)).toBe(expected);
  });
});
