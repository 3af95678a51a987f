/**
 * What is left of an event for somebody who may not see all of it. Times, recurrence and free or
 * busy are always left: they are what a role without details is for.
 * Source: Microsoft Graph, "Share or delegate a calendar in Outlook"; calendar facts 3.7.
 */
import type { EventContent } from '../mailbox/types.ts';
import type { Sight } from './calendar-roles.ts';

/** How Outlook in English calls a block of time whose title one may not see. */
const BLOCK_TITLES: Readonly<Record<EventContent['showAs'], string>> = {
  free: 'Free',
  tentative: 'Tentative',
  busy: 'Busy',
  oof: 'Away',
  workingElsewhere: 'Working elsewhere',
  unknown: 'Busy',
};
const PRIVATE_TITLE = 'Private Appointment';

const block = (content: EventContent, subject: string): EventContent => ({
  ...content,
  subject,
  body: { contentType: 'html', content: '' },
  importance: 'normal',
  categories: [],
  locations: [],
  attendees: [],
  responseStatus: { response: 'none', at: null },
  isReminderOn: false,
  isOnlineMeeting: false,
  joinUrl: null,
  conference: null,
  onlineMeetingUrl: null,
  transactionId: null,
  attachments: [],
});

export const isPrivate = ({ sensitivity }: EventContent): boolean => sensitivity === 'private';

/** The content itself for who may see it all. */
export function maskedContent(content: EventContent, { details, seesPrivate }: Sight): EventContent {
  if (isPrivate(content) && !seesPrivate && details !== 'times') return block(content, PRIVATE_TITLE);
  switch (details) {
    case 'all':
      return content;
    case 'titles': {
      const { subject, locations } = content;
      return { ...block(content, ''), subject, locations };
    }
    case 'times':
      return { ...block(content, BLOCK_TITLES[content.showAs]), sensitivity: 'normal' };
  }
}
