import type { CachePort } from '#electron/cache/cache-port.ts'
import type { Cursor, LoadProgress } from '#electron/cache/load-rows.ts'
import type { Log } from '#electron/platform/ports.ts'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { TableName } from '#shared/records/index.ts'
import { runFirstSync } from './first-sync.ts'
import type { KeepWatch } from './keep-documents.ts'
import { type Look, look, requireAdmission } from './look.ts'
import { runPull } from './pull.ts'
import { pushAudit, runPush } from './push.ts'
import type { SyncState } from './step.ts'

/** What a cycle tells whoever runs it. */
export interface CycleWatch {
  phase(phase: SyncState['phase']): void
  begun(progress: readonly LoadProgress[]): void
  loaded(table: TableName, rows: number): void
  changed(tables: readonly string[], rows: number): void
  /** Households that left the book or came to it. */
  scopeChanged(purged: readonly string[], gained: readonly string[]): Promise<void>
  stopped(): boolean
  /** Another cycle is wanted right after this one. */
  again(): void
  /** What is kept of documents, and why some of it is not. */
  kept: KeepWatch['kept']
}

export interface CycleParts {
  readonly cache: CachePort
  readonly deviceId: string
  readonly log: Log
  readonly watch: CycleWatch
  /** Brings and sends contents of documents for a while. */
  readonly keepDocuments: (database: FirmDatabase, watch: KeepWatch) => Promise<void>
}

/**
 * One round: bring the book if it is not whole, look whether this laptop may go on and what changed, send what waits,
 * bring what changed, see to the documents for a while, send the trail.
 *
 * @throws the driver's or the cache's error; everything done before stays done.
 */
export async function runCycle(database: FirmDatabase, parts: CycleParts): Promise<void> {
  const { cache, deviceId, watch } = parts
  await ensureLoaded(database, parts)
  const { cursor } = await cache.run('readLoadState', null)
  if (!cursor || watch.stopped()) return
  // Asked in every cycle: a connection may outlive a migration, and a laptop its admission.
  const glance = await look(database.query, deviceId, cursor.snapshot)
  requireAdmission(glance)
  watch.phase('pushing')
  const pushed = await runPush(database, cache, deviceId)
  if (pushed.length > 0) watch.changed(pushed, 0)
  watch.phase('pulling')
  await pull(database, parts, cursor, glance)
  await parts.keepDocuments(database, watch)
  // Last, so that a trail the firm refuses holds up nothing, and a household that left has its receipt in it.
  await sendTrail(database, parts)
}

async function ensureLoaded(database: FirmDatabase, parts: CycleParts): Promise<void> {
  const state = await parts.cache.run('readLoadState', null)
  if (state.cursor && !state.loading) return
  await load(database, parts)
}

async function load(database: FirmDatabase, { cache, deviceId, watch }: CycleParts): Promise<void> {
  watch.phase('first_sync')
  await runFirstSync(database, cache, deviceId, {
    begun: ({ progress }) => watch.begun(progress),
    progress: (table, rows) => watch.loaded(table, rows),
    stopped: () => watch.stopped(),
  })
}

async function pull(database: FirmDatabase, parts: CycleParts, previous: Cursor, glance: Look): Promise<void> {
  const { cache, deviceId, watch, log } = parts
  const result = await runPull({ database, cache, deviceId, previous, glance })
  if (result.kind === 'fresh') {
    log.warn('sync.fresh_pull', {})
    await load(database, parts)
    return
  }
  if (result.purged.length > 0 || result.gained.length > 0) await watch.scopeChanged(result.purged, result.gained)
  if (result.tables.length > 0) watch.changed(result.tables, result.rows)
}

async function sendTrail(database: FirmDatabase, { cache, deviceId, log }: CycleParts): Promise<void> {
  try {
    await pushAudit(database, cache, deviceId)
  } catch (error) {
    if ((error as { code?: string }).code !== 'AW001') throw error
    // The work of people goes on; the broken trail is for compliance to look into.
    log.error('audit.chain_refused', { code: 'AW001' })
    throw new WorkstationError(
      'refused',
      'The firm’s database refused this laptop’s audit trail because it was cut or changed. Your work is being sent; tell compliance.',
      undefined,
      { cause: error },
    )
  }
}
