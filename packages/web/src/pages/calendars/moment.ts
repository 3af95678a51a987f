import { viewerLocale } from '../../format/locale.ts';

/** 14:03 today, else with its date; in the viewer's zone and way of writing. */
export function momentWords(at: string, deviceTime: number): string {
  const locale = viewerLocale();
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const instant = Date.parse(at);
  if (day.format(instant) === day.format(deviceTime)) {
    return new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(instant);
  }
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(instant);
}
