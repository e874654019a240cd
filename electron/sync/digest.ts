import type { Digest, Share } from '#electron/cache/book-digests.ts'
import type { Run } from '#electron/postgres/connection.ts'
import { bookTableNames, recordOf, type TableName } from '#shared/records/index.ts'
import { householdColumn } from '#shared/schema/names.ts'
import { scopePredicate } from './scope.ts'

/**
 * What the firm's database shows this login of a share, in the form of `digestBook`. The instant of the last change is in
 * it because a restored database counts versions anew: the same id and version can be another content.
 *
 * @param run of the unit of work whose snapshot the book is to be compared with.
 */
export async function fetchDigests(run: Run, share: Share): Promise<Digest[]> {
  const tables = bookTableNames.filter((table) => isInShare(table, share))
  if (tables.length === 0) return []
  const rows = await run(tables.map(digestStatement).join(' UNION ALL '), [share.households])
  return rows.map(({ name, part, total, hash }) => ({
    table: name as TableName,
    part: part ?? '',
    rows: Number(total),
    hash: hash ?? '',
  }))
}

function isInShare(table: TableName, { households, firm }: Share): boolean {
  return householdColumn(recordOf(table)) ? households.length > 0 : firm
}

function digestStatement(table: TableName): string {
  const column = householdColumn(recordOf(table))
  const part = column ? `${column}::text` : 'right(id::text, 1)'
  // The cast holds the parameter's type where no table of households is asked.
  const asked = column ? `${column} = ANY ($1::uuid[])` : '$1::uuid[] IS NOT NULL'
  const stamps = `id || ':' || version || ':' || (extract(epoch FROM updated_at) * 1000)::bigint`
  return `SELECT '${table}' AS name, ${part} AS part, count(*) AS total,
      encode(sha256(convert_to(string_agg(${stamps}, ',' ORDER BY id), 'UTF8')), 'hex') AS hash
    FROM public.${table} WHERE ${asked} AND ${scopePredicate(table)} GROUP BY 2`
}
