import type { CachePort } from '#electron/cache/cache-port.ts'
import type { Cursor, LoadProgress } from '#electron/cache/load-rows.ts'
import type { Log } from '#electron/platform/ports.ts'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import type { AuditEntry } from '#shared/domain/audit-event.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { VerifiedBook } from '#shared/ipc/sync.ts'
import type { TableName } from '#shared/records/index.ts'
import { runFirstSync } from './first-sync.ts'
import type { KeepWatch } from './keep-documents.ts'
import { keepLedger } from './ledger.ts'
import { followsCursor, isUnchanged, type Look, look, requireAdmission } from './look.ts'
import { type Brought, type PullParts, runPull } from './pull.ts'
import { pushAudit, runPush } from './push.ts'
import { readTablesAgain } from './read-again.ts'
import type { Reach, SyncState } from './step.ts'
import { reconcile, verifyBook } from './verify-book.ts'

/** What a cycle tells whoever runs it. */
export interface CycleWatch {
  phase(phase: SyncState['phase']): void
  /** The firm was reached and lets this laptop go on; `keyGrants` as `Look` has it. */
  met(keyGrants: string): Promise<void>
  begun(progress: readonly LoadProgress[]): void
  loaded(table: TableName, rows: number): void
  changed(tables: readonly string[], rows: number): void
  /** Households that left the book or came to it. */
  scopeChanged(purged: readonly string[], gained: readonly string[]): Promise<void>
  /** Writes into this laptop's trail. */
  record(entries: readonly AuditEntry[]): Promise<void>
  /** So many households of the book were compared, as asked. */
  verifying(done: number, total: number): void
  /** The whole book was compared with the firm's, as asked. */
  verified(outcome: VerifiedBook): void
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
  /** Compare all of the book in this cycle. */
  readonly verifyAll: boolean
  /** This laptop's clock as the cycle begins, in milliseconds. */
  readonly now: number
  /** Default: all. With `edits` nothing is brought, neither the book nor what changed in it. */
  readonly reach?: Reach
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
  const { cache, deviceId, watch, reach = 'all' } = parts
  if (reach === 'all') await ensureLoaded(database, parts)
  const { cursor } = await cache.run('readLoadState', null)
  if (watch.stopped() || (reach === 'all' && !cursor)) return
  // Asked in every cycle: a connection may outlive a migration, and a laptop its admission.
  const glance = await look(database.query, deviceId, cursor?.snapshot ?? null)
  requireAdmission(glance)
  // Before anything that may fail: keys that were taken away leave a laptop whatever becomes of the rest.
  await watch.met(glance.keyGrants)
  watch.phase('pushing')
  const pushed = await runPush(database, cache, deviceId)
  if (pushed.length > 0) watch.changed(pushed, 0)
  const outcome = reach === 'all' && cursor ? await bringAll(database, parts, cursor, glance) : NOTHING_BROUGHT
  // After the rest, so that a trail the firm refuses holds up nothing, and what was stopped or left has its event in it.
  const broken = await sendTrail(database, parts).then(() => null, keepRefusal)
  if (cursor) await keepLedger({ database, ...parts }, glance.cursor.at, outcome.scopeChanged)
  const refusal = outcome.refusal ?? broken
  if (refusal) throw refusal
}

const NOTHING_BROUGHT: PullOutcome = { scopeChanged: false, refusal: null }

/** What changed at the firm, then documents for a while. */
async function bringAll(database: FirmDatabase, parts: CycleParts, cursor: Cursor, glance: Look): Promise<PullOutcome> {
  parts.watch.phase('pulling')
  const outcome = await pull(database, parts, cursor, glance)
  await parts.keepDocuments(database, parts.watch)
  return outcome
}

/** A refusal ends the cycle after the rest of it; a connection that failed ends it now. */
function keepRefusal(error: unknown): WorkstationError {
  if (error instanceof WorkstationError && error.code === 'refused') return error
  throw error
}

async function ensureLoaded(database: FirmDatabase, parts: CycleParts): Promise<void> {
  const state = await parts.cache.run('readLoadState', null)
  if (state.cursor && !state.loading) return
  await load(database, parts)
}

async function load(database: FirmDatabase, { cache, deviceId, watch }: CycleParts): Promise<void> {
  watch.phase('first_sync')
  await database.query('SELECT app.check_out($1)', [deviceId])
  await runFirstSync(database, cache, deviceId, {
    begun: ({ progress }) => watch.begun(progress),
    progress: (table, rows) => watch.loaded(table, rows),
    stopped: () => watch.stopped(),
  })
}

interface PullOutcome {
  /** A household left or came. */
  readonly scopeChanged: boolean
  /** Why nothing, or not all, was brought. */
  readonly refusal: WorkstationError | null
}

async function pull(database: FirmDatabase, given: CycleParts, previous: Cursor, glance: Look): Promise<PullOutcome> {
  let scopeChanged = false
  const watch: CycleWatch = {
    ...given.watch,
    scopeChanged: async (purged, gained) => {
      scopeChanged = true
      await given.watch.scopeChanged(purged, gained)
    },
  }
  const refusal = await bringBook(database, { ...given, watch }, previous, glance).then(() => null, keepRefusal)
  return { scopeChanged, refusal }
}

/** With nothing new and nothing to compare the glance was all there is to ask. */
async function bringBook(database: FirmDatabase, parts: CycleParts, previous: Cursor, glance: Look): Promise<void> {
  const { cache, deviceId, watch } = parts
  const pullParts: PullParts = {
    database,
    cache,
    deviceId,
    brought: (brought) => tellBrought(watch, brought),
    record: (entries) => watch.record(entries),
  }
  const from = await followFirm(pullParts, parts, previous, glance)
  const again = await readTablesAgain(pullParts, () => watch.stopped())
  if (again.length > 0) watch.changed(again, 0)
  if (watch.stopped()) return
  if (parts.verifyAll) {
    await verifyAll(pullParts, parts, from)
    return
  }
  const { at } = glance.cursor
  const plan = await cache.run('dueShare', { at })
  if (from === previous && isUnchanged(glance) && !plan) {
    await cache.run('moveCursor', glance.cursor)
    return
  }
  const refusal = await runPull(pullParts, from, plan ?? undefined).then(() => null, keepRefusal)
  // What could not be put right is tried again when its turn comes, not in every cycle.
  if (plan) await cache.run('noteShare', { plan, at })
  if (refusal) throw refusal
}

/** @returns where pulls go on from: the given cursor, or one of the database that answers now. */
async function followFirm(pullParts: PullParts, parts: CycleParts, previous: Cursor, glance: Look): Promise<Cursor> {
  const { database, deviceId, cache } = pullParts
  const follows = followsCursor(glance, previous)
  const underWay = await cache.run('readReconciliation', null)
  if (follows && !underWay) return previous
  parts.log.warn('sync.reconcile', { code: follows ? 'resumed' : 'cursor' })
  // The moment it begins with: what changes from here on, the log can say again.
  const start = follows ? previous : (await look(database.query, deviceId, null)).cursor
  const { cursor } = await reconcile(pullParts, start, follows, () => parts.watch.stopped())
  return cursor
}

async function verifyAll(pullParts: PullParts, { watch }: CycleParts, from: Cursor): Promise<void> {
  const [count] = await pullParts.cache.run('query', {
    sql: 'SELECT count(*) AS total FROM households',
    parameters: [],
  })
  const { total } = count as { total: number }
  watch.verifying(0, total)
  const { cursor, ...verified } = await verifyBook(pullParts, from, {
    after: null,
    reached: async (_place, households) => watch.verifying(households, total),
    stopped: () => watch.stopped(),
  })
  if (!watch.stopped()) watch.verified({ ...verified, at: cursor.at })
}

async function tellBrought(watch: CycleWatch, { tables, rows, purged, gained }: Brought): Promise<void> {
  if (purged.length > 0 || gained.length > 0) await watch.scopeChanged(purged, gained)
  if (tables.length > 0) watch.changed(tables, rows)
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
