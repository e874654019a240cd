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

/**
 * The same rows as `scopePredicate` says, for somebody whom row-level security shows no others: a look into a hash,
 * behind the policy's own walk of the index. With the predicate a second time as a condition of the index, the planner
 * expects next to no rows and fetches all of a large book one by one.
 */
export function narrowScopePredicate(table: TableName): string {
  const column = householdColumn(recordOf(table))
  return column ? `(${column} IN (SELECT app.my_households())) IS TRUE` : 'true'
}

/**
 * `SELECT` of one column that says whether row-level security shows this person a whole table of clients, as it does
 * for those who serve the firm and not households.
 */
export const SEES_WHOLE_FIRM = `
  SELECT NOT row_security_active('public.accounts') OR EXISTS (
    SELECT FROM pg_policy CROSS JOIN unnest(polroles) AS reader
    WHERE polrelid = 'public.accounts'::regclass AND polcmd IN ('r', '*') AND pg_get_expr(polqual, polrelid) = 'true'
      AND (reader = 0 OR pg_has_role(reader, 'USAGE'))) AS whole`

/** `SELECT` of a record's columns, in declaration order. */
export function selectColumns(table: TableName): string {
  return `SELECT ${columnsOf(recordOf(table)).join(', ')} FROM public.${table}`
}
