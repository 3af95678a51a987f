/**
 * PostgreSQL without installing PostgreSQL: the programs npm brought, working on a folder of ours.
 * Its order is its safety: lock the folder, look for one that runs, else make and start one, set up the role.
 * Knows nothing of our tables.
 */
import type { Logger } from '../logger.ts';
import { StartError } from '../start-error.ts';
import { findNativeFolder, placeBinaries } from './binaries.ts';
import { bootstrap } from './bootstrap.ts';
import { checkVersion, createCluster, hasCluster, removeUnfinished } from './cluster.ts';
import { loadCredentials } from './credentials.ts';
import { lockFolder } from './folder-lock.ts';
import { prepareHome } from './home.ts';
import { findRunning, startPostmaster, stopPostmaster, superuserUrl } from './postmaster.ts';

export interface EmbeddedPostgresOptions {
  /** Made if absent. One living process per folder. */
  readonly dataDir: string;
  readonly logger: Logger;
  /** A free one unless given. */
  readonly port?: number;
  /** The folder with bin/, lib/ and share/ of PostgreSQL; by default what npm installed. */
  readonly nativeFolder?: string;
  /** Where data and programs go that PostgreSQL's user cannot reach; only used by root. */
  readonly reachableRoot?: string;
  /** More settings of postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  /** false: nothing waits for the disk. Tests only. */
  readonly durable?: boolean;
  /** The role may create databases. Tests only. */
  readonly mayCreateDatabases?: boolean;
}

export interface EmbeddedPostgres extends AsyncDisposable {
  /** As a role without superuser, which owns the database. */
  readonly url: string;
  /** For benchmarks that install an extension; the service never uses it. */
  readonly superuserUrl: string;
  /** It was still running, left by a parent that was killed. */
  readonly adopted: boolean;
  /** Ends PostgreSQL (fast mode) and gives the folder free. May be called twice. */
  stop(): Promise<void>;
}

/** Throws StartError with one sentence that says what to do. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const reachableRoot = options.reachableRoot ?? '/var/lib/calmirror';
  const native = options.nativeFolder ?? findNativeFolder();
  const home = await prepareHome(options.dataDir, reachableRoot, options.logger);
  const lock = lockFolder(home.lockFile);
  if (lock === undefined) {
    throw new StartError(
      `Another Calmirror already uses the database in ${home.folder}: stop it first, or set CALMIRROR_DATA_DIR to another folder.`,
    );
  }
  try {
    const binaries = await placeBinaries(native, home.user, reachableRoot);
    const credentials = await loadCredentials(home.credentialsFile, await hasCluster(home));
    const durable = options.durable ?? true;
    await removeUnfinished(home);
    if (!(await hasCluster(home))) {
      options.logger.info({ folder: home.folder }, 'making a new PostgreSQL database');
      await createCluster(home, binaries, credentials.superuserPassword, durable);
    }
    await checkVersion(home);
    const settings = { ...(durable ? {} : notDurable), ...options.settings };
    const running = await findRunning(home, credentials);
    const port =
      running ?? (await startPostmaster(home, binaries, credentials, { port: options.port, settings }));
    const url = await bootstrap(credentials, port, {
      mayCreateDatabases: options.mayCreateDatabases ?? false,
    });
    options.logger.info(
      { folder: home.folder, port, adopted: running !== undefined, user: home.user?.name },
      running === undefined ? 'PostgreSQL started' : 'PostgreSQL was still running and was adopted',
    );

    let stopping: Promise<void> | undefined;
    const stop = (): Promise<void> => {
      stopping ??= stopPostmaster(home, binaries).finally(() => {
        lock[Symbol.dispose]();
      });
      return stopping;
    };
    return {
      url,
      superuserUrl: superuserUrl(credentials, port),
      adopted: running !== undefined,
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

const notDurable = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
