import { type Kysely, PostgresAdapter } from 'kysely'
import type { BookTables } from '#electron/cache/local-tables.ts'
import type { Clock } from '#electron/platform/ports.ts'
import { localDay } from '#shared/domain/dates.ts'

/** The book as queries read it: the cache on this laptop, or the firm's database through the same tables. */
export type Book = Kysely<BookTables>

/**
 * Whether a book is the firm's own database rather than the cache. It has a search of its own, and more households than
 * are read at once; everything else is asked alike.
 */
export function isFirm(book: Book): boolean {
  return book.getExecutor().adapter instanceof PostgresAdapter
}

/** Which households are meant, by id; null for all of a book. */
export type Only = readonly string[] | null

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
