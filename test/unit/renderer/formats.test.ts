import { expect, test } from 'vitest'
import { compareDecimals, sumDecimals } from '#renderer/ui/compare.ts'
import { formatShortDate, parseTypedDate, relativeDay } from '#renderer/ui/dates.ts'
import {
  formatMoney,
  formatPercent,
  formatQuantity,
  formatShare,
  formatWholeMoney,
  isNegative,
} from '#renderer/ui/money.ts'

test('amounts beyond what a float can hold are shown to the cent', () => {
  const amount = '9007199254740993.05'

  const shown = [formatMoney(amount), formatMoney('-1234.5'), formatWholeMoney('1234.50')]

  expect(shown).toEqual(['$9,007,199,254,740,993.05', '−$1,234.50', '$1,235'])
})

test('quantities and shares drop the zeros the database keeps', () => {
  const shown = [
    formatQuantity('120.50000000'),
    formatShare('50.000000'),
    formatShare('33.333333'),
    formatPercent('34.25'),
  ]

  expect(shown).toEqual(['120.5', '50%', '33.33%', '34.3%'])
})

test('minus zero is no loss', () => {
  expect(['-0.00', '-0.01', '0.01'].map(isNegative)).toEqual([false, true, false])
})

test('decimals are added and ordered exactly, missing ones first', () => {
  const values = ['0.1', '0.2', '9007199254740993', '10']

  const result = {
    sum: sumDecimals(values),
    order: [...values, null].toSorted(compareDecimals),
  }

  expect(result).toEqual({ sum: '9007199254741003.3', order: [null, '0.1', '0.2', '10', '9007199254740993'] })
})

test('dates are read as people type them, and nothing else is taken for one', () => {
  const typed = ['24 Nov 2026', '2026-11-24', '24.11.2026', '31 Feb 2026', 'soon']

  expect(typed.map(parseTypedDate)).toEqual(['2026-11-24', '2026-11-24', '2026-11-24', null, null])
})

test('days near today are named, and other years are told apart', () => {
  const shown = {
    near: ['2026-11-21', '2026-11-22', '2026-11-23', '2026-11-24'].map((day) => relativeDay(day, '2026-11-22')),
    short: ['2026-11-21', '2025-11-21', null].map((day) => formatShortDate(day, new Date('2026-11-22T12:00:00Z'))),
  }

  expect(shown).toEqual({
    near: ['Yesterday', 'Today', 'Tomorrow', null],
    short: ['21 Nov', '21 Nov 25', '–'],
  })
})
