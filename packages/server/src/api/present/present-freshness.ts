import type { Freshness as FreshnessAnswer } from '@calmirror/api-contract';

import type { Freshness } from '../../mirror/queries/freshness.ts';
import { instantOrNull } from './times.ts';

export function presentFreshness(freshness: Freshness): FreshnessAnswer {
  return {
    asOf: instantOrNull(freshness.asOf),
    mode: freshness.mode,
    lastNotificationAt: instantOrNull(freshness.lastNotificationAt),
    lastRoundAt: instantOrNull(freshness.lastRoundAt),
    lastFullCheckAt: instantOrNull(freshness.lastFullCheckAt),
    lagSeconds: freshness.lagSeconds,
  };
}

export function presentListFreshness(freshness: Freshness | null): FreshnessAnswer | null {
  return freshness === null ? null : presentFreshness(freshness);
}
