/** The frame of pages that need nobody signed in: the brand, and one card. */
import type { ReactNode } from 'react';

import { Brand } from '../../shell/brand.tsx';
import classes from './door-frame.module.css';

export function DoorFrame({ children }: { readonly children: ReactNode }) {
  return (
    <div className={classes.frame}>
      <header className={classes.brand}>
        <Brand />
      </header>
      <main id="content" tabIndex={-1} className={classes.place}>
        <div className={classes.card}>{children}</div>
      </main>
    </div>
  );
}
