import Database from 'better-sqlite3-multiple-ciphers'
import type { TableName } from '#shared/records/index.ts'
import { incomingTable, movePlace } from '../incoming-rows.ts'
import { attachCache, type CacheDatabase } from '../open-cache.ts'
import type { ImageMemory } from './image-pages.ts'

export interface AppendImage {
  readonly table: TableName
  /** As `createImageBuilder` makes it, of `incomingTable(table)`. */
  readonly image: ImageMemory
  readonly rows: number
  /** The id of the last row before the image's; null when there is none. */
  readonly after: string | null
  readonly lastId: string
}

/** What is not the image's fault, and would be met again. */
const OF_THE_DISK = /^SQLITE_(FULL|IOERR|BUSY|CANTOPEN|READONLY)/

/**
 * Copies an image's rows into the book and notes the place reached, in one transaction of the book. SQLite copies whole
 * records from table to table (the transfer optimisation of `INSERT … SELECT *`) and decodes none.
 *
 * The image is opened as a database of its own, with the book attached: the driver takes images in no other way.
 *
 * @returns false when the image cannot be read, does not hold what it says, or does not follow what the book has: then
 * nothing was kept, and the rows have to be brought in the other way.
 * @throws SqliteError `SQLITE_FULL`, `SQLITE_IOERR`, or another of the disk's.
 */
export function appendImage(db: CacheDatabase, input: AppendImage): boolean {
  const { table, image, rows, after, lastId } = input
  const source = new Database(Buffer.from(image.buffer, image.byteOffset, image.byteLength))
  try {
    attachCache(source, db, 'book')
    const incoming = incomingTable(table)
    source.exec('BEGIN IMMEDIATE')
    const { changes } = source.prepare(`INSERT INTO book.${incoming} SELECT * FROM main.${incoming}`).run()
    const kept = changes === rows && movePlace(source, 'book', { table, after, lastId, rows })
    source.exec(kept ? 'COMMIT' : 'ROLLBACK')
    return kept
  } catch (error) {
    if (OF_THE_DISK.test((error as { code?: string }).code ?? '')) throw error
    // Where it is the book that is damaged, the other way meets the same page and says so.
    return false
  } finally {
    // What was not committed goes with the connection.
    source.close()
  }
}
