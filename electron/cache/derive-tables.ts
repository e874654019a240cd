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

function columnDefinition(name: string, spec: FieldSpec): string {
  if (name === 'id') return 'id TEXT NOT NULL PRIMARY KEY'
  return `${toColumn(name)} ${sqliteTypes[spec.kind]}${spec.nullable ? '' : ' NOT NULL'}`
}

/** The statements that make one record's cache table and its indexes. */
export function tableDefinition(record: RecordSpec): string[] {
  const columns = Object.entries(record.allFields).map(([name, spec]) => columnDefinition(name, spec))
  // Uniqueness is the firm's to keep: two laptops may hold rows that the server will only ever let one of them send.
  const groups = [...(record.indexes ?? []), ...(record.unique ?? [])]
  return [
    `CREATE TABLE ${record.table} (${columns.join(', ')})`,
    ...groups.map((fields) => {
      const names = fields.map(toColumn)
      return `CREATE INDEX ix_${record.table}_${names.join('_')} ON ${record.table} (${names.join(', ')})`
    }),
  ]
}

/** Every cache table that derives from a record. */
export function bookDefinition(): string[] {
  return bookTableNames.flatMap((table) => tableDefinition(recordOf(table)))
}

/** Changes exactly when the derived tables, the search index, or what it holds change. */
export function bookFingerprint(): string {
  const searched = bookTableNames.map((table) => [table, ...searchableFields(recordOf(table))].join())
  return createHash('sha256')
    .update([...bookDefinition(), ...searchDefinition, ...searched].join(';'))
    .digest('hex')
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
