import { describe, expect, it } from 'vitest';

import { buildPage } from '../build/build-page.ts';
import { firstLoads, FIRST_LOAD_LIMIT_BYTES, isGrid } from '../build/first-load.ts';

describe('the first load of a page', async () => {
  const { folder } = await buildPage();
  const loads = await firstLoads(folder);

  it('is known for every page', () => {
    expect(loads.map((load) => load.page)).toEqual(
      expect.arrayContaining([
        'src/pages/sign-in/sign-in-page.tsx',
        'src/pages/calendars/calendars-page.tsx',
        'src/pages/agenda/agenda-page.tsx',
        'src/pages/grid/week-page.tsx',
      ]),
    );
  });

  it.each(loads.filter((load) => !isGrid(load.page)))(
    'stays under 200 kB gzip: $page',
    ({ gzipBytes, files }) => {
      expect(gzipBytes, files.join('\n')).toBeLessThan(FIRST_LOAD_LIMIT_BYTES);
    },
  );
});
