import type { CachePort } from '#electron/cache/cache-port.ts'
import type { LoadProgress } from '#electron/cache/load-rows.ts'
import type { Clock, Log, Random } from '#electron/platform/ports.ts'
import { mapPostgresError, sqlStateOf } from '#electron/postgres/errors.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { SyncStatus, VerifiedBook } from '#shared/ipc/sync.ts'
import { recordOf, type TableName } from '#shared/records/index.ts'
import { explainInSync, isOffline } from './explain-problem.ts'
import type { FirmLine, RoundWatch } from './firm-line.ts'
import { isReady } from './is-ready.ts'
import { createRateMeter } from './rate.ts'
import {
  initialSyncState,
  isPaused,
  type Reach,
  type SyncEffect,
  type SyncEvent,
  type SyncState,
  step,
  type WakeReason,
} from './step.ts'

export interface SyncEngineOptions {
  readonly cache: CachePort
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** The book can be worked with as it is. */
  readonly ready: boolean
  readonly pollMilliseconds: number
  /**
   * Opens the firm's database and checks that it may be synced with. Called again after each loss.
   * `abandon`: whatever the line waits for, it is to end at once.
   */
  readonly connect: (abandon: AbortSignal) => Promise<FirmLine>
  /** `ready`: enough of the book is here to work with it. */
  readonly onStatus: (status: SyncStatus, ready: boolean) => void
  readonly onBookChanged: (tables: readonly string[]) => void
  readonly onScopeChanged: (purged: readonly string[], gained: readonly string[]) => Promise<void>
  /** Writes into this laptop's trail. */
  readonly record: RoundWatch['record']
  /** The firm knows this device to be further than the book is: it has to go on as another. */
  readonly onCopied: () => void
  /** The firm was reached and lets this laptop go on; `keyGrants` is the hash of what it grants. */
  readonly onContact: (firm: Pick<FirmLine, 'query'>, keyGrants: string) => Promise<void>
  /** The cache's writer met a damaged page. */
  readonly onUnreadable: () => void
}

/** How long an end waits for the step at hand: longer than a step takes where the firm answers at all. */
const LAST_STEP_MILLISECONDS = 5_000

/** Runs what `step` decides, in the sync's thread. One cycle at a time; every wait is the clock's. */
export class SyncEngine {
  readonly #options: SyncEngineOptions
  readonly #rate = createRateMeter()
  #state: SyncState
  #firm: FirmLine | null = null
  /** Ends the line there is, or the attempt to open one. */
  #abandon = new AbortController()
  #cancelTimer: () => void = () => undefined
  #running: Promise<void> = Promise.resolve()
  /** The round that runs is to end after the step at hand. */
  #halted = false
  #progress: LoadProgress[] = []
  #rowsSynced = 0
  #asking: (() => void)[] = []
  #problem: SyncStatus['problem'] = null
  #verifyAll = false
  #verified: VerifiedBook | null = null
  #verifying: SyncStatus['verifying'] = null
  #documents: SyncStatus['documents'] = null

  constructor(options: SyncEngineOptions) {
    this.#options = options
    this.#state = { ...initialSyncState, ready: options.ready }
  }

  /** Asks for a round now, or right after the one that runs; what it reaches follows from why. */
  wake(why: WakeReason = 'edit'): void {
    this.#apply({ kind: 'wake', why })
  }

  /** A person asks for a round. Resolves when one that began after this call is through, well or not. */
  settle(): Promise<void> {
    const settled = new Promise<void>((resolve) => this.#asking.push(resolve))
    this.wake('person')
    return this.#state.stopped ? Promise.resolve() : settled
  }

  /**
   * Compares the whole book with the firm's and puts right what differs.
   *
   * @throws WorkstationError `offline`, or what kept the comparison from its end.
   */
  async verify(): Promise<VerifiedBook> {
    this.#verifyAll = true
    this.#verified = null
    await this.settle()
    this.#verifyAll = false
    this.#verifying = null
    this.#publish()
    if (this.#verified) return this.#verified
    throw this.#problem
      ? new WorkstationError(this.#problem.code, this.#problem.message)
      : new WorkstationError('offline')
  }

  /** Whether to save data from now on: the firm's changes then wait, edits are still sent. */
  save(saving: boolean): void {
    this.#apply({ kind: 'saving', saving })
  }

  async status(): Promise<SyncStatus> {
    return (await this.#read()).status
  }

  /** Ends after the step at hand, or soon where the firm does not answer; resolves once nothing runs any more. */
  async stop(): Promise<void> {
    const { clock } = this.#options
    this.#apply({ kind: 'stop' })
    this.#firm?.halt()
    const cancel = clock.after(LAST_STEP_MILLISECONDS, () => this.#abandon.abort())
    await this.#running
    cancel()
    for (const resolve of this.#asking) resolve()
    await this.#disconnect()
  }

  async #read(): Promise<{ status: SyncStatus; ready: boolean }> {
    const { cache, clock } = this.#options
    const [counts, load] = await Promise.all([cache.run('countOutbox', null), cache.run('readLoadState', null)])
    const status: SyncStatus = {
      connection: this.#state.connection,
      phase: this.#state.phase,
      paused: isPaused(this.#state) ? 'metered' : null,
      asOf: load.cursor?.at ?? null,
      progress: this.#progress.map(({ table, done, total }) => ({ table, label: recordOf(table).plural, done, total })),
      rowsPerSecond: this.#rate.perSecond(clock.now()),
      rowsSynced: this.#rowsSynced,
      ...counts,
      documents: this.#documents,
      verifying: this.#verifying,
      problem: this.#problem,
    }
    const ready = isReady(load)
    if (ready) this.#apply({ kind: 'ready' })
    return { status, ready }
  }

  #publish(): void {
    this.#read().then(
      ({ status, ready }) => this.#options.onStatus(status, ready),
      // The book was closed meanwhile: there is nobody left to tell.
      () => undefined,
    )
  }

  #watch(firm: FirmLine): RoundWatch {
    return {
      phase: (phase) => this.#apply({ kind: 'phase', phase }),
      met: (keyGrants) => this.#options.onContact(firm, keyGrants),
      begun: (progress) => {
        this.#progress = [...progress]
        this.#rowsSynced = progress.reduce((sum, { done }) => sum + done, 0)
        this.#publish()
      },
      loaded: (table, rows) => this.#count(table, rows),
      changed: (tables, rows) => {
        this.#rowsSynced += rows
        this.#rate.add(this.#options.clock.now(), rows)
        this.#options.onBookChanged(tables)
      },
      scopeChanged: this.#options.onScopeChanged,
      record: this.#options.record,
      verifying: (done, total) => {
        this.#verifying = { done, total }
        this.#publish()
      },
      verified: (outcome) => {
        this.#verified = outcome
      },
      again: () => this.wake('edit'),
      kept: (summary, problem) => {
        this.#documents = { ...summary, problem }
        this.#publish()
      },
    }
  }

  #count(table: TableName, rows: number): void {
    this.#progress = this.#progress.map((row) => (row.table === table ? { ...row, done: row.done + rows } : row))
    this.#rowsSynced += rows
    this.#rate.add(this.#options.clock.now(), rows)
    this.#publish()
  }

  async #cycle(reach: Reach): Promise<void> {
    const asking = this.#asking
    this.#asking = []
    try {
      const firm = await this.#connect()
      this.#apply({ kind: 'connected' })
      if (!this.#state.stopped && !this.#halted) await this.#round(firm, reach)
      this.#apply({ kind: 'done' })
    } catch (error) {
      await this.#fail(error)
    }
    for (const resolve of asking) resolve()
  }

  async #connect(): Promise<FirmLine> {
    if (this.#firm) return this.#firm
    this.#abandon = new AbortController()
    this.#firm = await this.#options.connect(this.#abandon.signal)
    return this.#firm
  }

  async #round(firm: FirmLine, reach: Reach): Promise<void> {
    // Only a round that brings changes can compare them; the wish stays until one does.
    const verifyAll = this.#verifyAll && reach === 'all'
    await firm.runCycle(this.#watch(firm), { reach, verifyAll, now: this.#options.clock.now() })
    this.#progress = []
    this.#problem = null
  }

  async #fail(error: unknown): Promise<void> {
    const problem = explainInSync(mapPostgresError(error))
    const { attempt } = this.#state
    this.#options.log.warn('sync.failed', { code: problem.code, sqlState: sqlStateOf(problem), attempt })
    await this.#disconnect()
    if (this.#abandon.signal.aborted) {
      // No problem of anybody's: the round goes on over the new network.
      this.#apply({ kind: 'failed', offline: false, retry: true })
      return
    }
    this.#problem = { code: problem.code, message: problem.message }
    if (problem.code === 'cache_unreadable') this.#options.onUnreadable()
    const retry = problem.code !== 'wrong_password' && problem.code !== 'copied_book'
    this.#apply({ kind: 'failed', offline: isOffline(problem), retry })
    if (problem.code === 'copied_book') this.#options.onCopied()
  }

  async #disconnect(): Promise<void> {
    const ending = this.#firm
    this.#firm = null
    await ending?.end()
  }

  #apply(event: SyncEvent): void {
    const [next, effects] = step(this.#state, event, this.#options.pollMilliseconds)
    const differs = next !== this.#state
    this.#state = next
    for (const effect of effects) this.#do(effect)
    if (differs) this.#publish()
  }

  #do(effect: SyncEffect): void {
    switch (effect.kind) {
      case 'run':
        this.#halted = false
        this.#running = this.#running.then(() => this.#cycle(effect.reach))
        break
      case 'halt':
        this.#halted = true
        this.#firm?.halt()
        break
      case 'abandon':
        this.#abandon.abort()
        this.#firm = null
        break
      case 'cancel_schedule':
        this.#cancelTimer()
        break
      case 'schedule':
        this.#schedule(effect.milliseconds)
    }
  }

  #schedule(milliseconds: number): void {
    const jitter = 0.8 + this.#options.random.unit() * 0.4
    this.#cancelTimer()
    this.#cancelTimer = this.#options.clock.after(milliseconds * jitter, () => this.wake('timer'))
  }
}
