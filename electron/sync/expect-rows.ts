import type { Run } from '#electron/postgres/connection.ts'
import { bookTableNames, recordOf, type TableName } from '#shared/records/index.ts'
import { householdColumn } from '#shared/schema/names.ts'

/** What the planner knows of a table: its rows, negative before it was ever counted; and whether it takes any room. */
const TABLES = `
  SELECT relname AS name, reltuples::bigint AS rows, pg_relation_size(oid) > 0 AS used
  FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = ANY ($1)`
const MINE = 'SELECT count(*) AS count FROM app.my_households()'

interface KnownTable {
  readonly rows: number
  readonly used: boolean
}

/**
 * About how many rows a first sync brings, by table: the firm's rows as the planner last counted them, in proportion to
 * the households. To count mine would take a fifth of the time that it takes to bring them, and would only move a bar.
 *
 * @returns 0 only for a table without any row; at least 1 for the others. A table that is small or was never counted by
 *   the planner is counted here.
 */
export async function expectRows(run: Run): Promise<Record<TableName, number>> {
  const known = new Map<string, KnownTable>()
  for (const { name, rows, used } of await run(TABLES, [[...bookTableNames]])) {
    known.set(name ?? '', { rows: Number(rows), used: used === 't' })
  }
  const [mine] = await run(MINE)
  const share = Number(mine?.count) / Math.max(1, known.get('households')?.rows ?? 0)
  const totals: Partial<Record<TableName, number>> = {}
  for (const table of bookTableNames) {
    const { rows, used } = known.get(table) ?? { rows: -1, used: true }
    const of = householdColumn(recordOf(table)) ? Math.min(1, share) : 1
    totals[table] = used ? Math.max(1, rows < COUNTED_BELOW ? await count(run, table) : Math.round(rows * of)) : 0
  }
  return totals as Record<TableName, number>
}

/** Rows that are counted sooner than a bar that jumps is explained. */
const COUNTED_BELOW = 20_000

async function count(run: Run, table: TableName): Promise<number> {
  const [row] = await run(`SELECT count(*) AS total FROM public.${table}`)
  return Number(row?.total ?? 0)
}
