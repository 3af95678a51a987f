/**
 * Where one embedded PostgreSQL lives: a folder of ours with its data inside.
 * data/ belongs to the user PostgreSQL runs as, everything else to us.
 */
import { createHash } from 'node:crypto';
import { chmod, realpath, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { Logger } from '../logger.ts';
import { makeFolders } from '../make-folders.ts';
import { StartError } from '../start-error.ts';
import { canReach, chooseUser } from './run-as.ts';
import type { RunAs } from './run-as.ts';

export interface Home {
  readonly folder: string;
  readonly data: string;
  readonly lockFile: string;
  readonly credentialsFile: string;
  readonly logFile: string;
  readonly user: RunAs | undefined;
}

/**
 * Makes the folder. When PostgreSQL must run as another user that cannot reach it (a home of mode 700),
 * the home is `<reachableRoot>/<hash of the folder>` instead, and a file LOCATION in the folder says so.
 */
export async function prepareHome(dataDir: string, reachableRoot: string, logger: Logger): Promise<Home> {
  await makeFolder(dataDir, process.getuid?.() === 0 ? 0o755 : 0o700);
  const wanted = await realpath(dataDir);
  const user = await chooseUser(path.join(wanted, 'data'));
  if (user === undefined) return homeIn(wanted, undefined);
  // The folder is for PostgreSQL alone: its user may pass through. What is private inside has modes of its own.
  const { mode } = await stat(wanted);
  await chmod(wanted, mode | 0o111);
  if (await canReach(user, wanted)) return homeIn(wanted, user);

  const elsewhere = path.join(reachableRoot, createHash('sha256').update(wanted).digest('hex').slice(0, 16));
  await makeFolder(elsewhere, 0o755);
  if (!(await canReach(user, elsewhere))) {
    throw new StartError(
      `PostgreSQL must run as "${user.name}", who can enter neither ${wanted} nor ${elsewhere}: set CALMIRROR_DATA_DIR to a folder that everybody can enter, or start Calmirror as an ordinary user.`,
    );
  }
  await writeFile(path.join(wanted, 'LOCATION'), `${elsewhere}\n`);
  logger.info(
    { wanted, folder: elsewhere, user: user.name },
    'PostgreSQL keeps its data where its user can reach it',
  );
  return homeIn(elsewhere, user);
}

function homeIn(folder: string, user: RunAs | undefined): Home {
  return {
    folder,
    data: path.join(folder, 'data'),
    lockFile: path.join(folder, 'owner.lock'),
    credentialsFile: path.join(folder, 'credentials.json'),
    logFile: path.join(folder, 'postgres.log'),
    user,
  };
}

async function makeFolder(folder: string, mode: number): Promise<void> {
  try {
    // What was made on the way must be as open as the folder itself, whatever the umask.
    await Promise.all(makeFolders(folder, mode).map((made) => chmod(made, mode)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(
      `The data folder ${folder} cannot be made (${reason}): set CALMIRROR_DATA_DIR to a folder that can be written.`,
      { cause: error },
    );
  }
}
