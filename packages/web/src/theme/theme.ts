/** Looks. Text colours are chosen for WCAG 2.2 AA (4.5:1) on their backgrounds in light and dark. */
import { Alert, createTheme, defaultVariantColorsResolver } from '@mantine/core';
import type { CSSVariablesResolver, MantineColorsTuple, VariantColorsResolver } from '@mantine/core';

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

/** The library chooses the text colour of a filled button once, for light; a colour that is lighter in the dark needs its own. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colours = defaultVariantColorsResolver(input);
  return input.variant === 'filled' ? { ...colours, color: 'var(--page-on-filled)' } : colours;
};

export const theme = createTheme({
  colors: { calm },
  primaryColor: 'calm',
  primaryShade: { light: 7, dark: 4 },
  variantColorResolver,
  autoContrast: true,
  luminanceThreshold: 0.3,
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  headings: { fontWeight: '650' },
  respectReducedMotion: true,
  components: {
    // What looks like an alert need not interrupt: where it must, it says so itself.
    Alert: Alert.extend({ defaultProps: { role: 'presentation' } }),
  },
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
    '--page-control': '#74818b',
    '--page-control-ground': '#ffffff',
    '--page-on-filled': '#ffffff',
    '--mantine-color-yellow-light-color': '#7a4100',
    '--mantine-color-red-filled': '#b42318',
    '--mantine-color-red-filled-hover': '#931c13',
  },
  dark: {
    '--mantine-color-dimmed': '#a9b4bd',
    '--mantine-color-placeholder': '#96a2ac',
    '--mantine-color-error': '#ff9d92',
    '--page-surface': '#1d2528',
    '--page-ground': '#12181a',
    '--page-line': '#344145',
    '--page-control': '#7d8a93',
    '--page-control-ground': '#161d20',
    '--page-on-filled': '#0a1214',
    '--mantine-color-red-filled': '#ff9d92',
    '--mantine-color-red-filled-hover': '#ffb5ac',
    '--mantine-color-text': '#e3e9eb',
    '--mantine-color-default': '#263034',
    '--mantine-color-default-hover': '#2e3a3f',
    '--mantine-color-default-border': '#46555b',
  },
});
