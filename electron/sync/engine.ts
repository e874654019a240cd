import type { CachePort } from '#electron/cache/cache-port.ts'
import type { LoadProgress, LoadState } from '#electron/cache/load-rows.ts'
import type { Clock, Log, Random } from '#electron/platform/ports.ts'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import { mapPostgresError } from '#electron/postgres/errors.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { SyncStatus } from '#shared/ipc/sync.ts'
import { recordOf, type TableName } from '#shared/records/index.ts'
import { type CycleWatch, runCycle } from './cycle.ts'
import { createRateMeter } from './rate.ts'
import { initialSyncState, type SyncEffect, type SyncEvent, type SyncState, step } from './step.ts'

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
  /** The firm knows this device to be further than the book is: it has to go on as another. */
  readonly onCopied: () => void
  /** A cycle went through: the firm was reached. */
  readonly onContact: (database: FirmDatabase) => Promise<void>
}

/** Runs what `step` decides. One cycle at a time; every wait is the clock's. */
export class SyncEngine {
  readonly #options: SyncEngineOptions
  readonly #rate = createRateMeter()
  #state: SyncState = initialSyncState
  #database: FirmDatabase | null = null
  #cancelTimer: () => void = () => undefined
  #running: Promise<void> = Promise.resolve()
  #progress: LoadProgress[] = []
  #rowsSynced = 0
  #asking: (() => void)[] = []
  #problem: SyncStatus['problem'] = null

  constructor(options: SyncEngineOptions) {
    this.#options = options
  }

  /** Asks for a cycle now, or right after the one that runs. */
  wake(): void {
    this.#apply({ kind: 'wake' })
  }

  /** Asks for a cycle and resolves when one that began after this call is through, well or not. */
  settle(): Promise<void> {
    const settled = new Promise<void>((resolve) => this.#asking.push(resolve))
    this.wake()
    return this.#state.stopped ? Promise.resolve() : settled
  }

  async status(): Promise<SyncStatus> {
    return (await this.#read()).status
  }

  /** Ends after the step at hand; resolves once nothing runs any more. */
  async stop(): Promise<void> {
    this.#apply({ kind: 'stop' })
    await this.#running
    for (const resolve of this.#asking) resolve()
    await this.#disconnect()
  }

  async #read(): Promise<{ status: SyncStatus; ready: boolean }> {
    const { cache, clock } = this.#options
    const [counts, load] = await Promise.all([cache.run('countOutbox', null), cache.run('readLoadState', null)])
    const status: SyncStatus = {
      connection: this.#state.connection,
      phase: this.#state.phase,
      asOf: load.cursor?.at ?? null,
      progress: this.#progress.map(({ table, done, total }) => ({ table, label: recordOf(table).plural, done, total })),
      rowsPerSecond: this.#rate.perSecond(clock.now()),
      rowsSynced: this.#rowsSynced,
      ...counts,
      problem: this.#problem,
    }
    return { status, ready: isReady(load) }
  }

  #publish(): void {
    this.#read().then(
      ({ status, ready }) => this.#options.onStatus(status, ready),
      // The book was closed meanwhile: there is nobody left to tell.
      () => undefined,
    )
  }

  #watch(): CycleWatch {
    return {
      phase: (phase) => this.#apply({ kind: 'phase', phase }),
      begun: (progress) => {
        this.#progress = [...progress]
        this.#rowsSynced = progress.reduce((sum, { done }) => sum + done, 0)
        this.#publish()
      },
      loaded: (table, rows) => this.#count(table, rows),
      changed: (tables, rows) => {
        this.#rowsSynced += rows
        this.#options.onBookChanged(tables)
      },
      scopeChanged: this.#options.onScopeChanged,
      stopped: () => this.#state.stopped,
    }
  }

  #count(table: TableName, rows: number): void {
    this.#progress = this.#progress.map((row) => (row.table === table ? { ...row, done: row.done + rows } : row))
    this.#rowsSynced += rows
    this.#rate.add(this.#options.clock.now(), rows)
    this.#publish()
  }

  async #cycle(): Promise<void> {
    const { cache, deviceId, log } = this.#options
    const asking = this.#asking
    this.#asking = []
    try {
      this.#database ??= await this.#options.connect()
      this.#apply({ kind: 'connected' })
      await runCycle(this.#database, { cache, deviceId, log, watch: this.#watch() })
      this.#progress = []
      this.#problem = null
      await this.#options.onContact(this.#database)
      this.#apply({ kind: 'done' })
    } catch (error) {
      await this.#fail(error)
    }
    for (const resolve of asking) resolve()
  }

  async #fail(error: unknown): Promise<void> {
    const problem = explainInSync(mapPostgresError(error))
    const { attempt } = this.#state
    this.#options.log.warn('sync.failed', { code: problem.code, sqlState: (error as { code?: string })?.code, attempt })
    this.#problem = { code: problem.code, message: problem.message }
    await this.#disconnect()
    const retry = problem.code !== 'wrong_password' && problem.code !== 'copied_book'
    this.#apply({ kind: 'failed', offline: isOffline(problem), retry })
    if (problem.code === 'copied_book') this.#options.onCopied()
  }

  async #disconnect(): Promise<void> {
    const ending = this.#database
    this.#database = null
    await ending?.end().catch(() => undefined)
  }

  #apply(event: SyncEvent): void {
    const [next, effects] = step(this.#state, event, this.#options.pollMilliseconds)
    const differs = next !== this.#state
    this.#state = next
    for (const effect of effects) this.#do(effect)
    if (differs) this.#publish()
  }

  #do(effect: SyncEffect): void {
    this.#cancelTimer()
    if (effect.kind === 'run') this.#running = this.#running.then(() => this.#cycle())
    if (effect.kind === 'schedule') {
      const jitter = 0.8 + this.#options.random.unit() * 0.4
      this.#cancelTimer = this.#options.clock.after(effect.milliseconds * jitter, () => this.wake())
    }
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

/** Somebody who signed in before and is refused now did not mistype. */
function explainInSync(problem: WorkstationError): WorkstationError {
  if (problem.code !== 'wrong_password') return problem
  return new WorkstationError(
    'wrong_password',
    'The firm’s database no longer takes your password. Sign out and sign in with the new one, or ask your administrator; what you saved here is kept.',
    undefined,
    { cause: problem },
  )
}

/** Whatever keeps the firm from answering shows as offline; a refusal of one part does not. */
function isOffline(problem: WorkstationError): boolean {
  return !['refused', 'disk_full', 'cache_unreadable'].includes(problem.code)
}
