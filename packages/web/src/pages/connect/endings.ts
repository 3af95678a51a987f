/**
 * Which page each way of ending has. Pure. The codes are those of `?error=` on the connect page
 * (connect-errors.ts of the server) and of refusals; one that is not known here gets a page, too.
 */
import { texts } from '../../texts/texts.ts';

interface EndingWords {
  readonly title: string;
  readonly cause: string;
  readonly whatToDo: string;
  /** Name of the button that begins to connect. */
  readonly action: string;
}

export interface Ending extends EndingWords {
  /** What helps most: beginning again, or looking at the calendars, which connecting again would not help. */
  readonly first: 'connect' | 'calendars';
  /** The link for an administrator is what the person needs. */
  readonly withAdminLink: boolean;
  /** May be met by an administrator whose consent Microsoft has taken, though the way back was too old. */
  readonly mayBeConsent: boolean;
}

const words: Readonly<Record<string, EndingWords>> = {
  ...texts.connect.refusals,
  ...texts.connect.endings,
};

export function endingOf(code: string): Ending {
  const known = Object.hasOwn(words, code) ? words[code] : undefined;
  return {
    ...(known ?? texts.connect.unknownEnding),
    first: code === 'already_used' ? 'calendars' : 'connect',
    withAdminLink: code === 'admin_consent_required',
    mayBeConsent: code === 'expired' || code === 'already_used',
  };
}

/** Of `?session=`: there is nothing to choose from any more. */
export const sessionOver: Ending = {
  ...texts.connect.sessionOver,
  first: 'connect',
  withAdminLink: false,
  mayBeConsent: false,
};
