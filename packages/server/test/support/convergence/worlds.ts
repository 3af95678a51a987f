/** What Microsoft leaves open or the field saw both ways, in sets that scripts are played in. */
import type { Simulator } from '@calmirror/graph-simulator';

import type { WorldName } from './script.ts';

type Switches = Parameters<Simulator['control']['setSwitches']>[0];

export const worlds: Readonly<Record<WorldName, Switches>> = {
  usual: {},
  'late-links': {
    joinLink: 'later',
    responseTracking: 'keeps-last-modified',
    retryAfter: 'absent',
    concurrencyRefusal: '503',
  },
  'kept-meetings': {
    organizerCancels: 'kept',
    declinedEvents: 'kept',
    cancelledSubject: 'twice',
    movedMeetingResponses: 'kept',
    organizerResponse: 'none',
  },
  'foreign-clients': {
    attendeeSeriesZone: 'empty',
    undeclaredKeys: 'more',
    recurrencePhase: 'range-start',
    recurrenceNull: 'refused',
    originalStartForm: 'utc',
    textBodies: 'as-written',
    retryAfter: 'one',
  },
};
