/**
 * The sync engine put together on a given database and Graph, and calendars connected to it without a browser:
 * what the engine's fixtures and the benches have in common. Every part is the real one.
 */
import { lookAtAccounts } from '../../src/connections/account-look.ts';
import { saveAccount } from '../../src/connections/account-store.ts';
import type { SavedAccount } from '../../src/connections/account-store.ts';
import { AccessTokens } from '../../src/connections/access-tokens.ts';
import { EntraClient } from '../../src/connections/entra-client.ts';
import type { TokenSet } from '../../src/connections/entra-client.ts';
import { GraphAccess } from '../../src/connections/graph-access.ts';
import type { GraphAccessDeps } from '../../src/connections/graph-access.ts';
import type { Db } from '../../src/models/db.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { newId } from '../../src/platform/ids.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { EventSyncService } from '../../src/sync/event-sync-service.ts';
import type { SyncRinger } from '../../src/sync/event-sync-service.ts';
import { Vault } from '../../src/vault/vault.ts';

const YEAR_SECONDS = 365 * 86_400;

export interface EngineOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly leaseSeconds: number;
  /** The product's own when left out. */
  readonly windowDays?: { readonly past: number; readonly future: number };
  /** In [0, 1), for jitter; always the middle when left out. */
  readonly random?: () => number;
  /** Left out: tokens outlive the test, and nothing is ever asked of Entra. */
  readonly entra?: { readonly clientId: string; readonly clientSecret: string; readonly loginUrl: string };
}

export type GraphPlace = Pick<GraphAccessDeps, 'graphUrl' | 'fetch' | 'sleep'>;

export interface EngineParts {
  readonly vault: Vault;
  readonly tokens: AccessTokens;
  graph(at: GraphPlace): GraphAccess;
  /** One worker; several are as many processes on the same rows. */
  sync(graph: GraphPlace, ring?: SyncRinger['ring']): EventSyncService;
  /** The daily look at every account that is due. */
  look(graph: GraphPlace, ring?: SyncRinger['ring']): Promise<void>;
  connect(calendar: ConnectOptions): Promise<ConnectedRows>;
  /** Its owner signs in again. */
  reconnect(userId: string, identity: MailboxIdentity, tokens: TokenSet): Promise<void>;
}

export interface MailboxIdentity {
  readonly tenantId: string;
  readonly objectId: string;
}

export interface ConnectOptions {
  readonly calendarId: string;
  readonly name: string;
  /** Left out: unknown. */
  readonly ownerAddress?: string;
  /** A text is an access token that outlives the test. */
  readonly accessToken: string | TokenSet;
  readonly identity?: MailboxIdentity;
  /** Left out: a user of its own. */
  readonly userId?: string;
}

export interface ConnectedRows {
  readonly userId: string;
  readonly connectionId: string;
}

export async function engineParts(options: EngineOptions): Promise<EngineParts> {
  const { db, clock, leaseSeconds } = options;
  const app = options.entra ?? { clientId: 'none', clientSecret: 'none', loginUrl: 'https://login.example' };
  const logger = createLogger({ level: 'silent' });
  const random = options.random ?? ((): number => 0.5);
  const vault = await Vault.open({ db, keys: ['00112233445566778899aabbccddeeff'], clock });
  const entra = new EntraClient({
    app: {
      clientId: app.clientId,
      credential: { kind: 'secret', secret: app.clientSecret },
      loginUrl: app.loginUrl,
      tenant: 'common',
      redirectUri: 'http://localhost/callback',
    },
    clock,
  });
  const tokens = new AccessTokens({ db, vault, entra, clock, logger, leaseSeconds, random });
  const graphAt: EngineParts['graph'] = (at) => new GraphAccess({ db, clock, tokens, ...at });
  return {
    vault,
    tokens,
    graph: graphAt,
    sync: (at, ring = () => Promise.resolve()) =>
      new EventSyncService({
        db,
        clock,
        jobs: { ring },
        graph: graphAt(at),
        vault,
        logger,
        leaseSeconds,
        windowDays: options.windowDays ?? { past: 90, future: 365 },
        pace: { least: 60, usual: 300, most: 900 },
        random,
      }),
    look: (at, ring = () => Promise.resolve()) =>
      lookAtAccounts(
        { db, clock, graph: graphAt(at), jobs: { ring }, logger, leaseSeconds, random },
        new AbortController().signal,
      ),
    connect: (calendar) => connectCalendar(db, vault, clock.date(), calendar),
    reconnect: async (userId, identity, tokenSet) => {
      await save(db, vault, { userId, identity, tokens: tokenSet, at: clock.date() });
    },
  };
}

async function connectCalendar(
  db: Db,
  vault: Vault,
  at: Date,
  calendar: ConnectOptions,
): Promise<ConnectedRows> {
  const userId = calendar.userId ?? newId();
  const connectionId = newId();
  const person = { name: calendar.name, email: `${userId}@example.com` };
  await db
    .insertInto('app_user')
    .values({ id: userId, ...person, image: null, created_at: at, updated_at: at })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  const { accessToken } = calendar;
  const account = await save(db, vault, {
    userId,
    identity: calendar.identity ?? { tenantId: newId(), objectId: newId() },
    tokens:
      typeof accessToken === 'string'
        ? {
            accessToken,
            refreshToken: undefined,
            expiresInSeconds: YEAR_SECONDS,
            grantedScopes: ['Calendars.Read', 'User.Read'],
          }
        : accessToken,
    at,
  });
  await db
    .insertInto('calendar_connection')
    .values({
      id: connectionId,
      user_id: userId,
      account_id: account.accountId,
      mailbox_id: account.mailboxId,
      external_calendar_id: calendar.calendarId,
      name: calendar.name,
      owner_address: calendar.ownerAddress ?? null,
      status: 'connecting',
      wanted_full: true,
      wanted_cause: 'connect',
      created_at: at,
      updated_at: at,
    })
    .execute();
  return { userId, connectionId };
}

function save(
  db: Db,
  vault: Vault,
  account: { userId: string; identity: MailboxIdentity; tokens: TokenSet; at: Date },
): Promise<SavedAccount> {
  const email = `${account.userId}@example.com`;
  return db.transaction().execute((tx) =>
    saveAccount(tx, vault, {
      ...account,
      identity: { ...account.identity, userName: email, displayName: email },
      email,
      displayName: email,
      loginTenant: 'common',
    }),
  );
}
