import { viewerLocale } from './locale.ts';

/** 14:05:09, in the viewer's zone and way of writing. */
export function timeOfDay(at: number): string {
  return new Intl.DateTimeFormat(viewerLocale(), { timeStyle: 'medium' }).format(at);
}
