import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  addMinutes,
  findSpanProblem,
  minutesBetween,
  overlaps,
  placeSideBySide,
  readTime,
  spanOfDays,
  toInstant,
} from '#shared/domain/meeting-times.ts'

const zone = process.env.TZ
beforeAll(() => {
  process.env.TZ = 'America/New_York'
})
afterAll(() => {
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
})

test.each([
  ['9', '09:00'],
  ['9:30', '09:30'],
  ['930', '09:30'],
  ['14.05', '14:05'],
  [' 2 pm ', '14:00'],
  ['12am', '00:00'],
  ['12:15 p.m.', '12:15'],
  ['24:00', null],
  ['13 pm', null],
  ['9:60', null],
  ['noon', null],
  ['', null],
])('%j is read as %s', (typed, expected) => {
  expect(readTime(typed)).toBe(expected)
})

test('a time is an instant of the zone the laptop is in, summer and winter', () => {
  expect([
    toInstant('2026-07-01', '09:00'),
    toInstant('2026-12-01', '09:00'),
    // Clocks go forward over it.
    toInstant('2026-03-08', '02:30'),
    // It comes twice; the first of the two.
    toInstant('2026-11-01', '01:30'),
  ]).toEqual(['2026-07-01T13:00:00.000Z', '2026-12-01T14:00:00.000Z', null, '2026-11-01T05:30:00.000Z'])
})

test('the day on which clocks go back has 25 hours, and a meeting lasts as long as it lasts', () => {
  const day = spanOfDays('2026-11-01', '2026-11-01')
  const start = toInstant('2026-11-01', '00:30') ?? ''

  expect([day, minutesBetween(day), addMinutes(start, 120)]).toEqual([
    { startsAt: '2026-11-01T04:00:00.000Z', endsAt: '2026-11-02T05:00:00.000Z' },
    25 * 60,
    '2026-11-01T06:30:00.000Z',
  ])
})

const at = (from: number, to: number) => ({
  startsAt: `2026-11-24T${String(from).padStart(2, '0')}:00:00.000Z`,
  endsAt: `2026-11-24T${String(to).padStart(2, '0')}:00:00.000Z`,
})

test('a meeting ends after it begins, and within twelve hours', () => {
  expect([at(9, 9), at(10, 9), at(9, 10), at(8, 20), at(8, 21)].map(findSpanProblem)).toEqual([
    'A meeting has to end after it begins. Correct one of the two',
    'A meeting has to end after it begins. Correct one of the two',
    null,
    null,
    'This would be longer than 12 hours. Check the day and the times',
  ])
})

test('one may begin as the other ends', () => {
  const pairs = [
    [at(9, 10), at(10, 11)],
    [at(10, 11), at(9, 10)],
    [at(9, 11), at(10, 12)],
    [at(9, 12), at(10, 11)],
  ] as const

  expect(pairs.map(([one, other]) => overlaps(one, other))).toEqual([false, false, true, true])
})

test('meetings that overlap stand side by side, and those after them have the whole width again', () => {
  expect(placeSideBySide([at(9, 11), at(10, 12), at(11, 13), at(13, 14)])).toEqual([
    { column: 0, columns: 2 },
    { column: 1, columns: 2 },
    { column: 0, columns: 2 },
    { column: 0, columns: 1 },
  ])
})
