/**
 * Holds the rules and the chaos of the day and counts what they hit. Pure decisions: the
 * hooks, the delta rounds and the subscription service carry them out.
 */
import type { Restore, Stateful } from '../world/stateful.ts';
import type { SimUser } from '../world/types.ts';
import { seededRandom } from '../world/seeded.ts';
import type { SeededRandom } from '../world/seeded.ts';
import type { NotificationFate } from '../subscriptions/notifier.ts';
import { Chaos } from './chaos.ts';
import type { ChaosOptions } from './chaos.ts';
import { canTouch, isRefusal } from './fault-actions.ts';
import type { FaultAction, NotificationFault, RequestFault } from './fault-actions.ts';
import type { CountedRule, FaultRule } from './fault-rule.ts';

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

const DEFAULT_SEED = 'faults';

const isForNotifications = (action: FaultAction): action is NotificationFault =>
  action.type.endsWith('Notification');

export class FaultEngine implements Stateful {
  #rules: Counted[] = [];
  #chance = seededRandom(DEFAULT_SEED);
  #chaos: { readonly chaos: Chaos; readonly pattern: RegExp | undefined } | undefined;

  /** Replaces all rules; counting and chance start anew, for probabilities and for what an action draws. */
  replace(rules: readonly FaultRule[], seed = DEFAULT_SEED): void {
    this.#chance = seededRandom(seed);
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

  /** Undefined ends it. */
  setChaos(options: ChaosOptions | undefined): void {
    this.#chaos =
      options === undefined
        ? undefined
        : {
            chaos: new Chaos(options),
            pattern: options.pathPattern === undefined ? undefined : RegExp(options.pathPattern),
          };
  }

  /** Of what rules and actions draw; chaos has its own. */
  get chance(): SeededRandom {
    return this.#chance;
  }

  /** In the order of the rules, up to and including the first that refuses the request. Chaos comes last. */
  forRequest(facts: RequestFacts): RequestFault[] {
    const actions: RequestFault[] = [];
    for (const counted of this.#rules) {
      const { action } = counted.rule;
      if (isForNotifications(action) || !canTouch(action, facts.method, facts.path)) continue;
      if (!this.#hits(counted, facts)) continue;
      actions.push(action);
      if (isRefusal(action)) return actions;
    }
    const drawn = this.#isChaotic(facts) ? this.#chaos?.chaos.forRequest() : undefined;
    if (drawn !== undefined && canTouch(drawn, facts.method, facts.path)) actions.push(drawn);
    return actions;
  }

  /** What becomes of a notification; `path` is its `resource`, or `lifecycle/` with its event. */
  notificationFate(path: string, user: SimUser | undefined): NotificationFate {
    const facts = { method: 'POST', path, user };
    for (const counted of this.#rules) {
      const { action } = counted.rule;
      if (isForNotifications(action) && this.#hits(counted, facts)) return fateOf(action);
    }
    const drawn = this.#isChaotic(facts) ? this.#chaos?.chaos.forNotification() : undefined;
    return drawn === undefined ? { copies: 1 } : fateOf(drawn);
  }

  save(): Restore {
    const rules = this.#rules.map((rule) => ({ ...rule }));
    const chance = this.#chance;
    const restoreChance = chance.save();
    const chaos = this.#chaos;
    const restoreChaos = chaos?.chaos.save();
    return () => {
      this.#rules = rules.map((rule) => ({ ...rule }));
      this.#chance = chance;
      restoreChance();
      this.#chaos = chaos;
      restoreChaos?.();
    };
  }

  #isChaotic({ path, user }: RequestFacts): boolean {
    if (this.#chaos === undefined) return false;
    const { chaos, pattern } = this.#chaos;
    const named = chaos.options.user;
    return (pattern === undefined || pattern.test(path)) && (named === undefined || isUser(user, named));
  }

  #hits(counted: Counted, facts: RequestFacts): boolean {
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
    if (match.probability !== undefined && this.#chance.next() >= match.probability) return false;
    counted.hit += 1;
    return true;
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

const isUser = (user: SimUser | undefined, name: string): boolean =>
  user !== undefined && (user.id === name || user.userPrincipalName.toLowerCase() === name.toLowerCase());
