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
  if (name === 'id') return 'id TEXT NOT NULL PRIMARY KEY'
  return `${toColumn(name)} ${sqliteTypes[spec.kind]}${spec.nullable ? '' : ' NOT NULL'}`
}

/** The statements that make one record's cache table and its indexes. */
export function tableDefinition(record: RecordSpec): string[] {
  const columns = Object.entries(record.allFields).map(([name, spec]) => columnDefinition(name, spec))
  return [`CREATE TABLE ${record.table} (${columns.join(', ')})`, ...indexDefinitions(record).values()]
}

/** The indexes of one record's cache table, by name. */
export function indexDefinitions(record: RecordSpec): Map<string, string> {
  // Uniqueness is the firm's to keep: two laptops may hold rows that the server will only ever let one of them send.
  const groups = [...(record.indexes ?? []), ...(record.unique ?? [])]
  return new Map(
    groups.map((fields) => {
      const columns = fields.map(toColumn)
      const name = `ix_${record.table}_${columns.join('_')}`
      return [name, `CREATE INDEX ${name} ON ${record.table} (${columns.join(', ')})`]
    }),
  )
}

/** Every cache table that derives from a record. */
export function bookDefinition(): string[] {
  return bookTableNames.flatMap((table) => tableDefinition(recordOf(table)))
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
  return hashOf(tableDefinition(record)).slice(0, 16)
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
