import { expect, it } from 'vitest';

import { firstLocale } from '../src/format/locale.ts';

it('the viewer’s locale is the first tag that is one', () => {
  expect(firstLocale(['de-AT', 'en'])).toBe('de-AT');
  expect(firstLocale(['en-US@posix', 'en-US@posix', 'fr'])).toBe('fr');
  expect(firstLocale(['en-US@posix', ''])).toBe('en');
});
