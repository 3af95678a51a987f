/** The English catalogue: every word a person reads on the page, by part. Another language is another file of this shape. */
import { calendarsTexts } from './english/calendars.ts';
import { commonTexts } from './english/common.ts';
import { connectTexts } from './english/connect.ts';
import { eventsTexts } from './english/events.ts';
import { signInTexts } from './english/sign-in.ts';

export const english = {
  /** Of the texts, BCP 47; dates and numbers follow the viewer's own locale. */
  language: 'en',
  common: commonTexts,
  signIn: signInTexts,
  connect: connectTexts,
  calendars: calendarsTexts,
  events: eventsTexts,
};
