import fc from 'fast-check'
import { expect, test } from 'vitest'
import { businessDayOnOrBefore, isBusinessDay } from '#shared/domain/business-days.ts'
import { addDays, addYears, ageOn, compareDays, daysBetween } from '#shared/domain/dates.ts'

const day = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

test('days added are days between', () => {
  fc.assert(
    fc.property(day, fc.integer({ min: -40_000, max: 40_000 }), (from, days) => {
      expect(daysBetween(from, addDays(from, days))).toBe(days)
    }),
  )
})

test.each([
  ['1953-11-24', '2026-11-23', 72],
  ['1953-11-24', '2026-11-24', 73],
  ['2000-02-29', '2025-02-28', 24],
  ['2000-02-29', '2025-03-01', 25],
  ['2026-11-24', '2026-11-24', 0],
])('born on %s, on %s one is %i', (bornOn, today, age) => {
  expect(ageOn(bornOn, today)).toBe(age)
})

test('years added keep the day, save the leap day', () => {
  expect([addYears('2024-02-29', 1), addYears('2024-02-29', 4), addYears('2026-11-24', -3)]).toEqual([
    '2025-02-28',
    '2028-02-29',
    '2023-11-24',
  ])
})

test('days sort with no day last', () => {
  expect(['2026-02-01', null, '2025-12-31'].sort(compareDays)).toEqual(['2025-12-31', '2026-02-01', null])
})

test('the exchange is closed on its holidays of 2021, 2022, and 2026, and on weekends', () => {
  const closed = [
    ...['2021-12-24', '2021-05-31', '2022-06-20', '2022-12-26', '2022-04-15'],
    ...['2026-01-01', '2026-01-19', '2026-02-16', '2026-04-03', '2026-05-25', '2026-06-19', '2026-07-03'],
    ...['2026-09-07', '2026-11-26', '2026-12-25', '2026-11-28', '2026-11-29'],
  ]
  const open = ['2021-12-31', '2021-06-18', '2026-11-24', '2026-11-27', '2026-10-12', '2026-11-11']

  expect([closed.filter(isBusinessDay), open.filter(isBusinessDay)]).toEqual([[], open])
})

test('the business day before a long weekend is found', () => {
  expect([businessDayOnOrBefore('2026-07-05'), businessDayOnOrBefore('2026-07-06')]).toEqual([
    '2026-07-02',
    '2026-07-06',
  ])
})
