/** A change as it leaves over HTTP. Its summaries were written by us; one that cannot be read is left out. */
import { changeKinds, EventSummary } from '@calmirror/api-contract';
import type { CalendarChange } from '@calmirror/api-contract';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

import type { ChangeView } from '../../mirror/queries/changes-query.ts';
import { eventId } from './present-event.ts';
import { instant } from './times.ts';

const Summary = Compile(EventSummary);
const Kind = Compile(Type.Enum(changeKinds));

export function presentChange(change: ChangeView): CalendarChange {
  if (!Kind.Check(change.kind))
    throw new Error(`The change log holds a kind that is not known: ${change.kind}`);
  return {
    seq: change.seq,
    calendarId: change.connectionId,
    kind: change.kind,
    eventId: change.eventRow === null ? null : eventId(change.connectionId, change.eventRow),
    externalId: change.externalId,
    before: summary(change.before),
    after: summary(change.after),
    cause: change.cause,
    runId: change.runId,
    hops: hops(change.hops),
    at: instant(change.at),
  };
}

function summary(value: unknown): CalendarChange['before'] {
  return Summary.Check(value) ? value : null;
}

function hops(value: unknown): CalendarChange['hops'] {
  const found: CalendarChange['hops'] = {};
  if (typeof value !== 'object' || value === null) return found;
  const known = new Map<string, unknown>(Object.entries(value));
  for (const name of ['notifiedAt', 'roundStartedAt', 'fetchedAt'] as const) {
    const at = known.get(name);
    if (typeof at === 'string') found[name] = at;
    else if (at === null) found[name] = null;
  }
  return found;
}
