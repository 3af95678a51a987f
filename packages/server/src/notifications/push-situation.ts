/**
 * Everything that decides what must be done for the push of one mailbox calendar: its
 * connections (several users may have connected it), its rows, and what is known of the mailbox.
 * Types only; push-situation-store.ts loads it, plan-push.ts decides.
 */
import type { ConnectionStatus } from '../models/connection-status.ts';
import type { WebhookSubscriptionTable } from '../models/database.ts';
import type { PushReach } from './push-reach.ts';

export type SubscriptionHealth = WebhookSubscriptionTable['health'];

export interface PushConnection {
  readonly id: string;
  readonly accountId: string;
  readonly status: ConnectionStatus;
  /** false: switched off by its owner. */
  readonly pushWanted: boolean;
  readonly isDefault: boolean;
  /** Shared calendars cannot be subscribed to with delegated rights (outlook-change-notifications-overview). */
  readonly isShared: boolean;
  /** The Microsoft account has a usable token. */
  readonly accountActive: boolean;
}

export interface PushSubscription {
  readonly id: string;
  readonly connectionId: string;
  readonly accountId: string;
  /** Graph's id; null until it has answered. */
  readonly subscriptionId: string | null;
  readonly notificationUrl: string;
  readonly resourcePath: string;
  readonly health: SubscriptionHealth;
  readonly isActive: boolean;
  readonly expiresAt: Date | null;
  readonly lastPatchAt: Date | null;
  readonly patchWantedAt: Date | null;
  readonly deleteWantedAt: Date | null;
  readonly nextCheckAt: Date | null;
  readonly failures: number;
  readonly createdAt: Date;
}

export interface PushSituation {
  readonly mailboxId: string;
  /** Object id of the mailbox's owner: subscriptions name the user by it, never by UPN. */
  readonly mailboxObjectId: string;
  readonly externalCalendarId: string;
  /** Graph refused to subscribe to single calendars of this mailbox; not tried again before. */
  readonly calendarFormRefusedUntil: Date | null;
  readonly connections: readonly PushConnection[];
  /** Newest first; replaced rows, kept only for late notifications, are not among them. */
  readonly subscriptions: readonly PushSubscription[];
  readonly reach: PushReach;
}
