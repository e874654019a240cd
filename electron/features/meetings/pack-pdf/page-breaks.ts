import type { Cell, Column, Table } from './elements.ts'
import { widthOf } from './fonts.ts'
import {
  CELL_PADDING,
  CONTENT_HEIGHT,
  CONTENT_WIDTH,
  LINE_HEIGHT,
  TABLE_BELOW_FONT_SIZE,
  TABLE_FONT_SIZE,
} from './theme.ts'

/**
 * Where a long table goes on to the next page. The library could find out by itself, and does where these estimates fall
 * short; but it lays out all that is left of a table once more for every page, so that time grows with the square of
 * the rows.
 */

const ROW_PADDING = 6.5
const HEADING_HEIGHT = 31
const CONTINUED_HEADING_HEIGHT = 18
const TABLE_HEAD_HEIGHT = 22
/** Room for the total, and for words that the library breaks otherwise than is thought here. */
const RESERVE = 22

/** The table's rows, as many together as fit on one page. */
export function rowsByPage({ columns, rows }: Table): Table['rows'][] {
  const shares = columns.reduce((sum, { share }) => sum + share, 0)
  const room = CONTENT_HEIGHT - TABLE_HEAD_HEIGHT - RESERVE
  const pages: (readonly Cell[])[][] = []
  let left = 0
  for (const row of rows) {
    const height = rowHeight(columns, row, shares)
    if (height > left) {
      pages.push([])
      left = room - (pages.length === 1 ? HEADING_HEIGHT : CONTINUED_HEADING_HEIGHT)
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
    if (typeof cell === 'string') return linesOf(cell, width, TABLE_FONT_SIZE)
    return linesOf(cell[0], width, TABLE_FONT_SIZE) + linesOf(cell[1], width, TABLE_BELOW_FONT_SIZE)
  })
  return Math.max(1, ...lines) * TABLE_FONT_SIZE * LINE_HEIGHT + ROW_PADDING
}

/** Words flow from line to line; one too long for a line takes as many as it needs. */
function linesOf(text: string, width: number, fontSize: number): number {
  if (text === '') return 0
  const space = widthOf(' ', fontSize)
  let lines = 1
  let used = 0
  for (const word of text.split(' ')) {
    const needed = widthOf(word, fontSize)
    if (used > 0 && used + space + needed <= width) {
      used += space + needed
      continue
    }
    const ownLines = Math.max(1, Math.ceil(needed / width))
    lines += used > 0 ? ownLines : ownLines - 1
    used = needed - (ownLines - 1) * width
  }
  return lines
}
