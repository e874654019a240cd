import { statSync } from 'node:fs'
import { lockBook } from './book-lock.ts'
import type { CacheStart } from './cache-port.ts'
import { WAIT_MILLISECONDS } from './journal.ts'
import { type CacheDatabase, openCache } from './open-cache.ts'
import { type OperationName, operations, readingOperations } from './operations.ts'
import { salvage } from './salvage.ts'

type Operation = (db: CacheDatabase, input: unknown) => unknown

/** Several times what a day of work writes; a large pull passes it once. */
const LONGEST_LOG_BYTES = 64 * 1024 * 1024
/** How long a write waits for readers of the log's older part before it leaves that for later. */
const CHECKPOINT_MILLISECONDS = 500

/** Opens the book for writing; answers operations, each one transaction. */
export function serveWrites(start: CacheStart) {
  const unlock = lockBook(start.file.path)
  try {
    return serveLocked(start, unlock)
  } catch (error) {
    unlock()
    throw error
  }
}

function serveLocked({ file, salvageFrom }: CacheStart, unlock: () => void) {
  const db = openCache(file)
  const opened = salvageFrom ? salvage(db, { ...file, path: salvageFrom }) : null
  const shorten = limitLog(db, file.path, LONGEST_LOG_BYTES)
  return {
    opened,
    answer(name: string, input: unknown): unknown {
      const value = (operations[name as OperationName] as Operation)(db, input)
      if (!readingOperations.has(name)) shorten()
      return value
    },
    close() {
      db.close()
      unlock()
    },
  }
}

/**
 * SQLite begins its log anew only at a moment without readers, which may never come.
 *
 * @param limit bytes of the log from which on it is written back as a whole and begun anew.
 * @returns what to call after each write.
 */
export function limitLog(db: CacheDatabase, path: string, limit: number): () => void {
  let next = limit
  return () => {
    const { size = 0 } = statSync(`${path}-wal`, { throwIfNoEntry: false }) ?? {}
    if (size < next) return
    // A reader that stays, or a full disk, would be met by every write: the next attempt comes after as much again.
    next = writeLogBack(db) ? limit : size + limit
  }
}

/** @returns whether the log begins anew. That it cannot is no failure of the write, which is committed and stays so. */
function writeLogBack(db: CacheDatabase): boolean {
  try {
    db.pragma(`busy_timeout = ${CHECKPOINT_MILLISECONDS}`)
    const [answer] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
    return answer?.busy === 0
  } catch {
    return false
  } finally {
    db.pragma(`busy_timeout = ${WAIT_MILLISECONDS}`)
  }
}
