import dayjs from 'dayjs'
import customParseFormat from 'dayjs/plugin/customParseFormat'

dayjs.extend(customParseFormat)

/** What is shown where there is no value. */
export const NONE = '–'

/** `2026-11-22`, or an instant → `22 Nov 2026`, in the laptop's time zone; a dash for null. */
export function formatDate(value: string | null): string {
  return value === null ? NONE : dayjs(value).format('D MMM YYYY')
}

/** `22 Nov` in this year, `22 Nov 25` in another: for narrow columns. */
export function formatShortDate(value: string | null, now: Date = new Date()): string {
  if (value === null) return NONE
  const day = dayjs(value)
  return day.format(day.year() === now.getFullYear() ? 'D MMM' : 'D MMM YY')
}

/** `Sunday, 22 November 2026`. */
export function formatDay(value: string): string {
  return dayjs(value).format('dddd, D MMMM YYYY')
}

/** `14:32`. */
export function formatTime(instant: string): string {
  return dayjs(instant).format('HH:mm')
}

/** `Sun 22 Nov, 14:32`; the year is added where it is not this one. */
export function formatInstant(instant: string | null, now: Date = new Date()): string {
  if (instant === null) return NONE
  const at = dayjs(instant)
  return at.format(at.year() === now.getFullYear() ? 'ddd D MMM, HH:mm' : 'ddd D MMM YYYY, HH:mm')
}

/** `Mon 14 Dec, 14:00` in this year, `9 Feb 2027` in another: for narrow columns, where the day matters most. */
export function formatNearInstant(instant: string | null, now: Date = new Date()): string {
  if (instant === null) return NONE
  const at = dayjs(instant)
  return at.format(at.year() === now.getFullYear() ? 'ddd D MMM, HH:mm' : 'D MMM YYYY')
}

/** An instant with its time, a date without: for lists that mix both. */
export function formatMoment(value: string): string {
  return value.length > 10 ? formatInstant(value) : formatDate(value)
}

/** `14:00 – 15:00`. */
export function formatSpan(start: string, end: string): string {
  return `${formatTime(start)} – ${formatTime(end)}`
}

/** Today in the laptop's time zone, `YYYY-MM-DD`. */
export function todayDate(now: Date = new Date()): string {
  return dayjs(now).format('YYYY-MM-DD')
}

/** The local day of an instant, `YYYY-MM-DD`. */
export function localDay(instant: string): string {
  return dayjs(instant).format('YYYY-MM-DD')
}

/** `Today`, `Tomorrow`, `Yesterday`, or null for other days. */
export function relativeDay(date: string, today: string = todayDate()): string | null {
  const days = dayjs(date).startOf('day').diff(dayjs(today), 'day')
  if (days === 0) return 'Today'
  if (days === 1) return 'Tomorrow'
  if (days === -1) return 'Yesterday'
  return null
}

/** Whole days from `date` until today; positive when the date has passed. */
export function daysSince(date: string, today: string = todayDate()): number {
  return dayjs(today).diff(dayjs(date), 'day')
}

const TYPED_FORMATS = ['YYYY-MM-DD', 'D MMM YYYY', 'D MMMM YYYY', 'D MMM', 'D.M.YYYY']

/** Reads a date as people type it; null for anything that is not a calendar day. */
export function parseTypedDate(text: string): string | null {
  const typed = dayjs(text.trim(), TYPED_FORMATS, true)
  return typed.isValid() ? typed.format('YYYY-MM-DD') : null
}
