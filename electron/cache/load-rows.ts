import type { CacheValue } from '#electron/postgres/row-codec.ts'
import { bookTableNames, recordOf, type TableName } from '#shared/records/index.ts'
import { columnsOf } from '#shared/schema/names.ts'
import { appendRows, findMissingIndex, incomingTable, movePlace, type Place, replaceTable } from './incoming-rows.ts'
import { chooseJournal } from './journal.ts'
import { type CacheDatabase, rebuildBook } from './open-cache.ts'
import { indexWords } from './search-rows.ts'
import { forgetWriters, pendingRows, removeServerRows, showUnsentRow, writeServerRows } from './write-rows.ts'

/** Where the book stands against the firm's database. */
export interface Cursor {
  /** `pg_snapshot` of the last pull, as text. */
  readonly snapshot: string
  /** The database's epoch; another one means that it was restored. */
  readonly epoch: string
  /** The server's clock at that snapshot. */
  readonly at: string
}

export interface LoadProgress {
  readonly table: string
  readonly lastId: string | null
  readonly done: number
  readonly total: number
  readonly complete: boolean
}

export interface LoadState {
  readonly cursor: Cursor | null
  /** The snapshot a first sync began with; null when none is under way. */
  readonly loading: Cursor | null
  readonly progress: readonly LoadProgress[]
}

function readCursor(db: CacheDatabase, name: string): Cursor | null {
  const text = db.prepare('SELECT value FROM sync_state WHERE name = ?').pluck().get(name)
  return text === undefined ? null : (JSON.parse(text as string) as Cursor)
}

export function writeState(db: CacheDatabase, name: string, value: string): void {
  db.prepare(
    'INSERT INTO sync_state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  ).run(name, value)
}

/** A comparison of the whole book that is under way: the place reached, and the moment that the rest of it shows. */
export interface Reconciliation {
  readonly after: string
  readonly at: string
}

export function readReconciliation(db: CacheDatabase): Reconciliation | null {
  const text = readValue(db, 'reconciliation')
  return text === null ? null : (JSON.parse(text) as Reconciliation)
}

/** Until all of the book was compared, it is as old as its oldest part. */
export function writeCursor(db: CacheDatabase, cursor: Cursor): void {
  writeState(db, 'cursor', JSON.stringify({ ...cursor, at: readReconciliation(db)?.at ?? cursor.at }))
}

export function readLoadState(db: CacheDatabase): LoadState {
  const rows = db
    .prepare('SELECT table_name AS "table", last_id AS lastId, done, total, complete FROM load_progress')
    .all() as (Omit<LoadProgress, 'complete'> & { complete: number })[]
  const byTable = new Map(rows.map((row) => [row.table, { ...row, complete: row.complete === 1 }]))
  return {
    cursor: readCursor(db, 'cursor'),
    loading: readCursor(db, 'load_snapshot'),
    progress: bookTableNames.flatMap((table) => byTable.get(table) ?? []),
  }
}

/**
 * Starts a first sync over, with an empty book. Unsent work stays.
 *
 * @param totals about how many rows are to come, by table.
 */
export function beginLoad(db: CacheDatabase, start: Cursor, totals: Readonly<Record<string, number>>): void {
  db.transaction(() => {
    forgetWriters(db)
    rebuildBook(db)
    writeState(db, 'load_snapshot', JSON.stringify(start))
    const insert = db.prepare('INSERT INTO load_progress (table_name, total) VALUES (?, ?)')
    for (const table of bookTableNames) insert.run(table, totals[table] ?? 0)
  })()
  chooseJournal(db)
}

/** Rows to add, and where the book must stand for them to follow. */
export interface LoadRows extends Place {
  readonly values: readonly (readonly CacheValue[])[]
}

/**
 * Rows and the place reached, in one transaction: a cut never leaves the one ahead of the other.
 *
 * @throws Error when the book stands elsewhere than the rows follow.
 */
export function loadRows(db: CacheDatabase, place: LoadRows): void {
  db.transaction(() => {
    appendRows(db, place.table, place.values)
    if (!movePlace(db, 'main', place)) throw new Error(`rows of ${place.table} do not follow those in the book`)
  })()
}

/** A table of fewer rows is made whole in one step. */
const ROWS_OF_A_STEP = 10_000

/**
 * Makes a table whole after its last row: its indexes, then its words, and it is in its place. In steps, so that
 * commands do not wait for all of them.
 *
 * @returns whether that was the last step.
 */
export function completeTable(db: CacheDatabase, table: TableName): boolean {
  return db.transaction(() => {
    const rows = db.prepare('SELECT done FROM load_progress WHERE table_name = ?').pluck().get(table) as number
    for (let index = findMissingIndex(db, table); index; index = findMissingIndex(db, table)) {
      db.exec(index.sql)
      if (rows >= ROWS_OF_A_STEP) return false
    }
    indexWords(db, table, incomingTable(table))
    replaceTable(db, table)
    forgetWriters(db)
    showUnsent(db, table)
    db.prepare('UPDATE load_progress SET complete = 1, total = done WHERE table_name = ?').run(table)
    return true
  })()
}

/** The first sync is through: pulls go on from the snapshot it began with, which repairs what changed meanwhile. */
export function finishLoad(db: CacheDatabase): void {
  db.transaction(() => {
    const start = readCursor(db, 'load_snapshot')
    if (!start) return
    writeState(db, 'cursor', JSON.stringify(start))
    db.exec(`DELETE FROM sync_state WHERE name = 'load_snapshot'`)
  })()
  chooseJournal(db)
}

/**
 * Puts unsent work on the firm's rows again: rows made here appear, changes lie on what they changed, and changes of
 * rows that are gone are parked.
 */
function showUnsent(db: CacheDatabase, table: TableName): void {
  const columns = columnsOf(recordOf(table)).join(', ')
  const read = db.prepare(`SELECT ${columns} FROM ${table} WHERE id = ?`).raw()
  for (const id of pendingRows(db, table)) {
    const row = read.get(id) as CacheValue[] | undefined
    if (row) writeServerRows(db, table, [row])
    else if (!showUnsentRow(db, table, id)) removeServerRows(db, table, [id])
  }
}

export function readValue(db: CacheDatabase, name: string): string | null {
  return (db.prepare('SELECT value FROM sync_state WHERE name = ?').pluck().get(name) as string | undefined) ?? null
}

export function writeValue(db: CacheDatabase, name: string, value: string): void {
  writeState(db, name, value)
}
