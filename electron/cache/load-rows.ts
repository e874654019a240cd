import type { CacheValue } from '#electron/postgres/row-codec.ts'
import { bookTableNames, recordOf, type TableName } from '#shared/records/index.ts'
import { householdColumn } from '#shared/schema/names.ts'
import { type CacheDatabase, rebuildBook } from './open-cache.ts'
import type { JsonRow } from './row-json.ts'
import { forgetRemovedWords } from './search-functions.ts'
import { forgetWriters, readRow, removeServerRows, writeRow, writeServerRows } from './write-rows.ts'

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

function writeState(db: CacheDatabase, name: string, value: string): void {
  db.prepare(
    'INSERT INTO sync_state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  ).run(name, value)
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

/** Starts a first sync over: empty book, fresh totals. Unsent work stays. */
export function beginLoad(db: CacheDatabase, start: Cursor, totals: Readonly<Record<string, number>>): void {
  db.transaction(() => {
    forgetWriters(db)
    rebuildBook(db)
    writeState(db, 'load_snapshot', JSON.stringify(start))
    const insert = db.prepare('INSERT INTO load_progress (table_name, total) VALUES (?, ?)')
    for (const table of bookTableNames) insert.run(table, totals[table] ?? 0)
  })()
}

/** Rows and the place reached, in one transaction: a cut never leaves the one ahead of the other. */
export function loadChunk(
  db: CacheDatabase,
  table: TableName,
  rows: readonly (readonly CacheValue[])[],
  complete: boolean,
): void {
  db.transaction(() => {
    writeServerRows(db, table, rows)
    db.prepare(
      `UPDATE load_progress SET last_id = coalesce(?, last_id), done = done + ?, complete = ? WHERE table_name = ?`,
    ).run(rows.at(-1)?.[0] ?? null, rows.length, complete ? 1 : 0, table)
  })()
}

/** The first sync is through: pulls go on from the snapshot it began with, which repairs what changed meanwhile. */
export function finishLoad(db: CacheDatabase): void {
  db.transaction(() => {
    const start = readCursor(db, 'load_snapshot')
    if (!start) return
    showUnsent(db)
    writeState(db, 'cursor', JSON.stringify(start))
    db.exec(`DELETE FROM sync_state WHERE name = 'load_snapshot'`)
  })()
}

interface UnsentRow {
  readonly tableName: TableName
  readonly rowId: string
  readonly operation: string
  readonly patch: string
  readonly createdAt: string
}

/** Puts unsent work back on an emptied book: rows made here appear again, changes of rows that are gone are parked. */
function showUnsent(db: CacheDatabase): void {
  const unsent = db
    .prepare(
      `SELECT table_name AS tableName, row_id AS rowId, operation, patch, created_at AS createdAt FROM outbox
       ORDER BY sequence`,
    )
    .all() as UnsentRow[]
  for (const { tableName, rowId, operation, patch, createdAt } of unsent) {
    if (readRow(db, tableName, rowId)) continue
    if (operation === 'insert') {
      const common = { id: rowId, version: 0, createdAt, createdBy: null, updatedAt: createdAt, updatedBy: null }
      writeRow(db, tableName, { ...common, ...(JSON.parse(patch) as JsonRow) })
    } else removeServerRows(db, tableName, [rowId])
  }
}

export interface Pull {
  readonly cursor: Cursor
  readonly upserts: readonly { readonly table: TableName; readonly rows: readonly (readonly CacheValue[])[] }[]
  readonly removals: readonly { readonly table: TableName; readonly ids: readonly string[] }[]
  /** Households that left the book: every row goes. */
  readonly purged: readonly string[]
}

/** One pull = one snapshot of the firm's database = one local transaction. */
export function applyPull(db: CacheDatabase, pull: Pull): { removed: number } {
  return db.transaction(() => {
    let removed = 0
    for (const householdId of pull.purged) removed += purgeHousehold(db, householdId)
    for (const { table, rows } of pull.upserts) writeServerRows(db, table, rows)
    for (const { table, ids } of pull.removals) {
      removeServerRows(db, table, ids)
      removed += ids.length
    }
    if (removed > 0) forgetRemovedWords(db)
    writeState(db, 'cursor', JSON.stringify(pull.cursor))
    return { removed }
  })()
}

/** Nothing changed: only the moment moves on. */
export function moveCursor(db: CacheDatabase, cursor: Cursor): void {
  writeState(db, 'cursor', JSON.stringify(cursor))
}

function purgeHousehold(db: CacheDatabase, householdId: string): number {
  let removed = 0
  for (const table of [...bookTableNames].reverse()) {
    const column = householdColumn(recordOf(table))
    if (!column) continue
    const ids = db.prepare(`SELECT id FROM ${table} WHERE ${column} = ?`).pluck().all(householdId) as string[]
    removeServerRows(db, table, ids)
    removed += ids.length
  }
  db.prepare(
    `UPDATE outbox SET state = 'refused', reason = 'This household has left your book.' WHERE household_id = ?`,
  ).run(householdId)
  return removed
}

export function readValue(db: CacheDatabase, name: string): string | null {
  return (db.prepare('SELECT value FROM sync_state WHERE name = ?').pluck().get(name) as string | undefined) ?? null
}

export function writeValue(db: CacheDatabase, name: string, value: string): void {
  writeState(db, name, value)
}
