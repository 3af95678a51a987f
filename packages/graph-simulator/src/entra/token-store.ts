/**
 * Authorization codes, refresh tokens and access tokens. All are opaque random
 * strings that mean something only here, as Graph's are to its clients; every
 * deadline is read on the simulator's clock.
 */
import type { SimClock } from '../clock.ts';
import type { Chance } from '../world/chance.ts';
import { saveMap, saveMapOfRecords } from '../world/stateful.ts';
import type { Restore, Stateful } from '../world/stateful.ts';
import type { CodeChallenge } from './pkce.ts';
import type { RequestedScopes } from './scopes.ts';

/** "Authorization codes are short lived, typically they expire after about 10 minutes." */
const CODE_LIFETIME_MS = 10 * 60_000;
/** Refresh tokens of web apps live until unused for 90 days. */
const REFRESH_IDLE_MS = 90 * 86_400_000;
const SWEEP_EVERY = 1_000;

export interface Grant {
  readonly userId: string;
  readonly clientId: string;
  /** Canonical name → the spelling the client used. */
  readonly scopes: RequestedScopes;
  /** The user's session generation at sign-in; a revocation raises it. */
  readonly generation: number;
  /** Simulator clock, ms since the epoch. */
  readonly signedInAt: number;
  /** Grows with every sign-in. */
  readonly serial: number;
}

export interface CodeRecord {
  readonly grant: Grant;
  readonly redirectUri: string;
  /** Lower-case `{tenant}` part of the URL the code was issued under. */
  readonly tenantPath: string;
  readonly nonce: string | undefined;
  readonly challenge: CodeChallenge | undefined;
  readonly expiresAt: number;
  redeemed: boolean;
}

interface RefreshRecord {
  readonly grant: Grant;
  lastUsedAt: number;
}

export interface AccessRecord {
  readonly userId: string;
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
  readonly expiresAt: number;
  /** Of a client that handles claims challenges. */
  readonly endsWithRevocation?: boolean;
}

export class TokenStore implements Stateful {
  readonly #clock: SimClock;
  readonly #chance: Chance;
  readonly #codes = new Map<string, CodeRecord>();
  readonly #refresh = new Map<string, RefreshRecord>();
  readonly #access = new Map<string, AccessRecord>();
  /** Those that ended with a revocation → when. */
  readonly #revoked = new Map<string, number>();
  readonly #generations = new Map<string, { generation: number; at: number }>();
  #issued = 0;
  #grants = 0;

  constructor(clock: SimClock, chance: Chance) {
    this.#clock = clock;
    this.#chance = chance;
  }

  /** A grant as of now, for a user who has just signed in. */
  grantFor(userId: string, clientId: string, scopes: RequestedScopes): Grant {
    const generation = this.#generations.get(userId)?.generation ?? 0;
    this.#grants += 1;
    const signedInAt = this.#clock.now();
    return { userId, clientId, scopes, generation, signedInAt, serial: this.#grants };
  }

  /** The serial of the newest grant. */
  get lastGrant(): number {
    return this.#grants;
  }

  issueCode(record: Omit<CodeRecord, 'expiresAt' | 'redeemed'>): string {
    const code = `1.${this.#chance.opaque('code', 96)}`;
    const expiresAt = this.#clock.now() + CODE_LIFETIME_MS;
    this.#codes.set(code, { ...record, expiresAt, redeemed: false });
    return code;
  }

  findCode(code: string): CodeRecord | undefined {
    return this.#codes.get(code);
  }

  issueRefreshToken(grant: Grant): string {
    const token = `1.${this.#chance.opaque('refresh token', 128)}`;
    this.#refresh.set(token, { grant, lastUsedAt: this.#clock.now() });
    return token;
  }

  /** The grant behind a refresh token, whatever has become of it since. */
  findRefreshToken(token: string): Grant | undefined {
    return this.#refresh.get(token)?.grant;
  }

  isIdleTooLong(token: string): boolean {
    const record = this.#refresh.get(token);
    return record !== undefined && this.#clock.now() - record.lastUsedAt >= REFRESH_IDLE_MS;
  }

  /** The used token stays valid; using it keeps it alive. */
  touchRefreshToken(token: string): void {
    const record = this.#refresh.get(token);
    if (record !== undefined) record.lastUsedAt = this.#clock.now();
  }

  issueAccessToken(record: Omit<AccessRecord, 'expiresAt'>): { token: string; expiresIn: number } {
    const [least, span] = record.endsWithRevocation === true ? [72_000, 28_800] : [3_600, 1_800];
    this.#issued += 1;
    if (this.#issued % SWEEP_EVERY === 0) this.#sweep();
    // Entra picks 60 to 90 minutes at random, or 20 to 28 hours; a walk over that range is as varied and repeatable.
    const expiresIn = least + ((this.#issued * 613) % span);
    const token = `sim.${this.#chance.opaque('access token', 120)}`;
    this.#access.set(token, { ...record, expiresAt: this.#clock.now() + expiresIn * 1_000 });
    return { token, expiresIn };
  }

  /** The living access token, or undefined when unknown or past its time. */
  findAccessToken(token: string): AccessRecord | undefined {
    const record = this.#access.get(token);
    return record !== undefined && record.expiresAt > this.#clock.now() ? record : undefined;
  }

  /** Ends every session of the user: codes and refresh tokens issued until now are dead. */
  revokeUser(userId: string): void {
    const generation = (this.#generations.get(userId)?.generation ?? 0) + 1;
    this.#generations.set(userId, { generation, at: this.#clock.now() });
    for (const [token, record] of this.#access)
      if (record.userId === userId && record.endsWithRevocation === true) {
        this.#access.delete(token);
        this.#revoked.set(token, this.#clock.now());
      }
  }

  /** When a token ended with a revocation, before its time; undefined for every other token. */
  revokedTokenAt(token: string): number | undefined {
    return this.#revoked.get(token);
  }

  /** Also ends access tokens before their time, as continuous access evaluation would. */
  dropAccessTokens(userId: string): void {
    for (const [token, record] of this.#access) if (record.userId === userId) this.#access.delete(token);
  }

  /** When the grant was revoked (simulator clock), or undefined while it stands. */
  revokedAt(grant: Grant): number | undefined {
    const current = this.#generations.get(grant.userId);
    return current !== undefined && current.generation > grant.generation ? current.at : undefined;
  }

  clear(): void {
    for (const map of [this.#codes, this.#refresh, this.#access, this.#revoked, this.#generations])
      map.clear();
    this.#issued = 0;
    this.#grants = 0;
  }

  save(): Restore {
    const restores = [
      saveMapOfRecords(this.#codes),
      saveMapOfRecords(this.#refresh),
      saveMap(this.#access),
      saveMap(this.#revoked),
      saveMap(this.#generations),
    ];
    const kept = { issued: this.#issued, grants: this.#grants };
    return () => {
      for (const restore of restores) restore();
      this.#issued = kept.issued;
      this.#grants = kept.grants;
    };
  }

  #sweep(): void {
    const now = this.#clock.now();
    for (const [token, record] of this.#access) if (record.expiresAt <= now) this.#access.delete(token);
    for (const [token, record] of this.#refresh)
      if (now - record.lastUsedAt >= 2 * REFRESH_IDLE_MS) this.#refresh.delete(token);
    for (const [code, record] of this.#codes)
      if (record.expiresAt + 86_400_000 <= now) this.#codes.delete(code);
  }
}
