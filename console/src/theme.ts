import { createTheme, type MantineColorsTuple } from '@mantine/core';

const tide: MantineColorsTuple = [
  '#eef6fb',
  '#d8eaf5',
  '#aed3ea',
  '#80bade',
  '#6db0da',
  '#418fc3',
  '#2a78ac',
  '#226a9b',
  '#185680',
  '#0e4265',
];

const slate: MantineColorsTuple = [
  '#e6ebf0',
  '#b6c0ca',
  '#8e9ba8',
  '#647180',
  '#465260',
  '#333c47',
  '#252d36',
  '#1a2027',
  '#14191f',
  '#10141a',
];

/** Shades are chosen so that text and controls keep 4.5:1 in light and in dark (WCAG 2.2, 1.4.3). */
export const theme = createTheme({
  colors: { tide, dark: slate },
  primaryColor: 'tide',
  primaryShade: { light: 8, dark: 6 },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  headings: { fontWeight: '650' },
  defaultRadius: 'sm',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Modal: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Drawer: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
  },
});
