import { Worker } from 'node:worker_threads'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { type CrossingError, unpackError } from './errors.ts'
import type { CacheFile } from './open-cache.ts'
import { type OperationInput, type OperationName, type OperationOutput, readingOperations } from './operations.ts'
import type { Salvage } from './salvage.ts'
import { createSteadyGate } from './steady-gate.ts'

/** What the worker is started with. */
export interface CacheStart {
  readonly file: CacheFile
  /** A book set aside as unreadable, to take unsent work and the trail from. */
  readonly salvageFrom?: string
}

/** The encrypted book behind a thread: nothing here blocks the main process. */
export interface CachePort {
  /**
   * Runs one operation in one transaction.
   *
   * @param given buffers of the input that are handed over instead of copied; nobody may use them here any more.
   * @throws WorkstationError as `mapCacheError` says.
   */
  run<O extends OperationName>(
    operation: O,
    input: OperationInput<O>,
    given?: readonly ArrayBuffer[],
  ): Promise<OperationOutput<O>>
  /** Runs queries that must see one state of the book: no write comes between them. Only reads may be asked inside. */
  steady<T>(reads: () => Promise<T>): Promise<T>
  /** Closes the file and ends the thread. Requests made before are answered first. */
  close(): Promise<void>
  /** What was taken over from a damaged book; null when none was given. */
  readonly salvaged: Salvage | null
}

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

interface Answer {
  readonly id: number
  readonly value?: unknown
  readonly error?: CrossingError
}

function settle(waiting: Map<number, Waiting>, { id, value, error }: Answer): void {
  const asked = waiting.get(id)
  waiting.delete(id)
  if (error) asked?.reject(unpackError(error))
  else asked?.resolve(value)
}

/**
 * Starts the worker and opens the file.
 *
 * @param script the worker's own file, bundled or source.
 * @throws WorkstationError `cache_unreadable` for a wrong key or damage, `disk_full` without room.
 */
export async function openCachePort(script: URL, start: CacheStart): Promise<CachePort> {
  const worker = new Worker(script, { workerData: start, name: 'cache' })
  const waiting = new Map<number, Waiting>()
  const gate = createSteadyGate()
  let lastId = 0
  let gone: Error | null = null

  const failAll = (error: Error) => {
    gone = error
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  worker.on('message', (answer: Answer) => settle(waiting, answer))
  worker.on('error', (cause) => failAll(new WorkstationError('internal', undefined, undefined, { cause })))
  worker.on('exit', () => failAll(new WorkstationError('not_signed_in', 'The book is closed. Sign in to open it.')))

  const expect = (id: number) =>
    new Promise<unknown>((resolve, reject) => {
      if (gone) reject(gone)
      else waiting.set(id, { resolve, reject })
    })
  const ask = (operation: OperationName | 'close', input: unknown, given: readonly ArrayBuffer[] = []) => {
    lastId += 1
    const answer = expect(lastId)
    if (!gone) worker.postMessage({ id: lastId, operation, input }, [...given])
    return answer
  }

  const salvaged = (await expect(0)) as Salvage | null
  return {
    salvaged,
    run: (operation, input, given) => {
      const work = () => ask(operation, input, given) as Promise<never>
      return readingOperations.has(operation) ? work() : gate.write(work)
    },
    steady: (reads) => gate.read(reads),
    close: async () => {
      if (gone) return
      const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
      await ask('close', null)
      await ended
    },
  }
}
