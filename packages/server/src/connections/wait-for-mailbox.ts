/**
 * Before an account exists: its mailbox may be known already, through somebody else's account, and
 * then its limits hold. A mailbox nobody knows is asked freely.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Clock } from '../platform/clock.ts';
import type { Db } from '../models/db.ts';

import { ConnectError } from './connect-errors.ts';
import { takeSlot } from './mailbox-slots.ts';

const PATIENCE_MS = 2000;
const LOOK_AGAIN_MS = 100;

export interface MailboxTurn extends AsyncDisposable {
  /** Aborted when the slot is lost; undefined where no slot is needed. */
  readonly signal: AbortSignal | undefined;
}

/** @throws ConnectError temporary, when Graph asked for patience or somebody else is in slot 4 for long */
export async function waitForMailbox(
  db: Db,
  identity: { readonly tenantId: string; readonly objectId: string },
  options: { readonly clock: Clock; readonly leaseSeconds: number },
): Promise<MailboxTurn> {
  const mailbox = await db
    .selectFrom('mailbox')
    .select(['id', 'blocked_until'])
    .where('tenant_id', '=', identity.tenantId)
    .where('object_id', '=', identity.objectId)
    .executeTakeFirst();
  if (mailbox === undefined) return { signal: undefined, [Symbol.asyncDispose]: () => Promise.resolve() };
  if (mailbox.blocked_until !== null && mailbox.blocked_until.getTime() > options.clock.now()) {
    throw new ConnectError('temporary', { reason: 'mailbox blocked by Retry-After' });
  }
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const slot = await takeSlot(db, mailbox.id, 'service', 'connect', options.leaseSeconds);
    if (slot !== undefined) return slot;
    if (performance.now() > deadline) throw new ConnectError('temporary', { reason: 'mailbox busy' });
    await sleep(LOOK_AGAIN_MS);
  }
}
