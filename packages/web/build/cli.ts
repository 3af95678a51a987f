/** `npm run build:page`: builds the page when it is old, and prints what each of its pages costs at first. */
import { buildPage } from './build-page.ts';
import { firstLoads, FIRST_LOAD_LIMIT_BYTES, isGrid } from './first-load.ts';

const { folder, built } = await buildPage();
console.log(built ? `The page is built: ${folder}` : `The page is current: ${folder}`);
console.log(`First load, gzip (limit ${kilobytes(FIRST_LOAD_LIMIT_BYTES)}, the grids apart):`);
for (const { page, gzipBytes } of await firstLoads(folder)) {
  console.log(`  ${kilobytes(gzipBytes).padStart(8)}  ${page}${isGrid(page) ? '  (grid)' : ''}`);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
