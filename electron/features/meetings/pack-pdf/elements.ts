import { Text, View } from '@react-pdf/renderer'
import { createElement, type ReactElement, type ReactNode } from 'react'
import { rowsByPage } from './page-breaks.ts'
import { CELL_PADDING, styles } from './theme.ts'

/** Points that must be free below a title, so that it never stands alone at the foot of a page. */
const PRESENCE_BELOW_TITLE = 70

type Style = (typeof styles)[keyof typeof styles]

export function text(content: string, style: Style | Style[] = []): ReactElement {
  return createElement(Text, { style }, content)
}

/**
 * A title, a quieter line below it where there is something to say, and content that may go on to the next page. The
 * parts become the page's own children: only there does a title keep what follows it near.
 */
export function section(title: string, hint: string | null, ...children: ReactNode[]): ReactNode[] {
  return [createElement(View, { key: `gap before ${title}`, style: styles.gap }), ...heading(title, hint), ...children]
}

/** A section that stays on one page; only for what surely fits on one. */
export function wholeSection(title: string, hint: string | null, ...children: ReactNode[]): ReactElement {
  return createElement(View, { key: title, style: styles.gap, wrap: false }, ...heading(title, hint), ...children)
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

export interface Table {
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
  readonly total?: readonly Cell[]
}

/** A table that may be short enough for the flow of the paper, or need pages of its own. */
export interface TableSection {
  readonly title: string
  readonly hint: string | null
  readonly table: Table
}

/** A table inside a section: rows are never cut, and where it reaches another page its head stays behind. */
export function table(content: Table): ReactElement {
  return createElement(View, null, tableHead(content, false), ...tableRows(content))
}

/**
 * A section for pages of its own, with a table of any length: the content of each page, title and head on every one.
 * Should a page overflow after all, the library repeats the head there too; it can for a page's own children alone.
 */
export function longTable(title: string, hint: string | null, content: Table): ReactNode[][] {
  const pages = rowsByPage(content)
  return pages.map((rows, index) => {
    const isLast = index === pages.length - 1
    const part = { columns: content.columns, rows, ...(isLast && content.total ? { total: content.total } : {}) }
    const titled = index === 0 ? heading(title, hint) : heading(`${title} (continued)`, null)
    return [...titled, tableHead(part, true), ...tableRows(part)]
  })
}

function heading(title: string, hint: string | null): ReactNode[] {
  const titleProps = { key: title, style: styles.sectionTitle, minPresenceAhead: PRESENCE_BELOW_TITLE }
  return [
    createElement(Text, titleProps, title),
    hint === null ? null : createElement(Text, { key: `below ${title}`, style: styles.sectionHint }, hint),
  ]
}

function tableHead({ columns }: Table, isRepeated: boolean): ReactElement {
  const titles = columns.map(({ title }) => title)
  const style = isRepeated ? [styles.tableHead, styles.repeatedHead] : styles.tableHead
  return createElement(
    View,
    { key: 'head', style, minPresenceAhead: 24, ...(isRepeated ? { fixed: true } : {}) },
    ...cellsOf(columns, titles),
  )
}

function tableRows({ columns, rows, total }: Table): ReactElement[] {
  const lines = rows.map((row, index) =>
    createElement(View, { key: index, style: styles.tableRow, wrap: false }, ...cellsOf(columns, row)),
  )
  if (total === undefined) return lines
  const last = createElement(View, { key: 'total', style: styles.tableTotal, wrap: false }, ...cellsOf(columns, total))
  return [...lines, last]
}

/** One text for each cell: every element less is time less, and a pack may have thousands. */
function cellsOf(columns: readonly Column[], cells: readonly Cell[]): ReactElement[] {
  return columns.map(({ share, isFigure }, index) => {
    const cell = cells[index] ?? ''
    const [line, below] = typeof cell === 'string' ? [cell, ''] : cell
    const isLast = index === columns.length - 1
    const style = {
      flexGrow: share,
      flexShrink: 1,
      flexBasis: 0,
      paddingRight: isLast ? 0 : CELL_PADDING,
      textAlign: isFigure ? ('right' as const) : ('left' as const),
    }
    const quiet = below === '' ? null : createElement(Text, { style: styles.cellBelow }, `\n${below}`)
    return createElement(Text, { key: index, style }, line, quiet)
  })
}
