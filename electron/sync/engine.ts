import type { CachePort } from '#electron/cache/cache-port.ts'
import type { LoadProgress, LoadState } from '#electron/cache/load-rows.ts'
import type { Clock, Log, Random } from '#electron/platform/ports.ts'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import { mapPostgresError } from '#electron/postgres/errors.ts'
import type { WorkstationError } from '#shared/ipc/errors.ts'
import type { SyncStatus } from '#shared/ipc/sync.ts'
import { recordOf, type TableName } from '#shared/records/index.ts'
import { type CycleWatch, runCycle } from './cycle.ts'
import { createRateMeter } from './rate.ts'
import { initialSyncState, type SyncEvent, type SyncState, step } from './step.ts'

export interface SyncEngineOptions {
  readonly cache: CachePort
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly deviceId: string
  readonly pollMilliseconds: number
  /** Opens the firm's database and checks that it may be synced with. Called again after each loss. */
  readonly connect: () => Promise<FirmDatabase>
  /** `ready`: enough of the book is here to work with it. */
  readonly onStatus: (status: SyncStatus, ready: boolean) => void
  readonly onBookChanged: (tables: readonly string[]) => void
  readonly onScopeChanged: (purged: readonly string[], gained: readonly string[]) => Promise<void>
  /** A cycle went through: the firm was reached. */
  readonly onContact: () => Promise<void>
}

export interface SyncEngine {
  /** Asks for a cycle now, or right after the one that runs. */
  wake(): void
  status(): Promise<SyncStatus>
  /** Ends after the step at hand; resolves once nothing runs any more. */
  stop(): Promise<void>
}

/** What the status shows beyond the engine's state. */
interface Shown {
  progress: LoadProgress[]
  asOf: string | null
  rowsSynced: number
  problem: SyncStatus['problem']
}

/** Runs what `step` decides. One cycle at a time; every wait is the clock's. */
export function createSyncEngine(options: SyncEngineOptions): SyncEngine {
  const { cache, clock, log } = options
  let state: SyncState = initialSyncState
  let database: FirmDatabase | null = null
  let cancelTimer: () => void = () => undefined
  let running: Promise<void> = Promise.resolve()
  const rate = createRateMeter()
  const shown: Shown = { progress: [], asOf: null, rowsSynced: 0, problem: null }

  async function readStatus(): Promise<{ status: SyncStatus; ready: boolean }> {
    const [counts, load] = await Promise.all([cache.run('countOutbox', null), cache.run('readLoadState', null)])
    shown.asOf = load.cursor?.at ?? null
    const status: SyncStatus = {
      connection: state.connection,
      phase: state.phase,
      asOf: shown.asOf,
      progress: shown.progress.map(({ table, done, total }) => ({ table, label: recordOf(table).label, done, total })),
      rowsPerSecond: rate.perSecond(clock.now()),
      rowsSynced: shown.rowsSynced,
      ...counts,
      problem: shown.problem,
    }
    return { status, ready: isReady(load) }
  }

  function publish(): void {
    readStatus().then(
      ({ status, ready }) => options.onStatus(status, ready),
      () => undefined,
    )
  }

  const watch: CycleWatch = {
    phase: (phase) => apply({ kind: 'phase', phase }),
    begun: (progress) => {
      shown.progress = [...progress]
      shown.rowsSynced = progress.reduce((sum, { done }) => sum + done, 0)
      publish()
    },
    loaded: (table: TableName, rows: number) => {
      shown.progress = shown.progress.map((row) => (row.table === table ? { ...row, done: row.done + rows } : row))
      shown.rowsSynced += rows
      rate.add(clock.now(), rows)
      publish()
    },
    changed: (tables, rows) => {
      shown.rowsSynced += rows
      options.onBookChanged(tables)
    },
    scopeChanged: options.onScopeChanged,
    stopped: () => state.stopped,
  }

  async function cycle(): Promise<void> {
    try {
      database ??= await options.connect()
      apply({ kind: 'connected' })
      await runCycle(database, { cache, deviceId: options.deviceId, log, watch })
      shown.progress = []
      shown.problem = null
      await options.onContact()
      apply({ kind: 'done' })
    } catch (error) {
      await fail(error)
    }
  }

  async function fail(error: unknown): Promise<void> {
    const problem = mapPostgresError(error)
    log.warn('sync.failed', {
      code: problem.code,
      sqlState: (error as { code?: string })?.code,
      attempt: state.attempt,
    })
    shown.problem = { code: problem.code, message: problem.message }
    await database?.end().catch(() => undefined)
    database = null
    apply({ kind: 'failed', offline: isOffline(problem), retry: problem.code !== 'wrong_password' })
  }

  function apply(event: SyncEvent): void {
    const [next, effects] = step(state, event, options.pollMilliseconds)
    const differs = next !== state
    state = next
    for (const effect of effects) {
      if (effect.kind === 'cancel_schedule') cancelTimer()
      else if (effect.kind === 'run') running = running.then(cycle)
      else schedule(effect.milliseconds)
    }
    if (differs) publish()
  }

  function schedule(milliseconds: number): void {
    cancelTimer()
    const jitter = 0.8 + options.random.unit() * 0.4
    cancelTimer = clock.after(milliseconds * jitter, () => apply({ kind: 'wake' }))
  }

  return {
    wake: () => apply({ kind: 'wake' }),
    status: async () => (await readStatus()).status,
    async stop() {
      apply({ kind: 'stop' })
      await running
      await database?.end().catch(() => undefined)
      database = null
    },
  }
}

/** The last table that household pages and meeting packs cannot do without; history may follow. */
const LAST_NEEDED: TableName = 'document_contents'

/** @returns whether the book can be worked with: whole, or whole but for prices and old transactions. */
export function isReady(load: LoadState): boolean {
  if (load.cursor && !load.loading) return true
  const needed = load.progress.slice(0, load.progress.findIndex(({ table }) => table === LAST_NEEDED) + 1)
  return needed.length > 0 && needed.every(({ complete }) => complete)
}

/** Whatever keeps the firm from answering shows as offline; a refusal of one part does not. */
function isOffline(problem: WorkstationError): boolean {
  return !['refused', 'disk_full', 'cache_unreadable'].includes(problem.code)
}
