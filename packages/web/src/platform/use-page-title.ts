import { useEffect } from 'react';

import { texts } from '../texts/texts.ts';

/** The browser's title; a screen reader hears it on every page. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${texts.common.product}`;
  }, [title]);
}
