/**
 * Holds the rules of the day and counts what they hit. Pure decisions: the hooks
 * and the subscription service carry them out.
 */
import type { SimUser } from '../world/types.ts';
import type { NotificationFate } from '../subscriptions/notifier.ts';
import type { CountedRule, FaultAction, FaultRule, NotificationFault, RequestFault } from './fault-rule.ts';

interface Counted {
  readonly rule: FaultRule;
  readonly pattern: RegExp | undefined;
  matched: number;
  hit: number;
}

export interface RequestFacts {
  readonly method: string;
  /** Decoded path with its query. */
  readonly path: string;
  readonly user: SimUser | undefined;
}

const isForNotifications = (action: FaultAction): action is NotificationFault =>
  action.type.endsWith('Notification');

export class FaultEngine {
  #rules: Counted[] = [];

  /** Replaces all rules; counting starts anew. */
  replace(rules: readonly FaultRule[]): void {
    this.#rules = rules.map((rule) => ({
      rule,
      pattern: rule.match.pathPattern === undefined ? undefined : RegExp(rule.match.pathPattern),
      matched: 0,
      hit: 0,
    }));
  }

  list(): CountedRule[] {
    return this.#rules.map(({ rule, matched, hit }) => ({ ...rule, matched, hit }));
  }

  /** In the order of the rules, up to and including the first that answers the request. */
  forRequest(facts: RequestFacts): RequestFault[] {
    const actions: RequestFault[] = [];
    for (const counted of this.#rules) {
      const { action } = counted.rule;
      if (isForNotifications(action) || !hits(counted, facts)) continue;
      actions.push(action);
      if (action.type === 'status') break;
    }
    return actions;
  }

  /** What becomes of a notification; `path` is its `resource`, or `lifecycle/` with its event. */
  notificationFate(path: string, user: SimUser | undefined): NotificationFate {
    for (const counted of this.#rules) {
      const { action } = counted.rule;
      if (!isForNotifications(action) || !hits(counted, { method: 'POST', path, user })) continue;
      return fateOf(action);
    }
    return { copies: 1 };
  }
}

function fateOf(action: NotificationFault): NotificationFate {
  switch (action.type) {
    case 'dropNotification':
      return { copies: 0 };
    case 'doubleNotification':
      return { copies: 2 };
    case 'delayNotification':
      return { copies: 1, delayMs: action.ms };
    case 'reorderNotification':
      return { copies: 1, behindNext: true };
  }
}

function hits(counted: Counted, facts: RequestFacts): boolean {
  const { match } = counted.rule;
  const fits =
    (match.method === undefined || match.method.toUpperCase() === facts.method) &&
    (match.path === undefined || facts.path.startsWith(match.path)) &&
    (counted.pattern === undefined || counted.pattern.test(facts.path)) &&
    (match.user === undefined || isUser(facts.user, match.user));
  if (!fits) return false;
  counted.matched += 1;
  const turn = counted.matched - (match.after ?? 0);
  if (turn < 1 || turn > (match.times ?? Number.POSITIVE_INFINITY)) return false;
  counted.hit += 1;
  return true;
}

const isUser = (user: SimUser | undefined, name: string): boolean =>
  user !== undefined && (user.id === name || user.userPrincipalName.toLowerCase() === name.toLowerCase());
