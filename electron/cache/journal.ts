import type { CacheDatabase } from './open-cache.ts'

/**
 * How long whoever finds the book taken waits for it: in a book that is being filled, where reads and writes take turns,
 * a turn is milliseconds, but seconds for an index on a slow machine.
 */
export const WAIT_MILLISECONDS = 60_000

/** Another journal is chosen at once or at the next opening: whoever reads for longer is not waited for. */
const CHOICE_MILLISECONDS = 500

/**
 * Chooses how the book writes what a power cut may interrupt.
 *
 * A book in use has a write-ahead log: readers and the writer do not wait for each other. A book that is being filled
 * has a rollback journal, since rows added at the end need no image of what stood there before, and so are written and
 * encrypted once; the log writes them twice. Reads and writes then wait for each other for as long as the other takes: a
 * write must not be waited for within a group of reads. Both are encrypted as the book is, and both survive a cut.
 *
 * A book that cannot change now, because somebody is reading, goes on as it is: the next opening changes it.
 */
export function chooseJournal(db: CacheDatabase): void {
  const wanted = isBeingFilled(db) ? 'delete' : 'wal'
  if (db.pragma('journal_mode', { simple: true }) === wanted) return
  db.pragma(`busy_timeout = ${CHOICE_MILLISECONDS}`)
  try {
    db.pragma(`journal_mode = ${wanted}`)
  } catch (error) {
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error
  } finally {
    db.pragma(`busy_timeout = ${WAIT_MILLISECONDS}`)
  }
}

function isBeingFilled(db: CacheDatabase): boolean {
  const cursors = `SELECT name FROM sync_state WHERE name IN ('cursor', 'load_snapshot')`
  const names = db.prepare(cursors).pluck().all()
  return !names.includes('cursor') || names.includes('load_snapshot')
}
