import { Type } from 'typebox';
import type { Static } from 'typebox';

import { maybe, maybeString } from './tolerant.ts';

/** https://learn.microsoft.com/graph/api/resources/location */
export const locationSchema = Type.Object({
  displayName: maybeString,
  locationType: maybeString,
  locationUri: maybeString,
  locationEmailAddress: maybeString,
  uniqueId: maybeString,
  uniqueIdType: maybeString,
  address: maybe(
    Type.Object({
      street: maybeString,
      city: maybeString,
      state: maybeString,
      countryOrRegion: maybeString,
      postalCode: maybeString,
    }),
  ),
  coordinates: maybe(Type.Object({ latitude: maybe(Type.Number()), longitude: maybe(Type.Number()) })),
});

export type GraphLocation = Static<typeof locationSchema>;
