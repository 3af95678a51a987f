import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import './theme/mantine.css.ts';
import './theme/page.css';
import { cssNonce, shareCssNonce } from './platform/css-nonce.ts';
import { createQueryClient } from './platform/query-client.ts';
import { createPageRouter } from './router.tsx';
import { texts } from './texts/texts.ts';
import { cssVariables, theme } from './theme/theme.ts';

// Older browsers have no Temporal yet; the others do not load this.
if (!('Temporal' in globalThis)) await import('temporal-polyfill/global');

shareCssNonce();
document.documentElement.lang = texts.language;
const place = document.getElementById('page');
if (place === null) throw new Error('index.html has a place for the page.');
const queryClient = createQueryClient();
const router = createPageRouter(queryClient);
createRoot(place).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={cssNonce}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
