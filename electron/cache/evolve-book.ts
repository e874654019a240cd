import { type BookTableName, bookTableNames, recordOf } from '#shared/records/index.ts'
import type { RecordSpec } from '#shared/schema/define-record.ts'
import {
  bookFingerprint,
  cacheColumns,
  indexDefinitions,
  searchableFields,
  searchFingerprint,
  tableDefinition,
} from './derive-tables.ts'
import type { CacheDatabase } from './open-cache.ts'

/** Tables of which rows lack what the firm has, with the last id that was read again; empty before the first. */
export type ToReadAgain = Readonly<Partial<Record<BookTableName, string>>>

const readState = (db: CacheDatabase, name: string) =>
  db.prepare('SELECT value FROM sync_state WHERE name = ?').pluck().get(name) as string | undefined

function writeState(db: CacheDatabase, name: string, value: string): void {
  db.prepare(
    'INSERT INTO sync_state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  ).run(name, value)
}

/** Notes by which definition the derived tables are made, and what of them is searched. */
export function noteDefinition(db: CacheDatabase): void {
  writeState(db, 'book_fingerprint', bookFingerprint())
  writeState(db, 'search_fingerprint', searchFingerprint())
  const searched = bookTableNames.map((table) => [table, searchableFields(recordOf(table)).join(',')])
  writeState(db, 'searched_fields', JSON.stringify(Object.fromEntries(searched)))
}

/**
 * Brings a book of an earlier definition to the present one in place, without the firm, where nullable columns, indexes,
 * or tables were added: every row stays readable. What the new columns hold is read at the next contact.
 *
 * @returns false, with nothing changed, where the definition changed in any other way or a first sync is under way.
 */
export function evolveBook(db: CacheDatabase): boolean {
  if (readState(db, 'search_fingerprint') !== searchFingerprint() || readState(db, 'load_snapshot')) return false
  const plans = bookTableNames.map((table) => planTable(db, table))
  if (plans.some((plan) => plan === null)) return false
  const searched = JSON.parse(readState(db, 'searched_fields') ?? '{}') as Record<string, string>
  const before = readToReadAgain(db)
  const toReadAgain: Partial<Record<BookTableName, string>> = { ...before }
  for (const plan of plans) {
    for (const sql of plan?.statements ?? []) db.exec(sql)
    if (plan && (plan.grows || searched[plan.table] !== searchableFields(recordOf(plan.table)).join(','))) {
      toReadAgain[plan.table] = ''
    }
  }
  const unsearched = bookTableNames.filter((table) => searchableFields(recordOf(table)).length === 0)
  db.prepare('DELETE FROM search_rows WHERE table_name IN (SELECT value FROM json_each(?))').run(
    JSON.stringify(unsearched),
  )
  writeState(db, 'to_read_again', JSON.stringify(toReadAgain))
  noteDefinition(db)
  return true
}

export function readToReadAgain(db: CacheDatabase): ToReadAgain {
  return JSON.parse(readState(db, 'to_read_again') ?? '{}') as ToReadAgain
}

/** @param after the last id read of the table; null when all of it was. */
export function noteReadAgain(db: CacheDatabase, table: BookTableName, after: string | null): void {
  const { [table]: _done, ...others } = readToReadAgain(db)
  writeState(db, 'to_read_again', JSON.stringify(after === null ? others : { ...others, [table]: after }))
}

interface TablePlan {
  readonly table: BookTableName
  readonly statements: readonly string[]
  /** Whether rows are to be read again for it. */
  readonly grows: boolean
}

interface StoredColumn {
  readonly name: string
  readonly type: string
  readonly notnull: number
}

function planTable(db: CacheDatabase, table: BookTableName): TablePlan | null {
  const record = recordOf(table)
  const stored = db.pragma(`table_info(${table})`) as StoredColumn[]
  if (stored.length === 0)
    return { table, statements: [tableDefinition(record), ...planIndexes(db, record)], grows: true }
  const wanted = new Map(cacheColumns(record).map((column) => [column.name, column]))
  const same = stored.every(({ name, type, notnull }) => {
    const column = wanted.get(name)
    return column?.type === type && column.nullable === (notnull === 0)
  })
  const names = new Set(stored.map(({ name }) => name))
  const added = [...wanted.values()].filter(({ name }) => !names.has(name))
  // Without a value to give, the rows stored could not be what the definition says.
  if (!same || added.some(({ nullable }) => !nullable)) return null
  const columns = added.map(({ name, type }) => `ALTER TABLE ${table} ADD COLUMN ${name} ${type}`)
  return { table, statements: [...columns, ...planIndexes(db, record)], grows: added.length > 0 }
}

function planIndexes(db: CacheDatabase, record: RecordSpec): string[] {
  const stored = db.pragma(`index_list(${record.table})`) as { name: string; origin: string }[]
  const own = new Set(stored.filter(({ origin }) => origin === 'c').map(({ name }) => name))
  const wanted = indexDefinitions(record)
  const names = new Set(wanted.map(({ name }) => name))
  return [
    ...[...own].filter((name) => !names.has(name)).map((name) => `DROP INDEX ${name}`),
    ...wanted.filter(({ name }) => !own.has(name)).map(({ sql }) => sql),
  ]
}
