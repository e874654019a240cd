const DAY_MILLISECONDS = 86_400_000

/** The calendar day where the workstation stands, `YYYY-MM-DD`. @param milliseconds since 1970, UTC. */
export function localDay(milliseconds: number): string {
  const at = new Date(milliseconds)
  return formatParts(at.getFullYear(), at.getMonth() + 1, at.getDate())
}

/** Completed years on a day. Born on 29 February, one grows older on 1 March of a common year. */
export function ageOn(bornOn: string, day: string): number {
  const years = yearOf(day) - yearOf(bornOn)
  return day.slice(5) < bornOn.slice(5) ? years - 1 : years
}

/** `2026-11-24` → 2026. */
export function yearOf(day: string): number {
  return Number(day.slice(0, 4))
}

/** For sorting: days as text compare as days do; null, meaning no day, comes last. */
export function compareDays(left: string | null, right: string | null): number {
  if (left === right) return 0
  if (left === null) return 1
  if (right === null) return -1
  return left < right ? -1 : 1
}

export function addDays(day: string, days: number): string {
  return fromUtc(toUtc(day) + days * DAY_MILLISECONDS)
}

/** The same day in another year; 29 February becomes 28 February in a common year. */
export function addYears(day: string, years: number): string {
  const year = yearOf(day) + years
  const isLeapDay = day.slice(5) === '02-29'
  const isLeapYear = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1
  return `${String(year).padStart(4, '0')}-${isLeapDay && !isLeapYear ? '02-28' : day.slice(5)}`
}

/** The same day of another month, or that month's last where it has no such day. */
export function addMonths(day: string, months: number): string {
  const month = yearOf(day) * 12 + Number(day.slice(5, 7)) - 1 + months
  const year = Math.floor(month / 12)
  const lastDay = new Date(Date.UTC(year, (month % 12) + 1, 0)).getUTCDate()
  return formatParts(year, (month % 12) + 1, Math.min(Number(day.slice(8)), lastDay))
}

/** Days from one day to another; negative when `to` is the earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((toUtc(to) - toUtc(from)) / DAY_MILLISECONDS)
}

/** 0 for Sunday to 6 for Saturday. */
export function weekdayOf(day: string): number {
  return new Date(toUtc(day)).getUTCDay()
}

function toUtc(day: string): number {
  return Date.parse(`${day}T00:00:00Z`)
}

function fromUtc(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10)
}

function formatParts(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}
