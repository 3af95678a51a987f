/** People and places of an event: the keys we keep, whatever else Graph adds. Pure. */
import type { GraphEvent } from '@calmirror/graph-client/wire';

import type { EventRow } from '../mirror/event-row.ts';
import { instantOrNull } from './event-times.ts';

type People = Pick<EventRow, 'organizer' | 'is_organizer' | 'attendees' | 'response'>;
type Places = Pick<EventRow, 'location' | 'locations'>;

export function mapPeople(event: GraphEvent): People {
  return {
    organizer: person(event.organizer?.emailAddress),
    is_organizer: event.isOrganizer ?? null,
    attendees: (event.attendees ?? []).map((attendee) => ({
      ...person(attendee.emailAddress),
      type: attendee.type ?? null,
      response: attendee.status?.response ?? null,
      respondedAt: instantOrNull(attendee.status?.time),
    })),
    response: event.responseStatus?.response ?? null,
  };
}

export function mapLocations(event: GraphEvent): Places {
  return {
    location: event.location?.displayName || null,
    locations: (event.locations ?? []).map((location) => ({
      displayName: location.displayName ?? null,
      locationType: location.locationType ?? null,
      locationUri: location.locationUri ?? null,
      address: location.address ?? null,
      coordinates: location.coordinates ?? null,
    })),
  };
}

function person(address: { name?: string | null; address?: string | null } | null | undefined): {
  name: string | null;
  address: string | null;
} | null {
  if (address === null || address === undefined) return null;
  return { name: address.name ?? null, address: address.address ?? null };
}
