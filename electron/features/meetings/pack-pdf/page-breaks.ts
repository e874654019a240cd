import type { Cell, Column, Table } from './elements.ts'
import { CONTENT_HEIGHT, CONTENT_WIDTH, LINE_HEIGHT, TABLE_FONT_SIZE } from './theme.ts'

/**
 * Where a long table goes on to the next page. The library could find out by itself, and does where these estimates fall
 * short; but it lays out all that is left of a table once more for every page, so that time grows with the square of
 * the rows.
 */

const ROW_PADDING = 7
const HEADING_HEIGHT = 44
const TABLE_HEAD_HEIGHT = 20
/** Room for the total, and for letters wider than the average below. */
const RESERVE = 30
/** Width of a letter as a share of the font size, on the wide side of the font's average. */
const LETTER_WIDTH = 0.52
const CELL_PADDING = 8

/** The table's rows, as many together as fit on one page. */
export function rowsByPage({ columns, rows }: Table): Table['rows'][] {
  const shares = columns.reduce((sum, { share }) => sum + share, 0)
  const room = CONTENT_HEIGHT - HEADING_HEIGHT - TABLE_HEAD_HEIGHT - RESERVE
  const pages: (readonly Cell[])[][] = []
  let left = 0
  for (const row of rows) {
    const height = rowHeight(columns, row, shares)
    if (height > left) {
      pages.push([])
      left = room
    }
    pages.at(-1)?.push(row)
    left -= height
  }
  return pages
}

function rowHeight(columns: readonly Column[], row: readonly Cell[], shares: number): number {
  const lines = columns.map(({ share }, index) => {
    const width = (CONTENT_WIDTH * share) / shares - CELL_PADDING
    const cell = row[index] ?? ''
    const parts: readonly string[] = typeof cell === 'string' ? [cell] : cell
    return parts.reduce((sum, part) => sum + linesOf(part, width), 0)
  })
  return Math.max(1, ...lines) * TABLE_FONT_SIZE * LINE_HEIGHT + ROW_PADDING
}

/** Words flow from line to line; one too long for a line takes as many as it needs. */
function linesOf(text: string, width: number): number {
  if (text === '') return 0
  const lettersInLine = Math.max(1, Math.floor(width / (TABLE_FONT_SIZE * LETTER_WIDTH)))
  let lines = 1
  let used = 0
  for (const { length } of text.split(' ')) {
    const withSpace = used === 0 ? length : used + 1 + length
    if (withSpace <= lettersInLine) used = withSpace
    else {
      lines += used === 0 ? 0 : 1
      lines += Math.ceil(length / lettersInLine) - 1
      used = length % lettersInLine || lettersInLine
    }
  }
  return lines
}
