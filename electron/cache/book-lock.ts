import { closeSync, openSync } from 'node:fs'
import Database from 'better-sqlite3-multiple-ciphers'
import { WorkstationError } from '#shared/ipc/errors.ts'

/**
 * Holds a book for one workstation: two engines on one file would send under one name and each take the other for a
 * copy. The lock is the system's own on an empty file beside the book, so it ends with the process however that ends.
 *
 * @returns what lets go of it.
 * @throws WorkstationError `book_in_use`.
 */
export function lockBook(path: string): () => void {
  // Nobody else on the machine has any use for it either.
  closeSync(openSync(`${path}.lock`, 'a', 0o600))
  const lock = new Database(`${path}.lock`, { timeout: 0 })
  try {
    lock.pragma('journal_mode = MEMORY')
    lock.exec('BEGIN EXCLUSIVE')
    return () => lock.close()
  } catch (error) {
    lock.close()
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error
    throw new WorkstationError('book_in_use', undefined, undefined, { cause: error })
  }
}
