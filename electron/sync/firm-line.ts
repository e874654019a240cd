import { Worker } from 'node:worker_threads'
import type { CachePort } from '#electron/cache/cache-port.ts'
import type { Policy } from '#electron/platform/policy.ts'
import type { Log, LogFields } from '#electron/platform/ports.ts'
import { linkThread } from '#electron/platform/thread-link.ts'
import type { Credentials, FirmDatabase } from '#electron/postgres/connection.ts'
import { mapPostgresError } from '#electron/postgres/errors.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { CycleParts, CycleWatch } from './cycle.ts'

/** What a round tells the main thread: numbers and names of tables, never a row. */
export type RoundWatch = Omit<CycleWatch, 'stopped'>

/** What is asked of one round. */
export type RoundOrder = Pick<CycleParts, 'reach' | 'verifyAll' | 'now'>

/** The firm's database as the main thread has it: in a thread of its own, where the rounds run. */
export interface FirmLine extends Pick<FirmDatabase, 'query' | 'end'> {
  /** Runs one round there. @throws WorkstationError as `mapPostgresError` says. */
  runCycle(watch: RoundWatch, order: RoundOrder): Promise<void>
  /** Asks the round that runs to end after the step at hand; it then counts as run. */
  halt(): void
}

/** What the thread is opened with. It stays in memory. */
export interface LineStart {
  readonly server: Policy['server']
  readonly credentials: Credentials
  readonly deviceId: string
  readonly documents: Policy['documents']
}

export interface LineParts {
  /** The thread's own file, bundled or source. */
  readonly script: URL
  readonly cache: CachePort
  readonly log: Log
  /** Ends the thread at once, whatever it waits for: what it asked the firm for is undone there, as after a cut. */
  readonly abandon: AbortSignal
}

/**
 * Starts the sync's thread and opens the firm's database in it.
 *
 * @throws WorkstationError as `openFirmDatabase` says.
 */
export async function openFirmLine(parts: LineParts, start: LineStart): Promise<FirmLine> {
  const { script, cache, log, abandon } = parts
  abandon.throwIfAborted()
  const worker = new Worker(script, { name: 'sync' })
  let watch: RoundWatch | null = null
  const answer = (name: string, input: unknown) =>
    name === 'log' ? writeLog(log, input as ForwardedLine) : tellWatch(watch, name, input as unknown[])
  const link = linkThread(worker, { answer, explain: mapPostgresError })
  const lose = (cause?: unknown) => link.fail(new WorkstationError('internal', CRASHED, undefined, { cause }))
  worker.on('error', lose)
  worker.on('exit', () => lose())
  const terminate = async () => void (await worker.terminate())
  abandon.addEventListener('abort', terminate, { once: true })
  try {
    const writer = await cache.shareWriter()
    await link.ask('open', { ...start, writer }, [writer])
  } catch (error) {
    await terminate()
    throw error
  }
  return {
    query: (text, values = []) => link.ask('query', { text, values }) as ReturnType<FirmLine['query']>,
    async runCycle(given, order) {
      watch = given
      await link.ask('cycle', order)
    },
    halt: () => link.tell('halt', null),
    async end() {
      abandon.removeEventListener('abort', terminate)
      await link.ask('close', null).catch(() => undefined)
      await terminate()
    },
  }
}

const CRASHED = 'The sync stopped unexpectedly and begins again by itself. What you saved here is kept.'

/** Level, event, fields. */
export type ForwardedLine = readonly [level: keyof Log, event: string, fields: LogFields | undefined]

function writeLog(log: Log, [level, event, fields]: ForwardedLine): void {
  log[level](event, fields)
}

function tellWatch(watch: RoundWatch | null, name: string, parameters: readonly unknown[]): unknown {
  return (watch?.[name as keyof RoundWatch] as ((...given: unknown[]) => unknown) | undefined)?.(...parameters)
}
