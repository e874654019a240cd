import type { CacheValue } from '#electron/postgres/row-codec.ts'
import { recordOf, type TableName } from '#shared/records/index.ts'
import { columnsOf } from '#shared/schema/names.ts'
import { upsertStatement } from './derive-tables.ts'
import type { CacheDatabase } from './open-cache.ts'
import { type JsonRow, toCacheValues, toJsonRow } from './row-json.ts'
import { createWordKeeper } from './search-rows.ts'
import { acceptedVersions, forgetSent } from './sent-changes.ts'

interface TableWriter {
  readonly upsert: (values: readonly CacheValue[]) => void
  readonly remove: (id: string) => void
  readonly read: (id: string) => Readonly<Record<string, unknown>> | undefined
}

const writers = new WeakMap<CacheDatabase, Map<string, TableWriter>>()

/** Prepared statements of one table, with its search index kept in step. */
function writerOf(db: CacheDatabase, table: string): TableWriter {
  const known = writers.get(db) ?? new Map<string, TableWriter>()
  writers.set(db, known)
  const found = known.get(table) ?? createWriter(db, table)
  known.set(table, found)
  return found
}

/** Forgets prepared statements, as after the derived tables were made anew. */
export function forgetWriters(db: CacheDatabase): void {
  writers.delete(db)
}

function createWriter(db: CacheDatabase, table: string): TableWriter {
  const record = recordOf(table)
  const upsert = db.prepare(upsertStatement(record))
  const remove = db.prepare(`DELETE FROM ${table} WHERE id = ?`)
  const read = db.prepare(`SELECT * FROM ${table} WHERE id = ?`)
  const words = createWordKeeper(db, table)
  return {
    upsert: (values) => {
      upsert.run(values)
      words?.keep(values)
    },
    remove: (id) => {
      remove.run(id)
      words?.drop(id)
    },
    read: (id) => read.get(id) as Record<string, unknown> | undefined,
  }
}

/** @returns the row as the book shows it, or undefined. */
export function readRow(db: CacheDatabase, table: string, id: string): JsonRow | undefined {
  const row = writerOf(db, table).read(id)
  return row && toJsonRow(table, row)
}

export function writeRow(db: CacheDatabase, table: string, row: JsonRow): void {
  writerOf(db, table).upsert(toCacheValues(table, row))
}

/** Takes a row out of the book, whatever of it is unsent. */
export function removeRow(db: CacheDatabase, table: string, id: string): void {
  writerOf(db, table).remove(id)
}

interface PendingPatch {
  readonly patch: string
  readonly operation: 'insert' | 'update' | 'delete'
  readonly createdAt: string
}

function pendingOf(db: CacheDatabase, table: string, id: string): PendingPatch[] {
  return db
    .prepare(
      `SELECT patch, operation, created_at AS createdAt FROM outbox WHERE table_name = ? AND row_id = ? ORDER BY sequence`,
    )
    .all(table, id) as PendingPatch[]
}

/** Rows that carry unsent changes, so that a bulk write need not ask for each row. */
export function pendingRows(db: CacheDatabase, table: string): ReadonlySet<string> {
  const ids = db.prepare('SELECT DISTINCT row_id FROM outbox WHERE table_name = ?').pluck().all(table)
  return new Set(ids as string[])
}

/**
 * Takes over rows as the firm's database has them. Where a row carries unsent changes, the firm's version goes to the
 * shadow and the changes are laid on top again. A row older than what the firm made of a change sent from here was read
 * before that, and is passed over.
 */
export function writeServerRows(db: CacheDatabase, table: TableName, rows: readonly (readonly CacheValue[])[]): void {
  const writer = writerOf(db, table)
  const pending = pendingRows(db, table)
  const accepted = acceptedVersions(db, table)
  const columns = columnsOf(recordOf(table))
  for (const values of rows) {
    if ((accepted.get(values[0] as string) ?? 0) > (values[1] as number)) continue
    if (!pending.has(values[0] as string)) {
      writer.upsert(values)
      continue
    }
    const server = toJsonRow(table, Object.fromEntries(columns.map((column, index) => [column, values[index]])))
    writeShadow(db, table, server)
    layPendingOn(db, table, server)
  }
}

export function writeShadow(db: CacheDatabase, table: string, row: JsonRow): void {
  db.prepare(
    `INSERT INTO shadow (table_name, row_id, row) VALUES (?, ?, ?)
     ON CONFLICT (table_name, row_id) DO UPDATE SET row = excluded.row`,
  ).run(table, row.id, JSON.stringify(row))
}

export function readShadow(db: CacheDatabase, table: string, id: string): JsonRow | undefined {
  const text = db.prepare('SELECT row FROM shadow WHERE table_name = ? AND row_id = ?').pluck().get(table, id)
  return text === undefined ? undefined : (JSON.parse(text as string) as JsonRow)
}

function layPendingOn(db: CacheDatabase, table: string, server: JsonRow): void {
  let row: JsonRow | undefined = server
  for (const { patch, operation } of pendingOf(db, table, server.id as string)) {
    row = operation === 'delete' ? undefined : { ...(row ?? server), ...(JSON.parse(patch) as JsonRow) }
  }
  if (row) writeRow(db, table, { ...row, version: server.version ?? 0 })
  else writerOf(db, table).remove(server.id as string)
}

/** Shows a row that was made here and never sent. @returns false when the row was not made here. */
export function showUnsentRow(db: CacheDatabase, table: string, id: string): boolean {
  const made = db
    .prepare(
      `SELECT created_at FROM outbox WHERE table_name = ? AND row_id = ? AND operation = 'insert'
       ORDER BY sequence LIMIT 1`,
    )
    .pluck()
    .get(table, id) as string | undefined
  if (made === undefined) return false
  layPendingOn(db, table, { id, version: 0, createdAt: made, createdBy: null, updatedAt: made, updatedBy: null })
  return true
}

/** Shows a row again as the firm's version plus what is still unsent; without either it goes. */
export function restoreRow(db: CacheDatabase, table: string, id: string): void {
  const server = readShadow(db, table, id)
  const pending = pendingOf(db, table, id)
  if (pending.length > 0) {
    const ground = server ?? readRow(db, table, id) ?? groundOf(id, pending[0])
    if (ground) layPendingOn(db, table, ground)
    return
  }
  db.prepare('DELETE FROM shadow WHERE table_name = ? AND row_id = ?').run(table, id)
  if (server) writeRow(db, table, server)
  else writerOf(db, table).remove(id)
}

/** A row that the firm has never seen lies on nothing but what is common to all. */
function groundOf(id: string, first: PendingPatch | undefined): JsonRow | undefined {
  if (first?.operation !== 'insert') return undefined
  const { createdAt } = first
  return { id, version: 0, createdAt, createdBy: null, updatedAt: createdAt, updatedBy: null }
}

/** Removes rows the firm no longer shows. What was typed on them stays in the outbox, marked as refused. */
export function removeServerRows(db: CacheDatabase, table: string, ids: readonly string[]): void {
  const writer = writerOf(db, table)
  // What else the same command changed cannot be sent without it. The firm's version goes with the row.
  const park = db.prepare(
    `UPDATE outbox SET state = 'refused', theirs = NULL, reason = CASE WHEN table_name = @table AND row_id = @id
       THEN 'This record has left your book.' ELSE reason END
     WHERE coalesce(unit_id, mutation_id) IN (SELECT coalesce(unit_id, mutation_id) FROM outbox
       WHERE table_name = @table AND row_id = @id AND operation <> 'insert')`,
  )
  const unshadow = db.prepare('DELETE FROM shadow WHERE table_name = ? AND row_id = ?')
  for (const id of ids) {
    park.run({ table, id })
    unshadow.run(table, id)
    forgetSent(db, table, id)
    writer.remove(id)
  }
}
