/**
 * Holds the rules of the day and counts what they hit. Pure decisions: the hooks
 * and the subscription service carry them out.
 */
import type { SimUser } from '../world/types.ts';
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
  action.type === 'dropNotification' || action.type === 'doubleNotification';

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

  /** How many copies of a notification go out; `path` is its `resource`. */
  notificationCopies(path: string, user: SimUser | undefined): number {
    for (const counted of this.#rules) {
      const { action } = counted.rule;
      if (!isForNotifications(action) || !hits(counted, { method: 'POST', path, user })) continue;
      return action.type === 'dropNotification' ? 0 : 2;
    }
    return 1;
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
