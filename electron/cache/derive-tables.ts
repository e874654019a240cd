import { createHash } from 'node:crypto'
import { bookTableNames, recordOf } from '#shared/records/index.ts'
import type { RecordSpec } from '#shared/schema/define-record.ts'
import type { FieldKind, FieldSpec } from '#shared/schema/field.ts'
import { columnsOf, toColumn } from '#shared/schema/names.ts'
import { searchDefinition } from './durable-tables.ts'

const sqliteTypes: Readonly<Record<FieldKind, string>> = {
  text: 'TEXT',
  money: 'TEXT',
  quantity: 'TEXT',
  ratio: 'TEXT',
  integer: 'INTEGER',
  boolean: 'INTEGER',
  date: 'TEXT',
  instant: 'TEXT',
  choice: 'TEXT',
  ref: 'TEXT',
  bytes: 'BLOB',
  encrypted: 'TEXT',
  blind: 'TEXT',
}

/** The column of one field, as SQLite describes it. */
export interface CacheColumn {
  readonly name: string
  readonly type: string
  readonly nullable: boolean
}

export function cacheColumns(record: RecordSpec): CacheColumn[] {
  return Object.entries(record.allFields).map(([name, spec]) => ({
    name: toColumn(name),
    type: sqliteTypes[spec.kind],
    nullable: spec.nullable,
  }))
}

function columnDefinition(name: string, spec: FieldSpec): string {
  return `${toColumn(name)} ${sqliteTypes[spec.kind]}${spec.nullable ? '' : ' NOT NULL'}`
}

/** @param table another name than the record's, for rows on their way into it. */
export function tableDefinition(record: RecordSpec, table: string = record.table): string {
  const columns = Object.entries<FieldSpec>(record.allFields).map(([name, spec]) => columnDefinition(name, spec))
  return `CREATE TABLE ${table} (${columns.join(', ')})`
}

export interface IndexDefinition {
  readonly name: string
  readonly sql: string
}

/**
 * The indexes of a record's cache table, the one of its ids first. They are no part of the table, since a table takes
 * many rows at once much faster before it has any.
 *
 * @param table as in `tableDefinition`; the indexes are called after the record all the same.
 */
export function indexDefinitions(record: RecordSpec, table: string = record.table): IndexDefinition[] {
  // Uniqueness is the firm's to keep: two laptops may hold rows that the server will only ever let one of them send.
  const groups = [...(record.indexes ?? []).filter((fields) => servesBook(record, fields)), ...(record.unique ?? [])]
  return [
    { name: `ux_${record.table}_id`, sql: `CREATE UNIQUE INDEX ux_${record.table}_id ON ${table} (id)` },
    ...groups.map((fields) => {
      const columns = fields.map(toColumn)
      const name = `ix_${record.table}_${columns.join('_')}`
      return { name, sql: `CREATE INDEX ${name} ON ${table} (${columns.join(', ')})` }
    }),
  ]
}

/**
 * Whether the book is read by an index. Indexes are half of what a first sync costs, and some serve the firm alone: one
 * of nothing but a reference finds what leads to a row that is to be deleted, and one that begins with a reference
 * finds, in the rows of all clients, what the book finds in a household's by the index of the same fields after it.
 */
function servesBook(record: RecordSpec, fields: readonly string[]): boolean {
  const [first = '', ...others] = fields
  if (first === 'householdId' || record.fields[first]?.kind !== 'ref') return true
  const twin = ['householdId', ...others].join()
  return others.length > 0 && !record.indexes?.some((group) => group.join() === twin)
}

/** Every cache table that derives from a record. */
export function bookDefinition(): string[] {
  return bookTableNames.flatMap((table) => {
    const record = recordOf(table)
    return [tableDefinition(record), ...indexDefinitions(record).map(({ sql }) => sql)]
  })
}

const hashOf = (parts: readonly string[]) => createHash('sha256').update(parts.join(';')).digest('hex')

/** Changes exactly when the derived tables, or what is searched in them, change. */
export function bookFingerprint(): string {
  const searched = bookTableNames.map((table) => searchableFields(recordOf(table)).join(','))
  return hashOf([...bookDefinition(), ...searchDefinition, ...searched])
}

/** Changes when the search index has to be made anew. */
export function searchFingerprint(): string {
  return hashOf(searchDefinition)
}

/** The fields of one record as a change made now knows them. */
export function recordFingerprint(record: RecordSpec): string {
  return hashOf([tableDefinition(record)]).slice(0, 16)
}

/** `INSERT` that replaces the row of the same id, with the columns in declaration order. */
export function upsertStatement(record: RecordSpec): string {
  const columns = columnsOf(record)
  const changes = columns.slice(1).map((column) => `${column} = excluded.${column}`)
  return `INSERT INTO ${record.table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
    ON CONFLICT (id) DO UPDATE SET ${changes.join(', ')}`
}

/** Names of fields whose words the search index holds. */
export function searchableFields(record: RecordSpec): string[] {
  return Object.entries(record.fields)
    .filter(([, spec]) => spec.searchable)
    .map(([name]) => name)
}
