import { viewerLocale } from '../format/locale.ts';

const plurals = new Intl.PluralRules('en');

/** A count as the viewer writes numbers. */
export function count(amount: number): string {
  return new Intl.NumberFormat(viewerLocale()).format(amount);
}

/** `counted(1250, 'event', 'events')`: 1,250 events. For English texts. */
export function counted(amount: number, one: string, other: string): string {
  return `${count(amount)} ${plurals.select(amount) === 'one' ? one : other}`;
}
