import { EntitySchema, type EntitySchemaColumnOptions, type EntitySchemaOptions } from 'typeorm'
import { recordOf, tableNames } from '#shared/records/index.ts'
import { derivedNames } from '#shared/schema/constraint-names.ts'
import type { RecordSpec } from '#shared/schema/define-record.ts'
import type { FieldSpec } from '#shared/schema/field.ts'
import { toColumn } from '#shared/schema/names.ts'
import { deriveChecks, literals } from './derive-checks.ts'

type ForeignKey = NonNullable<EntitySchemaOptions<unknown>['foreignKeys']>[number]
type NamedField = readonly [name: string, spec: FieldSpec]

/** TypeORM's view of every record: what the tables should be. Used to generate migrations, never to read or write. */
export function deriveEntitySchemas(): EntitySchema[] {
  return tableNames.map((table) => deriveEntitySchema(recordOf(table)))
}

function deriveEntitySchema(record: RecordSpec): EntitySchema {
  const fields: NamedField[] = Object.entries(record.allFields)
  const references = fields.filter(([, spec]) => spec.kind === 'ref' && spec.target)
  return new EntitySchema({
    name: record.table,
    tableName: record.table,
    columns: Object.fromEntries(fields.map(([name, spec]) => [toColumn(name), deriveColumn(record.table, name, spec)])),
    foreignKeys: references.map(([name, spec]) => deriveForeignKey(record.table, toColumn(name), spec.target ?? '')),
    indices: [
      ...indexColumns(record).map((columns) => ({ name: derivedNames.index(record.table, columns), columns })),
      ...derivePartialIndexes(record),
    ],
    uniques: (record.unique ?? [])
      .map((group) => group.map(toColumn))
      .map((columns) => ({ name: derivedNames.unique(record.table, columns), columns })),
    checks: deriveChecks(record),
  } as EntitySchemaOptions<unknown>)
}

function deriveColumn(table: string, name: string, spec: FieldSpec): EntitySchemaColumnOptions {
  const column = { name: toColumn(name), nullable: spec.nullable, ...columnType(spec) }
  if (name === 'id') return { ...column, primary: true, primaryKeyConstraintName: derivedNames.primaryKey(table) }
  if (name === 'version') return { ...column, default: 1 }
  if (name === 'createdAt' || name === 'updatedAt') return { ...column, default: () => 'now()' }
  return column
}

/** See the table in `shared/schema/field.ts`. */
function columnType(spec: FieldSpec): EntitySchemaColumnOptions {
  switch (spec.kind) {
    case 'text':
    case 'choice':
    case 'encrypted':
    case 'blind':
      return { type: 'text' }
    case 'money':
      return { type: 'numeric', precision: 20, scale: 4 }
    case 'quantity':
      return { type: 'numeric', precision: 24, scale: 8 }
    case 'ratio':
      return { type: 'numeric', precision: 12, scale: 6 }
    case 'instant':
      return { type: 'timestamp with time zone', precision: 3 }
    case 'bytes':
      return { type: 'bytea' }
    case 'ref':
      return { type: 'uuid' }
    default:
      return { type: spec.kind }
  }
}

/**
 * A reference to a record that comes later in the registry closes a circle (a household's primary person belongs to
 * that household), so it is checked at the end of the unit of work; all others can be put off, and by default are not.
 */
function deriveForeignKey(table: string, column: string, target: string): ForeignKey {
  const order: readonly string[] = tableNames
  const closesCircle = order.indexOf(target) > order.indexOf(table)
  return {
    name: derivedNames.foreignKey(table, column),
    target,
    columnNames: [column],
    referencedColumnNames: ['id'],
    // RESTRICT can never be put off, which is the point of a circle's reference.
    onDelete: closesCircle ? 'NO ACTION' : 'RESTRICT',
    onUpdate: 'NO ACTION',
    deferrable: closesCircle ? 'INITIALLY DEFERRED' : 'INITIALLY IMMEDIATE',
  }
}

/**
 * The indexes a record declares, and one for each reference that no declared group begins with. `created_by` and
 * `updated_by` have none: users are never deleted, and two more indexes would slow every write of every table.
 */
function indexColumns(record: RecordSpec): string[][] {
  const declared = (record.indexes ?? []).map((group) => group.map(toColumn))
  const leading = new Set([...declared, ...(record.unique ?? []).map((group) => group.map(toColumn))].map(([c]) => c))
  const references = Object.entries(record.fields).filter(([, spec]) => spec.kind === 'ref' && spec.target)
  const missing = references.map(([name]) => toColumn(name)).filter((column) => !leading.has(column))
  return [...declared, ...missing.map((column) => [column])]
}

function derivePartialIndexes({ table, partialIndexes = [] }: RecordSpec) {
  return partialIndexes.map(({ fields, where: [name, values] }) => {
    const columns = fields.map(toColumn)
    return {
      name: derivedNames.partialIndex(table, columns),
      columns,
      where: `"${toColumn(name)}" IN (${literals(values)})`,
    }
  })
}
