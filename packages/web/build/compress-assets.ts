/** Lays a `.br` and a `.gz` beside each asset that gains by it: the server sends whichever the browser takes. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';

const ways = { '.br': promisify(brotliCompress), '.gz': promisify(gzip) } as const;
const GAINS = /\.(?:js|css|svg)$/;
/** Smaller ones fit a packet as they are. */
const FROM_BYTES = 1_000;

export async function compressAssets(folder: string): Promise<void> {
  const files = (await readdir(folder)).filter((file) => GAINS.test(file));
  await Promise.all(
    files.map(async (file) => {
      const content = await readFile(path.join(folder, file));
      if (content.length < FROM_BYTES) return;
      for (const [ending, compress] of Object.entries(ways)) {
        await writeFile(path.join(folder, file + ending), await compress(content));
      }
    }),
  );
}
