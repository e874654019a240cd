import type { CacheValue } from '#electron/postgres/row-codec.ts'
import { recordOf, type TableName } from '#shared/records/index.ts'
import { columnsOf } from '#shared/schema/names.ts'
import { type IndexDefinition, indexDefinitions, tableDefinition } from './derive-tables.ts'
import type { CacheDatabase } from './open-cache.ts'

/**
 * Where the rows of a first sync wait until a table is whole: without indexes, which are built over all rows at once.
 * The table that the book reads stays empty meanwhile but for what is saved on this laptop.
 */
export const incomingTable = (table: TableName): string => `incoming_${table}`

/** An empty table that can be read and written, and the one beside it that takes the firm's rows. */
export function emptyDefinition(table: TableName): string[] {
  const record = recordOf(table)
  return [
    tableDefinition(record),
    // Called otherwise than the whole table's, which is built while this one is still there.
    `CREATE UNIQUE INDEX empty_${table}_id ON ${table} (id)`,
    tableDefinition(record, incomingTable(table)),
  ]
}

/** Adds rows that follow, by id, those already waiting. */
export function appendRows(db: CacheDatabase, table: TableName, rows: readonly (readonly CacheValue[])[]): void {
  const holders = columnsOf(recordOf(table)).map(() => '?')
  const insert = db.prepare(`INSERT INTO ${incomingTable(table)} VALUES (${holders.join(', ')})`)
  for (const row of rows) insert.run(row)
}

/**
 * Notes the place reached, if it was the one given.
 *
 * @param schema of the book in this connection.
 * @param after the last id before these rows; null for the first.
 * @returns false when the book stands elsewhere: the rows must not be kept then, or some would be missing or double.
 */
export function movePlace(db: CacheDatabase, schema: string, place: Place): boolean {
  const { table, after, lastId, rows } = place
  const { changes } = db
    .prepare(
      `UPDATE ${schema}.load_progress SET last_id = coalesce(?, last_id), done = done + ?
       WHERE table_name = ? AND complete = 0 AND last_id IS ?`,
    )
    .run(lastId, rows, table, after)
  return changes === 1
}

export interface Place {
  readonly table: TableName
  readonly after: string | null
  readonly lastId: string | null
  readonly rows: number
}

/** @returns an index that the waiting rows still lack; null when they have all. */
export function findMissingIndex(db: CacheDatabase, table: TableName): IndexDefinition | null {
  const incoming = incomingTable(table)
  const names = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?`).pluck().all(incoming)
  return indexDefinitions(recordOf(table), incoming).find(({ name }) => !names.includes(name)) ?? null
}

/** Puts the waiting rows, indexes and all, in the place of the empty table. */
export function replaceTable(db: CacheDatabase, table: TableName): void {
  db.exec(`DROP TABLE ${table}`)
  db.exec(`ALTER TABLE ${incomingTable(table)} RENAME TO ${table}`)
}
