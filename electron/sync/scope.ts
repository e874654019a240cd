import { recordOf, type TableName } from '#shared/records/index.ts'
import { columnsOf, householdColumn } from '#shared/schema/names.ts'

/**
 * The part of a table that belongs on this laptop, as a predicate. Row-level security decides what may be read; this
 * says what is wanted, so that somebody who sees the whole firm does not carry it home.
 */
export function scopePredicate(table: TableName): string {
  const column = householdColumn(recordOf(table))
  return column ? `${column} = ANY (ARRAY(SELECT app.my_households()))` : 'true'
}

/** `SELECT` of a record's columns, in declaration order. */
export function selectColumns(table: TableName): string {
  return `SELECT ${columnsOf(recordOf(table)).join(', ')} FROM public.${table}`
}
