/**
 * postmaster.pid, PostgreSQL's own lock file: who runs on this data, and at which port.
 * It survives a crash, and its pid may belong to somebody else by now: never trusted without proof.
 */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

export interface PidFile {
  readonly pid: number;
  /** undefined while PostgreSQL is still starting. */
  readonly port: number | undefined;
}

/** Lines: pid, data folder, start time, port, socket folder, address, shared memory, status. */
const PORT_LINE = 3;

export async function readPidFile(data: string): Promise<PidFile | undefined> {
  const text = await readFile(fileIn(data), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[PORT_LINE]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number.isInteger(port) && port > 0 ? port : undefined };
}

/** Whether that process lives and is a PostgreSQL on this data; `unknown` where the system does not say. */
export async function isPostmaster(pid: number, data: string): Promise<boolean | 'unknown'> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const command = await commandOf(pid);
  return command === undefined ? 'unknown' : command.includes('postgres') && command.includes(data);
}

/**
 * The pid in the file belongs to a stranger. PostgreSQL would believe it and refuse to start; it takes the pid
 * of its own parent for stale. The other lines stay: by them it finds workers that outlived their postmaster.
 */
export async function disownPidFile(data: string): Promise<void> {
  const text = await readFile(fileIn(data), 'utf8');
  await writeFile(fileIn(data), text.replace(/^\d+/, String(process.pid)));
}

function fileIn(data: string): string {
  return path.join(data, 'postmaster.pid');
}

async function commandOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'win32') return undefined;
  if (process.platform === 'linux') {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return line.replaceAll('\0', ' ');
  }
  const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(
    () => ({
      stdout: '',
    }),
  );
  return stdout;
}
