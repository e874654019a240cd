/** Dates are `YYYY-MM-DD`; they compare as text. */
const DAY = 86_400_000

function toTime(date: string): number {
  return Date.parse(`${date}T00:00:00Z`)
}

function fromTime(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

export function addDays(date: string, days: number): string {
  return fromTime(toTime(date) + days * DAY)
}

/** The same day some months on; the month's last day where it has no such day. */
export function addMonths(date: string, months: number): string {
  const [year, month, day] = partsOf(date)
  const lastDay = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return fromTime(Date.UTC(year, month - 1 + months, Math.min(day, lastDay)))
}

export function addYears(date: string, years: number): string {
  return addMonths(date, years * 12)
}

/** The later of two days. */
export function laterOf(first: string, second: string): string {
  return first > second ? first : second
}

export function daysBetween(from: string, to: string): number {
  return Math.round((toTime(to) - toTime(from)) / DAY)
}

/** Completed years of somebody born on a day. */
export function ageOn(bornOn: string, date: string): number {
  const years = Number(date.slice(0, 4)) - Number(bornOn.slice(0, 4))
  return date.slice(5) < bornOn.slice(5) ? years - 1 : years
}

export function firstOfMonth(date: string): string {
  return `${date.slice(0, 7)}-01`
}

/** The instant some minutes after midnight UTC. */
export function instantAt(date: string, minutes: number): string {
  return new Date(toTime(date) + minutes * 60_000).toISOString()
}

/** True for a weekday that is none of the fixed and Monday/Thursday holidays of the exchanges. */
export function isBusinessDay(date: string): boolean {
  const [, month, day] = partsOf(date)
  const weekday = new Date(toTime(date)).getUTCDay()
  if (weekday === 0 || weekday === 6) return false
  if (['01-01', '06-19', '07-04', '12-25'].includes(date.slice(5))) return false
  const week = Math.ceil(day / 7)
  if (weekday === 1 && (month === 1 || month === 2) && week === 3) return false
  if (weekday === 1 && ((month === 5 && day > 24) || (month === 9 && week === 1))) return false
  return !(weekday === 4 && month === 11 && week === 4)
}

/** The day itself, or the first business day after it. */
export function businessDayFrom(date: string): string {
  return isBusinessDay(date) ? date : businessDayFrom(addDays(date, 1))
}

/** The last business day before the day. */
export function businessDayBefore(date: string): string {
  const previous = addDays(date, -1)
  return isBusinessDay(previous) ? previous : businessDayBefore(previous)
}

/** The n-th business day after the day. */
export function addBusinessDays(date: string, count: number): string {
  let result = date
  for (let left = count; left > 0; left--) result = businessDayFrom(addDays(result, 1))
  return result
}

/** Every business day from one day to another, both included. */
export function businessDaysIn(from: string, to: string): string[] {
  const days: string[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) if (isBusinessDay(day)) days.push(day)
  return days
}

function partsOf(date: string): [number, number, number] {
  return date.split('-').map(Number) as [number, number, number]
}
