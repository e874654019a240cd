import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays } from '#shared/domain/dates.ts'
import { nextDueDay, type RepeatRule } from '#shared/domain/recurrence.ts'

/** The days of a series whose tasks are each done on the day they are due. */
function seriesOf(rule: Partial<RepeatRule>, anchorOn: string, length: number): string[] {
  const days = [anchorOn]
  while (days.length <= length) {
    const dueOn = days.at(-1) as string
    days.push(nextDueDay({ every: 1, unit: 'months', from: 'schedule', anchorOn, ...rule }, dueOn, dueOn))
  }
  return days.slice(1)
}

test('a month’s last day and 29 February come back', () => {
  const series = {
    monthEnds: seriesOf({}, '2026-12-31', 4),
    leapMonthEnds: seriesOf({}, '2028-01-31', 2),
    leapDays: seriesOf({ unit: 'years' }, '2024-02-29', 4),
    quarters: seriesOf({ every: 3 }, '2026-08-31', 3),
    weeks: seriesOf({ unit: 'weeks', every: 2 }, '2026-12-24', 2),
    days: seriesOf({ unit: 'days', every: 10 }, '2026-02-25', 2),
  }

  expect(series).toEqual({
    monthEnds: ['2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30'],
    leapMonthEnds: ['2028-02-29', '2028-03-31'],
    leapDays: ['2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29'],
    quarters: ['2026-11-30', '2027-02-28', '2027-05-31'],
    weeks: ['2027-01-07', '2027-01-21'],
    days: ['2026-03-07', '2026-03-17'],
  })
})

test('early, late, put off: a schedule stays where it was; completion counts from the day it was done', () => {
  const monthly = { every: 1, unit: 'months', from: 'schedule', anchorOn: '2026-01-31' } as const
  const afterDone = { ...monthly, from: 'completion', anchorOn: null } as const

  const days = {
    early: nextDueDay(monthly, '2026-01-31', '2026-01-20'),
    late: nextDueDay(monthly, '2026-01-31', '2026-02-03'),
    missedOne: nextDueDay(monthly, '2026-01-31', '2026-03-05'),
    putOff: nextDueDay(monthly, '2026-02-04', '2026-02-04'),
    putOffPastTheNext: nextDueDay(monthly, '2026-03-10', '2026-02-04'),
    afterDone: nextDueDay(afterDone, '2026-01-31', '2026-01-30'),
    afterDoneWithoutDay: nextDueDay(afterDone, null, '2026-01-31'),
  }

  expect(days).toEqual({
    early: '2026-02-28',
    late: '2026-02-28',
    missedOne: '2026-03-31',
    putOff: '2026-02-28',
    putOffPastTheNext: '2026-03-31',
    afterDone: '2026-02-28',
    afterDoneWithoutDay: '2026-02-28',
  })
})

test('the next day is always later than what it follows, and no day of the series lies between', () => {
  const day = fc.integer({ min: 0, max: 4000 }).map((days) => addDays('2024-01-01', days))
  const unit = fc.constantFrom('days', 'weeks', 'months', 'years')

  fc.assert(
    fc.property(day, day, day, unit, fc.integer({ min: 1, max: 30 }), (anchorOn, dueOn, doneOn, by, every) => {
      const rule: RepeatRule = { every, unit: by, from: 'schedule', anchorOn }
      const after = dueOn > doneOn ? dueOn : doneOn
      const next = nextDueDay(rule, dueOn, doneOn)
      const between = seriesUpTo(rule, anchorOn, next).filter((one) => one > after)

      expect({ isLater: next > after, between }).toEqual({ isLater: true, between: [] })
    }),
  )
})

/** The days of a series before a day, each counted from the one before. */
function seriesUpTo(rule: RepeatRule, anchorOn: string, end: string): string[] {
  const days: string[] = []
  for (let at = nextDueDay(rule, anchorOn, anchorOn); at < end; at = nextDueDay(rule, at, at)) days.push(at)
  return days
}
