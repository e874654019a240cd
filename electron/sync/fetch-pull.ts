import type { Pull, Whole } from '#electron/cache/apply-pull.ts'
import type { Share } from '#electron/cache/book-digests.ts'
import type { SharePlan } from '#electron/cache/verification.ts'
import type { Run } from '#electron/postgres/connection.ts'
import { type CacheValue, rowDecoder } from '#electron/postgres/row-codec.ts'
import { bookTableNames, recordOf, type TableName } from '#shared/records/index.ts'
import { householdColumn } from '#shared/schema/names.ts'
import { fetchDigests } from './digest.ts'
import type { Look } from './look.ts'
import { scopePredicate, selectColumns } from './scope.ts'

/** What a pull shall bring besides what changed. */
export interface Wanted {
  readonly whole: Whole
  readonly compared: Share | SharePlan
}

export const nothingWhole: Whole = { households: [], parts: [] }
export const nothingCompared: Share = { households: [], firm: false }

/**
 * Reads what changed and what is wanted, in the snapshot of the unit of work: returned means write, asked and not
 * returned means remove.
 *
 * @param seen a look taken in the same unit of work.
 */
export async function fetchPull(run: Run, seen: Look, wanted: Wanted): Promise<Pull> {
  const upserts: { table: TableName; rows: CacheValue[][] }[] = []
  const removals: { table: TableName; ids: string[] }[] = []
  for (const table of bookTableNames) {
    const asked = seen.changes.get(table) ?? []
    const rows = asked.length === 0 ? [] : await fetchRows(run, table, 'id = ANY ($1::uuid[])', asked)
    const returned = new Set(rows.map((row) => row[0] as string))
    // Asked and not returned: deleted, or no longer mine. Either way it goes.
    const missing = asked.filter((id) => !returned.has(id))
    rows.push(...(await fetchWhole(run, table, seen.gained, wanted.whole)))
    if (rows.length > 0) upserts.push({ table, rows })
    if (missing.length > 0) removals.push({ table, ids: missing })
  }
  const unknown = await fetchStretch(run, wanted.compared)
  const households = [...new Set([...seen.touched, ...seen.gained, ...wanted.compared.households, ...unknown])]
  const compared = { households, firm: wanted.compared.firm }
  const digests = await fetchDigests(run, compared)
  const { cursor, lost: purged, gained } = seen
  return { cursor, upserts, removals, purged, gained, whole: wanted.whole, compared, digests }
}

/** My households in a stretch of ids as the firm has them, so that one which never arrived is missed. */
async function fetchStretch(run: Run, compared: Share | SharePlan): Promise<string[]> {
  if (!('upTo' in compared)) return []
  const sql = `SELECT id FROM public.households WHERE id > $1 AND id <= $2 AND ${scopePredicate('households')}`
  const rows = await run(sql, [compared.after, compared.upTo])
  return rows.map(({ id }) => id ?? '')
}

async function fetchWhole(
  run: Run,
  table: TableName,
  gained: readonly string[],
  whole: Whole,
): Promise<CacheValue[][]> {
  const column = householdColumn(recordOf(table))
  const keys = column
    ? [...gained, ...whole.households]
    : whole.parts.filter((part) => part.table === table).map(({ part }) => part)
  if (keys.length === 0) return []
  return fetchRows(run, table, column ? `${column} = ANY ($1::uuid[])` : 'right(id::text, 1) = ANY ($1)', keys)
}

async function fetchRows(
  run: Run,
  table: TableName,
  predicate: string,
  keys: readonly string[],
): Promise<CacheValue[][]> {
  const sql = `${selectColumns(table)} WHERE ${predicate} AND ${scopePredicate(table)}`
  return (await run.array(sql, [keys])).map(rowDecoder(recordOf(table)))
}
