import { closeSync, openSync, rmSync, statSync } from 'node:fs'
import Database from 'better-sqlite3-multiple-ciphers'
import type { Cipher } from '#electron/platform/policy.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { bookTableNames } from '#shared/records/index.ts'
import { bookFingerprint } from './derive-tables.ts'
import { durableMigrations, searchDefinition } from './durable-tables.ts'
import { evolveBook, noteDefinition } from './evolve-book.ts'
import { emptyDefinition, incomingTable } from './incoming-rows.ts'
import { chooseJournal, WAIT_MILLISECONDS } from './journal.ts'
import { addListFunctions } from './list-functions.ts'
import { isLogDamaged } from './log-damage.ts'
import { addSearchFunctions } from './search-functions.ts'

export type CacheDatabase = Database.Database

export interface CacheFile {
  readonly path: string
  /** 32 random bytes from the keychain. */
  readonly key: Uint8Array
  readonly cipher: Cipher
}

const PAGE_CACHE_KIBIBYTES = 64 * 1024

/** For connections that write the same file beside the first. */
const files = new WeakMap<CacheDatabase, CacheFile>()

/**
 * Opens the encrypted book, making what is missing. The connection writes with `synchronous = FULL`: a command that
 * was answered survives a power cut.
 *
 * @throws SqliteError `SQLITE_NOTADB` for another key, `SQLITE_CORRUPT` for damaged pages, `SQLITE_FULL` without room.
 *   WorkstationError `cache_unreadable` for damage that SQLite would pass over.
 */
export function openCache(file: CacheFile): CacheDatabase {
  const isNew = requireWhole(file.path)
  // Made before SQLite does: its journals take over the mode, and nobody else on the machine needs to read either.
  closeSync(openSync(file.path, 'a', 0o600))
  const db = new Database(file.path)
  try {
    unlock(db, file)
    files.set(db, file)
    addSearchFunctions(db)
    addListFunctions(db)
    db.pragma('synchronous = FULL')
    db.pragma('temp_store = MEMORY')
    db.pragma('secure_delete = ON')
    db.pragma(`cache_size = -${PAGE_CACHE_KIBIBYTES}`)
    db.pragma(`busy_timeout = ${WAIT_MILLISECONDS}`)
    prepareTables(db)
    chooseJournal(db)
    return db
  } catch (error) {
    db.close()
    if (isNew && sizeOf(file.path) === 0) rmSync(file.path)
    throw error
  }
}

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size

/**
 * SQLite takes an empty file for a new book, and a log for ended where it is damaged.
 *
 * @returns whether there is no book yet.
 */
function requireWhole(path: string): boolean {
  const size = sizeOf(path)
  if (size === 0 || (size !== undefined && isLogDamaged(path))) throw new WorkstationError('cache_unreadable')
  return size === undefined
}

export interface ReadingOptions {
  /** Read what there is of a file whose end is missing, which SQLite otherwise refuses as a whole. */
  readonly cutOff?: boolean
  /** Milliseconds to wait, and hold the thread, while a write has the book. */
  readonly wait?: number
}

/**
 * Opens an existing book without changing it, as the command line does; the workstation may be running.
 *
 * @throws SqliteError as `openCache`, and `SQLITE_CANTOPEN` when there is no file, `SQLITE_BUSY` when it stays taken.
 */
export function openCacheForReading(
  file: CacheFile,
  { cutOff = false, wait = WAIT_MILLISECONDS }: ReadingOptions = {},
): CacheDatabase {
  const db = new Database(file.path, { fileMustExist: true, timeout: wait })
  try {
    unlock(db, file)
    addSearchFunctions(db)
    addListFunctions(db)
    db.pragma('query_only = ON')
    if (cutOff) {
      // The setting by which SQLite's own recovery reads on; nothing can be written here.
      db.unsafeMode(true)
      db.pragma('writable_schema = ON')
    }
    // What is sorted must not reach a file in clear.
    db.pragma('temp_store = MEMORY')
    db.prepare('SELECT count(*) FROM sqlite_schema').get()
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Sets cipher and key. */
export function unlock(db: CacheDatabase, file: Pick<CacheFile, 'key' | 'cipher'>): void {
  chooseCipher(db, file.cipher)
  db.pragma(`key = "${keyText(file)}"`)
}

function chooseCipher(db: CacheDatabase, cipher: Cipher): void {
  db.pragma(cipher === 'aegis256' ? `cipher = 'aegis'` : `cipher = 'sqlcipher'`)
  if (cipher === 'aegis256') db.pragma(`algorithm = 'aegis-256'`)
  else db.pragma(cipher === 'sqlcipher4' ? 'legacy = 4' : 'legacy = 3')
}

/** Always the raw key: a passphrase would be stretched on every opening. */
function keyText({ key, cipher }: Pick<CacheFile, 'key' | 'cipher'>): string {
  const hex = Buffer.from(key).toString('hex')
  return cipher === 'aegis256' ? `raw:${hex}` : `x'${hex}'`
}

const ATTACHED_CACHE_KIBIBYTES = 16 * 1024

/**
 * Attaches an open book to another connection, which then writes to it as safely.
 *
 * @param schema the book's name in that connection.
 */
export function attachCache(other: CacheDatabase, db: CacheDatabase, schema: string): void {
  const file = files.get(db)
  if (!file) throw new Error('the book is not open')
  chooseCipher(other, file.cipher)
  other.prepare(`ATTACH ? AS ${schema} KEY ?`).run(file.path, keyText(file))
  other.pragma(`${schema}.synchronous = FULL`)
  other.pragma(`${schema}.cache_size = -${ATTACHED_CACHE_KIBIBYTES}`)
  other.pragma('temp_store = MEMORY')
  other.pragma(`busy_timeout = ${WAIT_MILLISECONDS}`)
}

/** Brings the durable tables up to date and rebuilds the derived ones when their definition changed. */
function prepareTables(db: CacheDatabase): void {
  db.transaction(() => {
    const version = db.pragma('user_version', { simple: true }) as number
    for (const statements of durableMigrations.slice(version)) for (const sql of statements) db.exec(sql)
    db.pragma(`user_version = ${durableMigrations.length}`)
    const known = db.prepare(`SELECT value FROM sync_state WHERE name = 'book_fingerprint'`).pluck().get()
    if (known !== bookFingerprint() && !evolveBook(db)) rebuildBook(db)
  })()
}

/** Empties the derived tables and asks for a first sync. What exists only here stays: outbox, shadow, and trail. */
export function rebuildBook(db: CacheDatabase): void {
  db.exec('DROP TABLE IF EXISTS search_words')
  db.exec('DROP TABLE IF EXISTS search_index')
  db.exec('DROP TABLE IF EXISTS search_rows')
  for (const table of bookTableNames) {
    for (const name of [table, incomingTable(table)]) db.exec(`DROP TABLE IF EXISTS ${name}`)
    for (const sql of emptyDefinition(table)) db.exec(sql)
  }
  for (const sql of searchDefinition) db.exec(sql)
  db.exec(`DELETE FROM load_progress`)
  // Rows come anew, perhaps from a database that was restored: none of them is older than what the book knows.
  db.exec('UPDATE sent_changes SET version_after = NULL')
  db.exec(
    `DELETE FROM sync_state WHERE name IN ('cursor', 'load_snapshot', 'verification', 'reconciliation', 'to_read_again')`,
  )
  noteDefinition(db)
}
