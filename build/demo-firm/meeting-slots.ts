import { addBusinessDays, addDays } from './calendar.ts'

/** How many meetings every adviser has in the coming two weeks, if the book has as many households. */
const NEAR_MEETINGS = 14
/** Business days these are spread over; eight of them always end within fourteen days. */
const NEAR_DAYS = 8
/**
 * Meetings begin between 14:00 and 17:00 UTC: working hours from the American east coast to central Europe, so that
 * the demo looks sensible wherever it is shown.
 */
const FIRST_START = 14 * 60

export interface Slot {
  readonly date: string
  /** Minutes after midnight, UTC. */
  readonly start: number
}

/** Which of the adviser's next meetings is this household's, from 0; null for most. */
export function nearMeeting(ordinal: number, bookSize: number): number | null {
  const count = Math.min(NEAR_MEETINGS, bookSize)
  const turn = Math.floor((ordinal * count) / bookSize)
  return Math.ceil((turn * bookSize) / count) === ordinal ? turn : null
}

/** A slot in the coming two weeks; no two turns overlap. */
export function nearSlot(today: string, turn: number): Slot {
  const date = addBusinessDays(today, 1 + (turn % NEAR_DAYS))
  return { date, start: FIRST_START + Math.floor(turn / NEAR_DAYS) * 120 + (turn % 3 === 1 ? 30 : 0) }
}

/** A slot between two weeks and three months ahead. */
export function laterSlot(today: string, ordinal: number): Slot {
  const date = addBusinessDays(addDays(today, 14), 1 + (ordinal % 45))
  return { date, start: FIRST_START + (Math.floor(ordinal / 45) % 3) * 75 }
}
