import type { CachePort } from '#electron/cache/cache-port.ts'
import type { Cursor, LoadState } from '#electron/cache/load-rows.ts'
import { createImagePool } from '#electron/cache/page-images/image-pool.ts'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import type { TableName } from '#shared/records/index.ts'
import { expectRows } from './expect-rows.ts'
import { loadRowsOf, type TableLoad } from './load-table.ts'
import { look } from './look.ts'
import { narrowScopePredicate, SEES_WHOLE_FIRM, scopePredicate } from './scope.ts'
import { createTraffic } from './traffic.ts'

export interface FirstSyncWatch {
  /** Rows of a table arrived and are committed. */
  progress(table: TableName, rows: number): void
  /** The state as it begins or goes on, with about how many rows are to come. */
  begun(state: LoadState): void
  /** Whether to stop between two chunks, as when the person signs out. */
  stopped(): boolean
}

export interface FirstSyncOptions {
  /** False to bind every value of every row. Default true. */
  readonly images?: boolean
}

/** Images on their way to the cache; with the one being built they take a fifth of the memory a first sync may have. */
const MOST_ON_THEIR_WAY = 20

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
    await beginLoad(database, cache, deviceId)
    state = await cache.run('readLoadState', null)
  }
  watch.begun(state)
  const load = {
    database,
    cache,
    images,
    pool: createImagePool(),
    traffic: createTraffic(MOST_ON_THEIR_WAY),
    stopped: watch.stopped,
  }
  const isWhole = await bringTables(load, state, wanted, watch)
  if (isWhole && !watch.stopped()) await cache.run('finishLoad', null)
}

type CommonLoad = Omit<TableLoad, 'table' | 'scope' | 'progress' | 'lastId'>

const NOTHING_TO_COME = { written: Promise.resolve(true) }

/** @returns whether all tables are here; false when it was told to stop. */
async function bringTables(load: CommonLoad, state: LoadState, wanted: Scope, watch: FirstSyncWatch): Promise<boolean> {
  // While the server sorts and sends a table, those before it are still being written and get their indexes and words.
  let finished = Promise.resolve(true)
  let failed = false
  try {
    for (const { table: name, total, lastId } of state.progress.filter(({ complete }) => !complete)) {
      if (failed || load.stopped()) break
      const table = name as TableName
      const progress = (rows: number) => watch.progress(table, rows)
      const fetching = { ...load, table, lastId, scope: wanted(table), progress }
      const { written } = total === 0 ? NOTHING_TO_COME : await loadRowsOf(fetching)
      finished = finishTable(finished, written, () => completeTable(load.cache, table, watch))
      finished.catch(() => {
        failed = true
      })
    }
    return await finished
  } finally {
    // Whoever goes on from here must find nothing under way: a table that is completed meanwhile takes no more rows.
    await finished.catch(() => undefined)
  }
}

/**
 * Completes a table after those before it. Settles only when nothing is under way.
 *
 * @returns whether this and all before it are whole.
 */
async function finishTable(
  before: Promise<boolean>,
  written: Promise<boolean>,
  complete: () => Promise<void>,
): Promise<boolean> {
  await Promise.allSettled([before, written])
  if (!(await before) || !(await written)) return false
  await complete()
  return true
}

async function completeTable(cache: CachePort, table: TableName, watch: FirstSyncWatch): Promise<void> {
  while (!watch.stopped()) {
    if (!(await cache.run('completeTable', { table }))) continue
    // No rows more, but now they can be seen.
    watch.progress(table, 0)
    return
  }
}

/** The predicate of a table. */
type Scope = (table: TableName) => string

async function chooseScope(database: FirmDatabase): Promise<Scope> {
  const [answer] = await database.query(SEES_WHOLE_FIRM)
  return answer?.whole === 'f' ? narrowScopePredicate : scopePredicate
}

async function isFromAnotherEpoch(database: FirmDatabase, deviceId: string, loading: Cursor): Promise<boolean> {
  const seen = await look(database.query, deviceId, loading.snapshot)
  return seen.cursor.epoch !== loading.epoch || seen.ahead
}

async function beginLoad(database: FirmDatabase, cache: CachePort, deviceId: string): Promise<void> {
  const { cursor, totals } = await database.unitOfWork('repeatable read, read only', async (run) => {
    const seen = await look(run, deviceId, null)
    return { cursor: seen.cursor, totals: await expectRows(run) }
  })
  await cache.run('beginLoad', { start: cursor, totals })
}
