/** For the owner of a calendar, whether Graph said it of that one or of another of its mailbox. */
export const SLOW_DOWN = 'Microsoft asked us to slow down. We go on as soon as it allows.';
