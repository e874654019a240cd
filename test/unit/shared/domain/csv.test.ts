import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toCsv } from '#shared/domain/csv.ts'

const columns = [{ header: 'Name', value: (row: { name: string | number | null }) => row.name }]
const lineOf = (name: string | number | null) => toCsv(columns, [{ name }]).split('\r\n').slice(1, -1).join('\r\n')

test('text that a spreadsheet would run is shown as text, and numbers stay numbers', () => {
  const given = [
    '=1+1',
    '+49 30 1',
    '-2+3',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '-1200.50',
    12,
    null,
    'Weber, "Jo"',
    'a\nb',
    "O'Neil",
  ]

  const lines = given.map(lineOf)

  expect(lines).toEqual([
    "'=1+1",
    "'+49 30 1",
    "'-2+3",
    "'@SUM(A1)",
    '"\'\t=1"',
    '"\'\r=1"',
    '-1200.50',
    '12',
    '',
    '"Weber, ""Jo"""',
    '"a\nb"',
    "O'Neil",
  ])
})

test('whatever is in a cell, it begins no formula and stays one cell', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const cell = lineOf(text)
      const shown = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell
      const isNumber = /^-?\d+(\.\d+)?$/.test(shown)
      expect(isNumber || !/^[=+\-@\t\r]/.test(shown)).toBe(true)
      expect(shown === text || shown === `'${text}`).toBe(true)
      expect(cell.startsWith('"') || !/[",\r\n]/.test(cell)).toBe(true)
    }),
  )
})

test('the file says that it is UTF-8 and begins with the headers', () => {
  expect(toCsv(columns, [{ name: 'Łukasz' }])).toBe('\uFEFFName\r\nŁukasz\r\n')
})
