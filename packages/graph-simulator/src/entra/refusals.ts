/**
 * Refusals somebody asked the simulator for: an administrator's policy, a disabled
 * account, a bad day of Entra ID. Each has an AADSTS number of the table, and ends as
 * the table says, after so many times, or when it is cleared.
 */
import type { Restore, Stateful } from '../world/stateful.ts';
import type { SimUser, World } from '../world/types.ts';
import { AADSTS } from './aadsts.ts';
import type { AadstsRow } from './aadsts.ts';
import { EntraError } from './entra-error.ts';
import type { Grant } from './token-store.ts';

interface Refusal {
  readonly code: number;
  readonly row: AadstsRow;
  /** Object id; undefined: everybody. */
  readonly userId: string | undefined;
  /** Undefined: as often as it comes up. */
  readonly times: number | undefined;
  /** Grants up to this one were signed in before. */
  readonly lastGrant: number;
  hits: number;
}

interface SignInRefusal {
  readonly error: EntraError;
  readonly shown: 'page' | 'redirect';
}

export class Refusals implements Stateful {
  readonly #world: World;
  #rules: Refusal[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  /** @throws {RangeError} when the number is not in the table. */
  add(rule: Pick<Refusal, 'code' | 'userId' | 'times' | 'lastGrant'>): void {
    const row = AADSTS.get(rule.code);
    if (row === undefined) throw new RangeError(`AADSTS${rule.code} is not in the table.`);
    this.#rules.push({ ...rule, row, hits: 0 });
  }

  list(): { readonly code: number; readonly userId: string | null; readonly hits: number }[] {
    return this.#rules.map(({ code, userId, hits }) => ({ code, userId: userId ?? null, hits }));
  }

  clear(): void {
    this.#rules = [];
  }

  save(): Restore {
    const kept = this.#rules.map((rule) => ({ ...rule }));
    return () => {
      this.#rules = kept.map((rule) => ({ ...rule }));
    };
  }

  /** What the token endpoint answers this grant (undefined: a grant nobody knows). */
  atToken(grant: Grant | undefined): EntraError | undefined {
    const rule = this.#find(
      ({ row, userId, lastGrant }) =>
        row.token !== false &&
        (userId === undefined || userId === grant?.userId) &&
        (row.until === undefined || (grant !== undefined && grant.serial <= lastGrant)),
    );
    return rule && this.#errorOf(rule, false);
  }

  /** What the sign-in answers: the app, before anybody is picked, or the account. */
  atSignIn(who: { readonly user: SimUser; readonly silent: boolean } | 'app'): SignInRefusal | undefined {
    const rule = this.#find(({ row, userId }) =>
      who === 'app'
        ? row.signIn === 'page' && userId === undefined
        : row.signIn !== undefined && (userId === undefined || userId === who.user.id),
    );
    if (rule === undefined) return undefined;
    const bySwitch = this.#world.switches.current.blockedSignIn;
    const shown = rule.row.signIn === 'by-switch' ? bySwitch : (rule.row.signIn ?? 'page');
    const isSilent = who !== 'app' && who.silent && shown === 'page';
    return isSilent
      ? { error: new EntraError({ ...this.#input(rule), error: 'interaction_required' }), shown: 'redirect' }
      : { error: this.#errorOf(rule, true), shown };
  }

  /** The first that fits and has not been used up; counted. */
  #find(fits: (rule: Refusal) => boolean): Refusal | undefined {
    const rule = this.#rules.find(
      (candidate) => (candidate.times === undefined || candidate.hits < candidate.times) && fits(candidate),
    );
    if (rule !== undefined) rule.hits += 1;
    return rule;
  }

  #errorOf(rule: Refusal, isRedirect: boolean): EntraError {
    const input = this.#input(rule);
    return new EntraError(
      isRedirect && rule.row.redirectError !== undefined
        ? { ...input, error: rule.row.redirectError }
        : input,
    );
  }

  #input({ code, row: { error, message, status, suberror } }: Refusal) {
    const isStepUp = error === 'step-up';
    return {
      error: isStepUp ? this.#world.switches.current.stepUpError : error,
      code,
      message,
      status,
      ...(suberror === undefined ? {} : { suberror }),
      ...(isStepUp ? { claims: STEP_UP_CLAIMS } : {}),
    };
  }
}

/** Names the policy to satisfy; a client hands it to its next authorization request. */
const STEP_UP_CLAIMS = JSON.stringify({
  access_token: { capolids: { essential: true, values: ['2d4c5e1a-0b3f-4a76-9c58-7f1e6d2b8a90'] } },
});
