/** The sync engine on a given database, reading from a given Graph, with one connected calendar. */
import { saveAccount } from '@calmirror/server/connections/account-store';
import { AccessTokens } from '@calmirror/server/connections/access-tokens';
import { EntraClient } from '@calmirror/server/connections/entra-client';
import { GraphAccess } from '@calmirror/server/connections/graph-access';
import type { Database } from '@calmirror/server/models/database';
import { systemClock } from '@calmirror/server/platform/clock';
import type { OpenDatabase } from '@calmirror/server/platform/database';
import { newId } from '@calmirror/server/platform/ids';
import { createLogger } from '@calmirror/server/platform/logger';
import { EventSyncService } from '@calmirror/server/sync/event-sync-service';
import { Vault } from '@calmirror/server/vault/vault';

export interface BenchEngine {
  readonly connectionId: string;
  baseline(): Promise<void>;
  count(): Promise<number>;
}

export async function benchEngine(database: OpenDatabase<Database>, graphUrl: string): Promise<BenchEngine> {
  const { db } = database;
  const clock = systemClock();
  const logger = createLogger({ level: 'error' });
  const vault = await Vault.open({ db, keys: ['00112233445566778899aabbccddeeff'], clock });
  const entra = new EntraClient({
    app: {
      clientId: 'bench',
      credential: { kind: 'secret', secret: 'bench' },
      loginUrl: 'http://127.0.0.1:9',
      tenant: 'common',
      redirectUri: 'http://localhost/callback',
    },
    clock,
  });
  const tokens = new AccessTokens({ db, vault, entra, clock, logger, leaseSeconds: 15, random: Math.random });
  const sync = new EventSyncService({
    db,
    clock,
    jobs: { ring: () => Promise.resolve() },
    graph: new GraphAccess({ db, clock, tokens, graphUrl }),
    vault,
    logger,
    leaseSeconds: 15,
    windowDays: { past: 90, future: 365 },
    pollIntervalSeconds: 300,
    random: Math.random,
  });
  const at = clock.date();
  const userId = newId();
  await db
    .insertInto('app_user')
    .values({
      id: userId,
      name: 'Bench',
      email: 'bench@example.com',
      image: null,
      created_at: at,
      updated_at: at,
    })
    .execute();
  const account = await db.transaction().execute((tx) =>
    saveAccount(tx, vault, {
      userId,
      identity: { tenantId: newId(), objectId: newId(), userName: 'bench', displayName: 'Bench' },
      email: 'bench@example.com',
      displayName: 'Bench',
      loginTenant: 'common',
      tokens: { accessToken: 'bench', refreshToken: undefined, expiresInSeconds: 86_400, grantedScopes: [] },
      at,
    }),
  );
  const connectionId = newId();
  await db
    .insertInto('calendar_connection')
    .values({
      id: connectionId,
      user_id: userId,
      account_id: account.accountId,
      mailbox_id: account.mailboxId,
      external_calendar_id: 'bench',
      name: 'Bench',
      status: 'connecting',
      wanted_full: true,
      wanted_cause: 'connect',
      created_at: at,
      updated_at: at,
    })
    .execute();
  const signal = new AbortController().signal;
  const active = async (): Promise<boolean> => {
    const row = await db
      .selectFrom('calendar_connection')
      .select(['status', 'last_error_message'])
      .where('id', '=', connectionId)
      .executeTakeFirstOrThrow();
    if (row.last_error_message !== null) throw new Error(row.last_error_message);
    return row.status === 'active';
  };
  return {
    connectionId,
    baseline: async () => {
      while (!(await active())) await sync.syncMicrosoftEvents(connectionId, signal);
    },
    count: async () => {
      const row = await db
        .selectFrom('calendar_event')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('connection_id', '=', connectionId)
        .executeTakeFirstOrThrow();
      return row.count;
    },
  };
}
