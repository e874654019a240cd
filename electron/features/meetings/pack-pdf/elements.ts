import { Text, View } from '@react-pdf/renderer'
import { createElement, type ReactElement, type ReactNode } from 'react'
import { styles } from './theme.ts'

/** Points that must be free below a title, so that it never stands alone at the foot of a page. */
const PRESENCE_BELOW_TITLE = 60

type Style = (typeof styles)[keyof typeof styles]

export function text(content: string, style: Style | Style[] = []): ReactElement {
  return createElement(Text, { style }, content)
}

export function section(title: string, hint: string | null, ...children: ReactNode[]): ReactElement {
  return createElement(
    View,
    { style: styles.section },
    createElement(Text, { style: styles.sectionTitle, minPresenceAhead: PRESENCE_BELOW_TITLE }, title),
    hint === null ? null : createElement(Text, { style: styles.sectionHint, minPresenceAhead: 40 }, hint),
    ...children,
  )
}

export interface Column {
  readonly title: string
  /** Share of the table's width, relative to the other columns'. */
  readonly share: number
  /** Figures stand to the right, so that their digits line up. */
  readonly isFigure?: boolean
}

/** A cell: one line, or a line and a quieter one below it. */
export type Cell = string | readonly [line: string, below: string]

/** A table whose head is repeated on every page it reaches and whose rows are never cut. */
export function table(columns: readonly Column[], rows: readonly (readonly Cell[])[], total?: readonly Cell[]) {
  return createElement(
    View,
    null,
    createElement(
      View,
      { style: styles.tableHead },
      ...cellsOf(
        columns,
        columns.map(({ title }) => title),
      ),
    ),
    ...rows.map((row, index) =>
      createElement(View, { key: index, style: styles.tableRow, wrap: false }, ...cellsOf(columns, row)),
    ),
    total === undefined
      ? null
      : createElement(View, { style: styles.tableTotal, wrap: false }, ...cellsOf(columns, total)),
  )
}

function cellsOf(columns: readonly Column[], cells: readonly Cell[]): ReactElement[] {
  return columns.map(({ share, isFigure }, index) => {
    const cell = cells[index] ?? ''
    const [line, below] = typeof cell === 'string' ? [cell, null] : cell
    const padding = index === columns.length - 1 ? styles.lastCell : styles.cell
    const width = { flexGrow: share, flexShrink: 1, flexBasis: 0 }
    const alignment = { textAlign: isFigure ? ('right' as const) : ('left' as const) }
    return createElement(
      View,
      { key: index, style: [padding, width] },
      createElement(Text, { style: alignment }, line),
      below === null || below === ''
        ? null
        : createElement(Text, { style: [styles.muted, alignment, { fontSize: 7 }] }, below),
    )
  })
}
