/**
 * A folder with everything above it. Node's own recursive mkdir never ends where the system says "no such file"
 * of a folder whose parent is there (anywhere in /proc): it makes the parent again and again.
 */
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * @returns what was made, outermost first; nothing if it was there
 * @throws what the file system says
 */
export function makeFolders(folder: string, mode: number): string[] {
  const wanted = path.resolve(folder);
  if (isFolder(wanted)) return [];
  const above = makeFolders(path.dirname(wanted), mode);
  try {
    mkdirSync(wanted, { mode });
  } catch (error) {
    // Another process may have made it meanwhile.
    if (isFolder(wanted)) return above;
    throw error;
  }
  return [...above, wanted];
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}
