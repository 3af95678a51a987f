import { describe, expect, it } from 'vitest';

import { catalogueFor } from '../src/texts/texts.ts';

describe('the language of the page', () => {
  it('is the first of the viewer’s languages that there is a catalogue for, else English', () => {
    expect(catalogueFor(['en-GB']).language).toBe('en');
    expect(catalogueFor(['xx', 'en']).language).toBe('en');
    expect(catalogueFor([]).language).toBe('en');
  });
});
