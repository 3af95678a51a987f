/** The faults of a script that chaos does not draw, as rules of the simulator: how Graph refuses, and for how long. */
import type { Simulator } from '@calmirror/graph-simulator';

import type { Fault } from './script.ts';

type FaultRule = Parameters<Simulator['control']['setFaults']>[0]['rules'][number];

const ONE_ITEM = String.raw`/instances|/events/`;
const WALK = '/calendarView';
const READS = String.raw`^/v1\.0/`;

/** @param now of the simulator, ms since 1970 */
export function faultRule(fault: Fault, times: number, now: number): FaultRule {
  const throttled = (retryAfter?: number | string): FaultRule => ({
    match: { method: 'GET', pathPattern: READS, times },
    action: {
      type: 'status',
      status: 429,
      code: 'ApplicationThrottled',
      ...(retryAfter === undefined ? {} : { retryAfter }),
    },
  });
  const refused = (pathPattern: string, status: number, code: string): FaultRule => ({
    match: { method: 'GET', pathPattern, times },
    action: { type: 'status', status, code },
  });
  switch (fault) {
    case 'expired':
      return refused(READS, 401, 'InvalidAuthenticationToken');
    case 'throttled':
      return throttled(2);
    case 'throttled-for-long':
      return throttled(1_800);
    case 'throttled-until-a-date':
      return throttled(new Date(now + 40_000).toUTCString());
    case 'throttled-without-a-word':
      return throttled();
    case 'broken':
      return refused(READS, 500, 'InternalServerError');
    // These three stop a calendar, or seem to; the daily look lets it go on.
    case 'calendar-forbidden':
      return refused(WALK, 403, 'ErrorAccessDenied');
    case 'calendar-not-found':
      return refused(WALK, 404, 'ErrorItemNotFound');
    case 'mailbox-elsewhere':
      return refused(WALK, 404, 'MailboxNotEnabledForRESTAPI');
    case 'item-forbidden':
      return refused(ONE_ITEM, 403, 'ErrorAccessDenied');
    case 'item-refused':
      return refused(ONE_ITEM, 400, 'ErrorInvalidRequest');
    // The etag still tells it.
    case 'no-change-key':
      return {
        match: { method: 'GET', pathPattern: READS, times },
        action: { type: 'nulls', fields: ['changeKey'] },
      };
  }
}
