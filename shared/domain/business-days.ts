import { addDays, weekdayOf, yearOf } from './dates.ts'

const SUNDAY = 0
const MONDAY = 1
const THURSDAY = 4
const SATURDAY = 6

const holidaysByYear = new Map<number, ReadonlySet<string>>()

/**
 * True for a day on which the New York Stock Exchange trades: Monday to Friday, except its full-day holidays
 * (NYSE Rule 7.2). Unscheduled closings, such as a day of mourning, are not known.
 */
export function isBusinessDay(day: string): boolean {
  const weekday = weekdayOf(day)
  return weekday !== SUNDAY && weekday !== SATURDAY && !holidaysOf(yearOf(day)).has(day)
}

/** The last business day on or before a day. */
export function businessDayOnOrBefore(day: string): string {
  let candidate = day
  while (!isBusinessDay(candidate)) candidate = addDays(candidate, -1)
  return candidate
}

/** The first business day after a day. */
export function nextBusinessDay(day: string): string {
  let candidate = addDays(day, 1)
  while (!isBusinessDay(candidate)) candidate = addDays(candidate, 1)
  return candidate
}

function holidaysOf(year: number): ReadonlySet<string> {
  const known = holidaysByYear.get(year)
  if (known !== undefined) return known
  const holidays = new Set([
    newYear(year),
    nthWeekday(year, 1, MONDAY, 3),
    nthWeekday(year, 2, MONDAY, 3),
    addDays(easterSunday(year), -2),
    addDays(nthWeekday(year, 6, MONDAY, 1), -7),
    ...(year >= 2022 ? [observed(`${year}-06-19`)] : []),
    observed(`${year}-07-04`),
    nthWeekday(year, 9, MONDAY, 1),
    nthWeekday(year, 11, THURSDAY, 4),
    observed(`${year}-12-25`),
  ])
  holidaysByYear.set(year, holidays)
  return holidays
}

/** A Saturday holiday is kept on Friday, a Sunday one on Monday. */
function observed(day: string): string {
  if (weekdayOf(day) === SATURDAY) return addDays(day, -1)
  return weekdayOf(day) === SUNDAY ? addDays(day, 1) : day
}

/** New Year on a Saturday is not made up for: the Friday closes the accounting year, and the exchange trades. */
function newYear(year: number): string {
  const day = `${year}-01-01`
  return weekdayOf(day) === SUNDAY ? addDays(day, 1) : day
}

function nthWeekday(year: number, month: number, weekday: number, nth: number): string {
  const first = `${year}-${String(month).padStart(2, '0')}-01`
  return addDays(first, ((weekday - weekdayOf(first) + 7) % 7) + 7 * (nth - 1))
}

/** Gregorian computus (Meeus, Astronomical Algorithms, chapter 8). */
function easterSunday(year: number): string {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114
  return `${year}-${String(Math.floor(f / 31)).padStart(2, '0')}-${String((f % 31) + 1).padStart(2, '0')}`
}
