import type { CachePort } from '#electron/cache/cache-port.ts'
import type { Cursor, LoadState } from '#electron/cache/load-rows.ts'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import { rowDecoder } from '#electron/postgres/row-codec.ts'
import { bookTableNames, recordOf, type TableName } from '#shared/records/index.ts'
import type { FieldSpec } from '#shared/schema/field.ts'
import { look } from './look.ts'
import { scopePredicate, selectColumns } from './scope.ts'

const ROWS_PER_CHUNK = 4_000
/** Rows with content in bytes are fetched a few at a time, so that memory stays flat. */
const CONTENT_ROWS_PER_CHUNK = 64
const FIRST_ID = '00000000-0000-0000-0000-000000000000'

export interface FirstSyncWatch {
  /** Rows of a table arrived and are committed. */
  progress(table: TableName, rows: number): void
  /** The state as it begins or goes on, with the totals. */
  begun(state: LoadState): void
  /** Whether to stop between two chunks, as when the person signs out. */
  stopped(): boolean
}

/**
 * Brings the whole book, in chunks ordered by id, each committed with the place reached: a cut goes on from there.
 * Ends with the cursor at the snapshot it began with; the pull that follows repairs what changed meanwhile.
 */
export async function runFirstSync(
  database: FirmDatabase,
  cache: CachePort,
  deviceId: string,
  watch: FirstSyncWatch,
): Promise<void> {
  let state = await cache.run('readLoadState', null)
  if (!state.loading || (await isFromAnotherEpoch(database, deviceId, state.loading))) {
    await beginLoad(database, cache, deviceId)
    state = await cache.run('readLoadState', null)
  }
  watch.begun(state)
  for (const { table, lastId, complete } of state.progress) {
    if (!complete) await loadTable(database, cache, table as TableName, lastId ?? FIRST_ID, watch)
    if (watch.stopped()) return
  }
  await cache.run('finishLoad', null)
}

async function isFromAnotherEpoch(database: FirmDatabase, deviceId: string, loading: Cursor): Promise<boolean> {
  const seen = await look(database.query, deviceId, loading.snapshot)
  return seen.cursor.epoch !== loading.epoch || seen.ahead
}

async function beginLoad(database: FirmDatabase, cache: CachePort, deviceId: string): Promise<void> {
  const { cursor, totals } = await database.unitOfWork('repeatable read, read only', async (run) => {
    const seen = await look(run, deviceId, null)
    const counts: Record<string, number> = {}
    for (const table of bookTableNames) {
      const [row] = await run(`SELECT count(*) AS total FROM public.${table} WHERE ${scopePredicate(table)}`)
      counts[table] = Number(row?.total ?? 0)
    }
    return { cursor: seen.cursor, totals: counts }
  })
  await cache.run('beginLoad', { start: cursor, totals })
}

async function loadTable(
  database: FirmDatabase,
  cache: CachePort,
  table: TableName,
  from: string,
  watch: FirstSyncWatch,
): Promise<void> {
  const record = recordOf(table)
  const decode = rowDecoder(record)
  const hasContent = Object.values(record.allFields as Readonly<Record<string, FieldSpec>>).some(
    (spec) => spec.kind === 'bytes',
  )
  const limit = hasContent ? CONTENT_ROWS_PER_CHUNK : ROWS_PER_CHUNK
  const sql = `${selectColumns(table)} WHERE id > $1 AND ${scopePredicate(table)} ORDER BY id LIMIT ${limit}`
  const fetchChunk = (after: string) =>
    database.unitOfWork('repeatable read, read only', (run) => run.array(sql, [after]))
  let next = fetchChunk(from)
  for (;;) {
    const rows = (await next).map(decode)
    const complete = rows.length < limit
    // The next chunk is on its way while this one is written.
    if (!complete) {
      next = fetchChunk(rows.at(-1)?.[0] as string)
      next.catch(() => undefined)
    }
    await cache.run('loadChunk', { table, rows, complete })
    watch.progress(table, rows.length)
    if (complete || watch.stopped()) return
  }
}
