import type { Kysely } from 'kysely'
import type { BookTables } from '#electron/cache/local-tables.ts'
import type { Clock } from '#electron/platform/ports.ts'
import { localDay } from '#shared/domain/dates.ts'

/** The book as queries read it: the cache on this laptop, or the firm's database through the same tables. */
export type Book = Kysely<BookTables>

/** A question asked of the book on a day, so that "open", "next", and "current" mean the same within one answer. */
export interface AskedAt {
  /** `YYYY-MM-DD`, where the workstation stands. */
  readonly today: string
  /** ISO instant, UTC. */
  readonly now: string
}

/** @returns the day and the instant of asking. */
export function askNow(clock: Clock): AskedAt {
  const now = clock.now()
  return { today: localDay(now), now: new Date(now).toISOString() }
}
