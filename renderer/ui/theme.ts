import {
  ActionIcon,
  Anchor,
  Badge,
  Button,
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  Input,
  type MantineColorsTuple,
  Menu,
  Modal,
  NativeSelect,
  Paper,
  SegmentedControl,
  Table,
  Tooltip,
} from '@mantine/core'

/** Deep blue-teal: the one accent. */
const harbour: MantineColorsTuple = [
  '#ebf4f7',
  '#d8e8ee',
  '#b0d0dc',
  '#83b6c8',
  '#5d9fb6',
  '#428fa9',
  '#2f7f9b',
  '#1d6580',
  '#14546c',
  '#0a4256',
]

/** Cool greys, so that dark screens rest the eyes without looking black. */
const slate: MantineColorsTuple = [
  '#dbe2e8',
  '#bcc7d0',
  '#9fadb8',
  '#71808d',
  '#465461',
  '#344150',
  '#232e39',
  '#19222b',
  '#121a21',
  '#0c1217',
]

export const theme = createTheme({
  primaryColor: 'harbour',
  primaryShade: { light: 7, dark: 6 },
  colors: { harbour, dark: slate },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', Consolas, monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8438rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.5' },
  headings: {
    fontFamily: "'Inter Variable', system-ui, sans-serif",
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.25' },
      h2: { fontSize: '0.9688rem', lineHeight: '1.35' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '16px' },
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    Anchor: Anchor.extend({ defaultProps: { underline: 'always' } }),
    Badge: Badge.extend({ defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 560 } }),
    Button: Button.extend({ defaultProps: { size: 'sm', fw: 560 } }),
    Drawer: Drawer.extend({
      defaultProps: {
        position: 'right',
        closeButtonProps: { 'aria-label': 'Close' },
        // Its header is no banner of the page.
        attributes: { header: { role: 'presentation' } },
      },
    }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        closeButtonProps: { 'aria-label': 'Close' },
        attributes: { header: { role: 'presentation' } },
      },
    }),
    // Beside its button in the document, and so in the same landmark; nothing in it but its items takes the focus.
    Menu: Menu.extend({
      defaultProps: { withinPortal: false, floatingStrategy: 'fixed', withInitialFocusPlaceholder: false },
    }),
    Input: Input.extend({ defaultProps: { size: 'sm' } }),
    NativeSelect: NativeSelect.extend({ defaultProps: { size: 'sm' } }),
    Paper: Paper.extend({ defaultProps: { withBorder: true, radius: 'lg' } }),
    // Longer words in a narrow column: the choices take a second line.
    SegmentedControl: SegmentedControl.extend({ styles: { root: { flexWrap: 'wrap' } } }),
    Table: Table.extend({ defaultProps: { fz: 'sm', verticalSpacing: 7, horizontalSpacing: 'md' } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: true } }),
  },
})

const tinted = ['harbour', 'teal', 'blue', 'orange', 'red', 'violet', 'gray'] as const

/** Calm tints for badges and alerts: a breath of the colour behind, enough of it in the text to read well. */
function tints(background: (color: string) => string, text: (color: string) => string): Record<string, string> {
  return Object.fromEntries(
    tinted.flatMap((color) => [
      [`--mantine-color-${color}-light`, background(`var(--mantine-color-${color}-6)`)],
      [`--mantine-color-${color}-light-hover`, background(`var(--mantine-color-${color}-7)`)],
      [`--mantine-color-${color}-light-color`, text(color)],
    ]),
  )
}

/**
 * Colours that Mantine's defaults leave below the 4.5:1 contrast that WCAG 2.2 AA asks of text, and the surfaces
 * behind the cards.
 */
const lightVariables = {
  ...tints(
    (color) => `color-mix(in srgb, ${color} 13%, white)`,
    (color) => `color-mix(in srgb, var(--mantine-color-${color}-9) 78%, black)`,
  ),
  '--mantine-color-anchor': '#14546c',
  '--mantine-color-dimmed': '#55626d',
  '--mantine-color-placeholder': '#66737e',
  '--mantine-color-error': '#b3261e',
  '--mantine-color-text': '#17222b',
  '--mantine-color-default-border': '#d9e0e5',
  '--surface-page': '#f4f7f8',
  '--surface-nav': '#ffffff',
  '--surface-hover': '#eef4f6',
  '--surface-selected': '#e1eef3',
  '--border-soft': '#e4e9ed',
  '--accent-text': '#14546c',
  '--gain-text': '#1b6b43',
  '--loss-text': '#a8322a',
  '--warn-surface': '#fff3d6',
  '--warn-text': '#6b4800',
  '--warn-border': '#ecd08a',
  '--danger-surface': '#fde7e5',
  '--danger-text': '#7d1a14',
  '--danger-border': '#f0b9b4',
}

const darkVariables = {
  ...tints(
    (color) => `color-mix(in srgb, ${color} 26%, transparent)`,
    (color) => `var(--mantine-color-${color}-2)`,
  ),
  '--mantine-color-anchor': '#8ec6da',
  '--mantine-color-dimmed': '#a3b0bb',
  '--mantine-color-placeholder': '#93a1ad',
  '--mantine-color-error': '#ff9a91',
  '--mantine-color-text': '#dfe6ec',
  '--mantine-color-default-border': '#33404c',
  '--surface-page': '#121a21',
  '--surface-nav': '#19222b',
  '--surface-hover': '#212c36',
  '--surface-selected': '#1f3a47',
  '--border-soft': '#2a3641',
  '--accent-text': '#8ec6da',
  '--gain-text': '#7fcfa4',
  '--loss-text': '#ff9f95',
  '--warn-surface': '#3a2f14',
  '--warn-text': '#f4d68c',
  '--warn-border': '#6a5520',
  '--danger-surface': '#3d1e1c',
  '--danger-text': '#ffb4ac',
  '--danger-border': '#6d332e',
}

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: lightVariables,
  dark: darkVariables,
})

/** Distinct in both schemes and for colour-blind eyes; always beside a label, never alone. */
export const chartColors = [
  '#2f7f9b',
  '#e08e2b',
  '#5b8c5a',
  '#8a6bb0',
  '#c95d63',
  '#3fa7a0',
  '#b08d57',
  '#5f7fb8',
  '#94a3ad',
  '#8a7461',
] as const
