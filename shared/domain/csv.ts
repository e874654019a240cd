/** A cell of a list that leaves the workstation: numbers stay numbers, all else is text. */
export interface CsvColumn<Row> {
  readonly header: string
  readonly value: (row: Row) => string | number | null
}

/** What spreadsheet programs take for the beginning of a formula (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/

/** `-1200.50` is a number and no formula. */
const NUMBER = /^-?\d+(\.\d+)?$/

/** So that spreadsheet programs read the file as UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF'

/**
 * A list as CSV (RFC 4180: commas, CRLF, quotes doubled). Text that a spreadsheet would run as a formula begins with an
 * apostrophe, which shows it as text.
 */
export function toCsv<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const lines = [columns.map(({ header }) => header), ...rows.map((row) => columns.map(({ value }) => value(row)))]
  return `${BYTE_ORDER_MARK}${lines.map((line) => `${line.map(toCell).join(',')}\r\n`).join('')}`
}

function toCell(value: string | number | null): string {
  const text = value === null ? '' : String(value)
  const harmless = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text
  return /[",\r\n\t]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
