/** Looks. Text colours are chosen for WCAG 2.2 AA (4.5:1) on their backgrounds in light and dark. */
import { createTheme } from '@mantine/core';
import type { CSSVariablesResolver, MantineColorsTuple } from '@mantine/core';

const calm: MantineColorsTuple = [
  '#e6f7f6',
  '#d0efed',
  '#a3dfdc',
  '#73cfca',
  '#4dc1bc',
  '#2fa9a7',
  '#168d8d',
  '#0b7379',
  '#095f66',
  '#063b40',
];

export const theme = createTheme({
  colors: { calm },
  primaryColor: 'calm',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.3,
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  headings: { fontWeight: '650' },
  respectReducedMotion: true,
});

/** Mantine's own grey for secondary text is 3.3:1 on white. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#52606d',
    '--mantine-color-placeholder': '#5f6b76',
    '--mantine-color-error': '#b42318',
    '--page-surface': '#ffffff',
    '--page-ground': '#f5f8f8',
    '--page-line': '#d9e1e3',
  },
  dark: {
    '--mantine-color-dimmed': '#a9b4bd',
    '--mantine-color-placeholder': '#96a2ac',
    '--mantine-color-error': '#ff9d92',
    '--page-surface': '#1d2528',
    '--page-ground': '#12181a',
    '--page-line': '#344145',
  },
});
