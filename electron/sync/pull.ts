import type { Pull } from '#electron/cache/apply-pull.ts'
import type { CachePort } from '#electron/cache/cache-port.ts'
import type { Cursor } from '#electron/cache/load-rows.ts'
import type { FirmDatabase, Run } from '#electron/postgres/connection.ts'
import { type CacheValue, rowDecoder } from '#electron/postgres/row-codec.ts'
import { bookTableNames, recordOf, type TableName } from '#shared/records/index.ts'
import { householdColumn } from '#shared/schema/names.ts'
import { isUnchanged, type Look, look } from './look.ts'
import { scopePredicate, selectColumns } from './scope.ts'

export type PullResult =
  /** The database was restored or replaced: the book has to be brought anew. */
  | { readonly kind: 'fresh' }
  | {
      readonly kind: 'pulled'
      readonly cursor: Cursor
      readonly tables: readonly string[]
      readonly rows: number
      readonly purged: readonly string[]
      readonly gained: readonly string[]
    }

export interface PullInput {
  readonly database: FirmDatabase
  readonly cache: CachePort
  readonly deviceId: string
  /** Where the book stands. */
  readonly previous: Cursor
  /** A look at what changed since then, which may have been taken a moment ago. */
  readonly glance: Look
}

/**
 * Brings what changed since the cursor. With nothing new the glance was all there is to ask; otherwise one snapshot of
 * the firm's database becomes one local transaction.
 */
export async function runPull({ database, cache, deviceId, previous, glance }: PullInput): Promise<PullResult> {
  if (glance.ahead || glance.cursor.epoch !== previous.epoch) return { kind: 'fresh' }
  if (isUnchanged(glance)) {
    await cache.run('moveCursor', glance.cursor)
    return { kind: 'pulled', cursor: glance.cursor, tables: [], rows: 0, purged: [], gained: [] }
  }
  const pull = await database.unitOfWork('repeatable read, read only', async (run) => {
    const seen = await look(run, deviceId, previous.snapshot)
    return { seen, changes: await fetchChanges(run, seen) }
  })
  const request: Pull = { cursor: pull.seen.cursor, ...pull.changes, purged: pull.seen.lost }
  const { removed } = await cache.run('applyPull', request)
  return {
    kind: 'pulled',
    cursor: request.cursor,
    tables: touchedTables(request),
    rows: removed + request.upserts.reduce((sum, { rows }) => sum + rows.length, 0),
    purged: pull.seen.lost,
    gained: pull.seen.gained,
  }
}

function touchedTables(pull: Pull): string[] {
  if (pull.purged.length > 0) return [...bookTableNames]
  return [...new Set([...pull.upserts, ...pull.removals].map(({ table }) => table))]
}

async function fetchChanges(run: Run, seen: Look): Promise<Pick<Pull, 'upserts' | 'removals'>> {
  const upserts: { table: TableName; rows: CacheValue[][] }[] = []
  const removals: { table: TableName; ids: string[] }[] = []
  for (const table of bookTableNames) {
    const asked = seen.changes.get(table) ?? []
    const rows = asked.length === 0 ? [] : await fetchRows(run, table, 'id = ANY ($1::uuid[])', asked)
    const returned = new Set(rows.map((row) => row[0] as string))
    // Asked and not returned: deleted, or no longer mine. Either way it goes.
    const missing = asked.filter((id) => !returned.has(id))
    const column = householdColumn(recordOf(table))
    if (column && seen.gained.length > 0) {
      rows.push(...(await fetchRows(run, table, `${column} = ANY ($1::uuid[])`, seen.gained)))
    }
    if (rows.length > 0) upserts.push({ table, rows })
    if (missing.length > 0) removals.push({ table, ids: missing })
  }
  return { upserts, removals }
}

async function fetchRows(
  run: Run,
  table: TableName,
  predicate: string,
  ids: readonly string[],
): Promise<CacheValue[][]> {
  const sql = `${selectColumns(table)} WHERE ${predicate} AND ${scopePredicate(table)}`
  return (await run.array(sql, [ids])).map(rowDecoder(recordOf(table)))
}
