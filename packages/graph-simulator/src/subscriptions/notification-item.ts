import type { ChangeNotification } from './change-notification.ts';
import type { LifecycleNotification } from './lifecycle-notification.ts';

/** One POST may hold both kinds, for several subscriptions. */
export type NotificationItem = ChangeNotification | LifecycleNotification;
