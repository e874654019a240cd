import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { type ChainLink, verifyChain } from '#electron/audit/chain.ts'
import { CIPHERS } from '#electron/platform/policy.ts'
import { mendLog } from './log-damage.ts'
import { type CacheDatabase, type CacheFile, openCacheForReading } from './open-cache.ts'
import { filesFolder } from './sealed-files.ts'

/** What could be taken over from a book that cannot be used any more. */
export interface Salvage {
  readonly outbox: number
  readonly audit: number
  /** False when the trail could not be read to its end: this laptop then begins a new one. */
  readonly trailWhole: boolean
}

/** Renames an unreadable book, its journals, and its files, so that nothing is lost. @returns the new path. */
export function setAside(path: string, suffix: string): string {
  const aside = `${path}.unreadable-${suffix}`
  const parts = ['', '-wal', '-shm', '-journal'].map((part) => [path + part, aside + part])
  for (const [from = '', to = ''] of [...parts, [filesFolder(path), filesFolder(aside)]]) {
    try {
      renameSync(from, to)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  return aside
}

type Row = Readonly<Record<string, unknown>>

/** Rows of a table up to the first that cannot be read. */
function readWhatCanBeRead(db: CacheDatabase, sql: string): { rows: Row[]; whole: boolean } {
  const rows: Row[] = []
  try {
    for (const row of db.prepare(sql).iterate()) {
      if (isCutOff(row as Row)) return { rows, whole: false }
      rows.push(row as Row)
    }
    return { rows, whole: true }
  } catch {
    return { rows, whole: false }
  }
}

/** What a text had on a page that is missing from the end of the file is read as zeros, which no text has. */
function isCutOff(row: Row): boolean {
  return Object.values(row).some((value) => typeof value === 'string' && value.includes('\0'))
}

const PARTLY_READ =
  'The book was damaged here, and a part of this change may be missing. Compare it with what the firm has, then send it again or drop it.'

/**
 * Unsent changes before and behind what cannot be read.
 *
 * @param doubtful whether some may be missing although all was read.
 */
function readUnsent(db: CacheDatabase, doubtful: boolean): readonly Row[] {
  // By place: an index on the way would be one thing more that may be damaged.
  const before = readWhatCanBeRead(db, 'SELECT * FROM outbox ORDER BY rowid')
  if (before.whole) return doubtful ? parkPartial(before.rows) : before.rows
  const behind = readWhatCanBeRead(db, 'SELECT * FROM outbox ORDER BY rowid DESC').rows
  return parkPartial([...before.rows, ...behind])
}

/**
 * Units that may have lost a part wait for a person: what one command changed has numbers in a row, and is called after
 * the first of them.
 */
function parkPartial(rows: readonly Row[]): readonly Row[] {
  const sorted = rows.toSorted((a, b) => Number(a.sequence) - Number(b.sequence))
  const unitOf = (row: Row) => row.unit_id ?? row.mutation_id
  const ids = new Set(sorted.map((row) => row.mutation_id))
  const isEdge = (row: Row, index: number) =>
    !ids.has(unitOf(row)) ||
    Number(sorted[index + 1]?.sequence) !== Number(row.sequence) + 1 ||
    (index > 0 && Number(sorted[index - 1]?.sequence) !== Number(row.sequence) - 1)
  const partial = new Set(sorted.filter(isEdge).map(unitOf))
  return sorted.map((row) => (partial.has(unitOf(row)) ? { ...row, state: 'refused', reason: PARTLY_READ } : row))
}

function copyRows(db: CacheDatabase, table: string, rows: readonly Row[]): void {
  for (const row of rows) {
    const columns = Object.keys(row)
    db.prepare(
      `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    ).run(Object.values(row))
  }
}

/** What is said of a device is for no other. */
const ofDevice: readonly unknown[] = ['device_id', 'unit_sequence']

const nothing: Salvage = { outbox: 0, audit: 0, trailWhole: false }

/** Files whose keys were taken over move along; those of other keys stay with the book that may still give them. */
function takeFilesOver(from: string, to: string, rows: readonly Row[]): void {
  if (!existsSync(filesFolder(from))) return
  mkdirSync(filesFolder(to), { recursive: true, mode: 0o700 })
  for (const name of rows.flatMap(({ file_id: id }) => [`${id}`, `${id}.part`])) {
    const file = join(filesFolder(from), name)
    if (existsSync(file)) renameSync(file, join(filesFolder(to), name))
  }
}

/** A policy may have changed the cipher since the book was written: the key is the same, so each is tried. */
function openWithAnyCipher(damaged: CacheFile): CacheDatabase | null {
  for (const cipher of [damaged.cipher, ...CIPHERS.filter((other) => other !== damaged.cipher)]) {
    try {
      return openCacheForReading({ ...damaged, cipher }, { cutOff: true })
    } catch {
      // Another cipher may open it; if none does, there is nothing to take over.
    }
  }
  return null
}

/** Takes unsent work and the trail over from a damaged book into a new one, as far as their pages are intact. */
export function salvage(db: CacheDatabase, damaged: CacheFile): Salvage {
  let source: CacheDatabase | null = null
  try {
    const doubtful = mendLog(damaged.path)
    source = openWithAnyCipher(damaged)
    if (!source) return nothing
    const outbox = readUnsent(source, doubtful)
    const shadow = readWhatCanBeRead(source, 'SELECT * FROM shadow')
    const files = readWhatCanBeRead(source, 'SELECT * FROM kept_files')
    const pins = readWhatCanBeRead(source, 'SELECT * FROM pins')
    const drafts = readWhatCanBeRead(source, 'SELECT * FROM drafts')
    const audit = readWhatCanBeRead(source, 'SELECT * FROM local_audit ORDER BY sequence')
    const identity = readWhatCanBeRead(
      source,
      `SELECT * FROM sync_state WHERE name IN ('device_id', 'unit_sequence', 'user', 'lease', 'highest_seen')`,
    )
    const links = audit.rows.map((row) => ({ ...row, previousHash: row.previous_hash }) as unknown as ChainLink)
    const trailWhole = audit.whole && identity.whole && verifyChain(links).ok
    db.transaction(() => {
      copyRows(db, 'outbox', outbox)
      copyRows(db, 'shadow', shadow.rows)
      copyRows(db, 'kept_files', files.rows)
      copyRows(db, 'pins', pins.rows)
      copyRows(db, 'drafts', drafts.rows)
      if (trailWhole) copyRows(db, 'local_audit', audit.rows)
      copyRows(
        db,
        'sync_state',
        trailWhole ? identity.rows : identity.rows.filter(({ name }) => !ofDevice.includes(name)),
      )
    })()
    takeFilesOver(damaged.path, db.name, files.rows)
    return { outbox: outbox.length, audit: trailWhole ? audit.rows.length : 0, trailWhole }
  } catch {
    return nothing
  } finally {
    source?.close()
  }
}
