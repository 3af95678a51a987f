/** Fills a demo mailbox around a day. */
import type { Mailbox } from '../mailbox/mailbox.ts';

export function fillDemoMailbox(mailbox: Mailbox, nowMs: number): void {
  mailbox.quietly(() => nowMs);
}
