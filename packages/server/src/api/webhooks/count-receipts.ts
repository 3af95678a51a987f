/** Counts what comes through the door for notifications, and how long its answer takes. */
import type { NotificationReceiver } from '../../notifications/notification-receiver.ts';
import type { ApiDeps } from '../deps.ts';

/** Microsoft waits 3 seconds for an answer. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 10];

export function countReceipts({
  notifications,
  metrics,
}: Pick<ApiDeps, 'notifications' | 'metrics'>): Pick<NotificationReceiver, 'receive'> {
  const items = metrics.counter(
    'calmirror_notifications_total',
    'Items of notifications by how they were judged; not_persisted: answered 503, Microsoft sends them again.',
    ['outcome'],
  );
  const seconds = metrics.histogram(
    'calmirror_notification_answer_seconds',
    'From the arrival of a POST of notifications to its answer.',
    [],
    SECONDS,
  );
  for (const outcome of ['genuine', 'forged', 'malformed', 'not_persisted']) items.inc({ outcome }, 0);
  return {
    receive: async (given, receivedAt) => {
      const stop = seconds.startTimer();
      try {
        const receipt = await notifications.receive(given, receivedAt);
        items.inc({ outcome: 'genuine' }, receipt.genuine);
        items.inc({ outcome: 'forged' }, receipt.forged);
        items.inc({ outcome: 'malformed' }, receipt.malformed);
        return receipt;
      } catch (error) {
        items.inc({ outcome: 'not_persisted' }, given.length);
        throw error;
      } finally {
        stop();
      }
    },
  };
}
