import { expect, test } from 'vitest'
import { showValue } from '#renderer/features/sync/show-value.ts'
import { compareDecimals, sumDecimals } from '#renderer/ui/compare.ts'
import { formatNearInstant, formatShortDate, parseTypedDate, relativeDay } from '#renderer/ui/dates.ts'
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

test('a narrow column says the time of a meeting this year and only the day of a later one', () => {
  const now = new Date(2026, 10, 22, 15, 0)
  const instants = [new Date(2026, 11, 14, 14, 0).toISOString(), new Date(2027, 1, 9, 10, 0).toISOString(), null]

  const shown = instants.map((instant) => formatNearInstant(instant, now))

  expect(shown).toEqual(['Mon 14 Dec, 14:00', '9 Feb 2027', '–'])
})

test('values of a waiting change are shown as their kind is elsewhere', () => {
  const local = new Date(new Date().getFullYear() - 1, 10, 22, 14, 32)

  const shown = [
    showValue('money', '1250000.5000'),
    showValue('ratio', '32.500000'),
    showValue('date', '2026-11-22'),
    showValue('instant', local.toISOString()).endsWith('14:32'),
    showValue('choice', 'Moderately aggressive'),
    showValue('text', null),
  ]

  expect(shown).toEqual(['$1,250,000.50', '32.5%', '22 Nov 2026', true, 'Moderately aggressive', '–'])
})
