/**
 * A Chromium out of node_modules that runs where nothing is installed: its binary, the libraries that a slim
 * Linux lacks, and a font. Unpacked once, into a folder beside the packages; several processes may ask at once.
 * Only Linux on x64 has it.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export interface ChromiumFiles {
  readonly executable: string;
  /** All that its process is told. */
  readonly env: Readonly<Record<string, string>>;
}

const run = promisify(execFile);
const cache = path.resolve(import.meta.dirname, '../../../node_modules/.cache/calmirror');

/** Undefined where this machine cannot run it. */
export async function chromiumFiles(): Promise<ChromiumFiles | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const folder = await unpacked();
  const executable = path.join(folder, 'chromium');
  const env = { HOME: folder, FONTCONFIG_FILE: path.join(folder, 'fonts.conf') };
  // The libraries that came along need glibc 2.34: older systems must have their own.
  const candidates = [{ ...env, LD_LIBRARY_PATH: path.join(folder, 'al2023/lib') }, env];
  for (const candidate of candidates) {
    if (await starts(executable, candidate)) return { executable, env: candidate };
  }
  return undefined;
}

async function starts(executable: string, env: Record<string, string>): Promise<boolean> {
  try {
    await run(executable, ['--version'], { env });
    return true;
  } catch {
    return false;
  }
}

async function unpacked(): Promise<string> {
  const source = path.resolve(path.dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '..');
  const folder = path.join(cache, `chromium-${await versionOf(source)}`);
  if (existsSync(folder)) return folder;
  const making = `${folder}.${process.pid}`;
  await mkdir(making, { recursive: true });
  try {
    const script = path.join(import.meta.dirname, 'inflate-chromium.ts');
    await run(process.execPath, [script, path.join(source, 'bin')], { env: { TMPDIR: making } });
    await writeFile(path.join(making, 'fonts.conf'), fontsConf(folder));
    await rename(making, folder);
  } catch (error) {
    // Another process was faster: theirs is as good.
    if (!existsSync(folder)) throw error;
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  await sweep(folder);
  return folder;
}

/** What killed processes and other versions left. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const pid = Number(/^chromium-.*\.(\d+)$/.exec(name)?.[1]);
    const isUnderWay = name.startsWith(`${path.basename(folder)}.`) && isAlive(pid);
    if (name.startsWith('chromium-') && name !== path.basename(folder) && !isUnderWay) {
      await rm(path.join(cache, name), { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function versionOf(folder: string): Promise<string> {
  const text = await readFile(path.join(folder, 'package.json'), 'utf8');
  const version = /"version": "([\w.-]+)"/.exec(text)?.[1];
  if (version === undefined) throw new Error('@sparticuz/chromium has no version.');
  return version;
}

/** The same font on every machine, so that widths and pictures are the same; others fill in missing letters. */
function fontsConf(folder: string): string {
  const families = ['sans-serif', 'system-ui', 'ui-sans-serif'].map(
    (family) => `  <match target="pattern">
    <test name="family"><string>${family}</string></test>
    <edit name="family" mode="prepend" binding="strong"><string>Open Sans</string></edit>
  </match>`,
  );
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
${families.join('\n')}
</fontconfig>
`;
}
