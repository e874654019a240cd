import type { CachePort } from '#electron/cache/cache-port.ts'
import type { Cursor, LoadState } from '#electron/cache/load-rows.ts'
import { createImagePool } from '#electron/cache/page-images/image-pool.ts'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import { bookTableNames, type TableName } from '#shared/records/index.ts'
import { loadRowsOf } from './load-table.ts'
import { look } from './look.ts'
import { narrowScopePredicate, SEES_WHOLE_FIRM, scopePredicate } from './scope.ts'

export interface FirstSyncWatch {
  /** Rows of a table arrived and are committed. */
  progress(table: TableName, rows: number): void
  /** The state as it begins or goes on, with the totals. */
  begun(state: LoadState): void
  /** Whether to stop between two chunks, as when the person signs out. */
  stopped(): boolean
}

export interface FirstSyncOptions {
  /** False to bind every value of every row. Default true. */
  readonly images?: boolean
}

/**
 * Brings the whole book, table by table in order of id, each write committed with the place reached: a cut goes on from
 * there. Ends with the cursor at the snapshot it began with; the pull that follows repairs what changed meanwhile.
 */
export async function runFirstSync(
  database: FirmDatabase,
  cache: CachePort,
  deviceId: string,
  watch: FirstSyncWatch,
  { images = true }: FirstSyncOptions = {},
): Promise<void> {
  const wanted = await chooseScope(database)
  let state = await cache.run('readLoadState', null)
  if (!state.loading || (await isFromAnotherEpoch(database, deviceId, state.loading))) {
    await beginLoad(database, cache, deviceId, wanted)
    state = await cache.run('readLoadState', null)
  }
  watch.begun(state)
  const pool = createImagePool()
  // A table gets its indexes and words while the rows of the next are on their way.
  let completing = Promise.resolve()
  for (const { table: name, total } of state.progress.filter(({ complete }) => !complete)) {
    const table = name as TableName
    const progress = (rows: number) => watch.progress(table, rows)
    const scope = wanted.fetched(table)
    const load = { database, cache, table, scope, images, pool, progress, stopped: watch.stopped }
    // Counted at the snapshot that the pull goes on from: a row that came since comes with that.
    const whole = total === 0 || (await loadRowsOf(load))
    if (!whole) return await completing
    completing = completing.then(() => completeTable(cache, table, watch))
    completing.catch(() => undefined)
  }
  await completing
  if (!watch.stopped()) await cache.run('finishLoad', null)
}

async function completeTable(cache: CachePort, table: TableName, watch: FirstSyncWatch): Promise<void> {
  while (!watch.stopped()) {
    if (!(await cache.run('completeTable', { table }))) continue
    // No rows more, but now they can be seen.
    watch.progress(table, 0)
    return
  }
}

/** Predicates of a table. */
interface Scope {
  readonly fetched: (table: TableName) => string
  readonly counted: (table: TableName) => string
}

async function chooseScope(database: FirmDatabase): Promise<Scope> {
  const [answer] = await database.query(SEES_WHOLE_FIRM)
  if (answer?.whole !== 'f') return { fetched: scopePredicate, counted: scopePredicate }
  return { fetched: narrowScopePredicate, counted: () => 'true' }
}

async function isFromAnotherEpoch(database: FirmDatabase, deviceId: string, loading: Cursor): Promise<boolean> {
  const seen = await look(database.query, deviceId, loading.snapshot)
  return seen.cursor.epoch !== loading.epoch || seen.ahead
}

/** The totals are what row-level security shows; to narrow them down as well would take as long as to fetch the rows. */
async function beginLoad(database: FirmDatabase, cache: CachePort, deviceId: string, scope: Scope): Promise<void> {
  const { cursor, totals } = await database.unitOfWork('repeatable read, read only', async (run) => {
    const seen = await look(run, deviceId, null)
    const counts: Record<string, number> = {}
    for (const table of bookTableNames) {
      const [row] = await run(`SELECT count(*) AS total FROM public.${table} WHERE ${scope.counted(table)}`)
      counts[table] = Number(row?.total ?? 0)
    }
    return { cursor: seen.cursor, totals: counts }
  })
  await cache.run('beginLoad', { start: cursor, totals })
}
