/**
 * The tables name every example body that Microsoft publishes and we have, and no other: a new file fails here until
 * somebody says what is stored of it, what is decided upon it, or why it is not read.
 */
import { describe, expect, it } from 'vitest';

import { payloadFiles, payloadsAreHere, presence } from './folder.ts';
import { calendars, challenges, tokenAnswers, tokenRefusals, zoneLists } from './table/accounts.ts';
import { deltaPages } from './table/delta-pages.ts';
import { errors } from './table/errors.ts';
import { seriesEvents } from './table/events-series.ts';
import { singleEvents } from './table/events-single.ts';
import { teamsEvents } from './table/events-teams.ts';
import { notRead } from './table/not-read.ts';
import { notifications } from './table/notifications.ts';
import { recurrences } from './table/recurrences.ts';
import { subscriptions, unreadableSubscriptions } from './table/subscriptions.ts';

const named = (rows: readonly { readonly file: string }[]): string[] => rows.map((row) => row.file);

const tables = {
  events: named([...singleEvents, ...teamsEvents, ...seriesEvents]),
  'delta pages': named(deltaPages),
  recurrences: named(recurrences),
  subscriptions: [...named(subscriptions), ...unreadableSubscriptions],
  notifications: named(notifications),
  refusals: [...named(errors), ...challenges],
  accounts: named([...calendars, ...zoneLists, ...tokenAnswers, ...tokenRefusals]),
  'not read': Object.keys(notRead),
};

describe.skipIf(!payloadsAreHere)(`the tables of Microsoft’s example bodies (${presence})`, () => {
  it('have one row for each file, and no row without a file', () => {
    const rows = Object.values(tables).flat().toSorted();
    const counts = Object.entries(tables).map(([kind, files]) => `${files.length} ${kind}`);
    console.log(`${rows.length} example bodies: ${counts.join(', ')}`);
    expect(rows).toEqual(payloadFiles().toSorted());
  });

  it('give a reason for each file that is not read', () => {
    expect(Object.values(notRead).filter((reason) => reason.length < 20)).toEqual([]);
  });
});
