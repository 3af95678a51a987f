/** The one place that reads real time. Everything else takes `now` as a parameter, so that tests own it. */

/** Milliseconds since the epoch. */
export function systemNow(): number {
  // oxlint-disable-next-line no-restricted-properties -- the default of the injected clock must read time somewhere
  return Date.now();
}
