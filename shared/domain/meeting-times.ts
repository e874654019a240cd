const MINUTE = 60_000

/** Longer than this is no meeting but a slip of the pen, such as the end on another day. */
export const LONGEST_MEETING_MINUTES = 12 * 60

/** From one instant to another, UTC. */
export interface Span {
  readonly startsAt: string
  readonly endsAt: string
}

/**
 * Reads a time of day as people type it (`9`, `9:30`, `930`, `14.30`, `2 pm`); null for anything that is none.
 *
 * @returns `HH:mm`.
 */
export function readTime(text: string): string | null {
  const typed = /^(\d{1,2})(?:[:.h]?(\d{2}))?\s*([ap])?\.?(?:m\.?)?$/i.exec(text.trim())
  if (typed === null) return null
  const [, hourText = '', minuteText = '0', half] = typed
  const [hour, minute] = [Number(hourText), Number(minuteText)]
  if (minute > 59 || (half === undefined ? hour > 23 : hour < 1 || hour > 12)) return null
  const hours = half === undefined ? hour : (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  return `${String(hours).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

/**
 * The instant of a day and a time where the workstation stands. An hour that comes twice, when clocks go back, is
 * the first of the two.
 *
 * @param time `HH:mm`.
 * @returns null for a time that the day does not have, since clocks go forward over it.
 */
export function toInstant(day: string, time: string): string | null {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  const at = new Date(year, month - 1, date, hour, minute)
  return at.getHours() === hour && at.getMinutes() === minute ? at.toISOString() : null
}

/** The start and the end of some days where the workstation stands, as instants. @param to the last day, whole. */
export function spanOfDays(from: string, to: string): Span {
  return { startsAt: midnight(from, 0), endsAt: midnight(to, 1) }
}

function midnight(day: string, daysLater: number): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  return new Date(year, month - 1, date + daysLater).toISOString()
}

/** Minutes that pass from one instant to another, whatever clocks show. */
export function minutesBetween({ startsAt, endsAt }: Span): number {
  return Math.round((Date.parse(endsAt) - Date.parse(startsAt)) / MINUTE)
}

/** The instant some minutes later. */
export function addMinutes(instant: string, minutes: number): string {
  return new Date(Date.parse(instant) + minutes * MINUTE).toISOString()
}

/** What is wrong with a span as a meeting's; null where nothing is. */
export function findSpanProblem(span: Span): string | null {
  const minutes = minutesBetween(span)
  if (minutes <= 0) return 'A meeting has to end after it begins. Correct one of the two'
  return minutes > LONGEST_MEETING_MINUTES ? 'This would be longer than 12 hours. Check the day and the times' : null
}

/** True where two meetings have a minute in common; one may begin as the other ends. */
export function overlaps(one: Span, other: Span): boolean {
  return one.startsAt < other.endsAt && other.startsAt < one.endsAt
}

/**
 * Places meetings of one day side by side where they overlap.
 *
 * @param spans in order of their starts.
 * @returns for each, which of how many columns it takes.
 */
export function placeSideBySide(spans: readonly Span[]): { readonly column: number; readonly columns: number }[] {
  const places: { column: number; columns: number }[] = []
  let group: number[] = []
  let groupEnds = ''
  for (const [index, span] of spans.entries()) {
    if (span.startsAt >= groupEnds) group = []
    const taken = new Set(group.flatMap((other) => columnWhereBusy(spans[other], span, places[other])))
    let column = 0
    while (taken.has(column)) column += 1
    group.push(index)
    places.push({ column, columns: 1 })
    groupEnds = group.length === 1 || span.endsAt > groupEnds ? span.endsAt : groupEnds
    const columns = Math.max(...group.map((member) => (places[member]?.column ?? 0) + 1))
    for (const member of group) places[member] = { column: places[member]?.column ?? 0, columns }
  }
  return places
}

function columnWhereBusy(other: Span | undefined, span: Span, place: { column: number } | undefined): number[] {
  return other !== undefined && place !== undefined && overlaps(other, span) ? [place.column] : []
}
