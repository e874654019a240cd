import { AsyncLocalStorage } from 'node:async_hooks'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { linkThread } from '#electron/platform/thread-link.ts'
import { bookClosed, type CacheThread, startThread, type ThreadLost } from './cache-thread.ts'
import { mapCacheError } from './errors.ts'
import { keepReader, type Reader } from './keep-reader.ts'
import type { CacheFile } from './open-cache.ts'
import { type OperationInput, type OperationName, type OperationOutput, readingOperations } from './operations.ts'
import type { Salvage } from './salvage.ts'

/** What the writer opens. */
export interface CacheStart {
  readonly file: CacheFile
  /** A book set aside as unreadable, to take unsent work and the trail from. */
  readonly salvageFrom?: string
}

/** A read as the reader gets it. */
export interface ReadRequest {
  readonly operation: string
  readonly input: unknown
  /** Reads of one group see one state of the book; null for a read by itself. */
  readonly group: number | null
}

/** The encrypted book behind two threads, one that writes and one that reads: nothing here blocks the main process. */
export interface CachePort {
  /**
   * Runs one operation in one transaction. A read begun after a write was answered sees it, and waits for no write.
   *
   * @param given buffers of the input that are handed over instead of copied; nobody may use them here any more.
   * @throws WorkstationError as `mapCacheError` says.
   */
  run<O extends OperationName>(
    operation: O,
    input: OperationInput<O>,
    given?: readonly ArrayBuffer[],
  ): Promise<OperationOutput<O>>
  /** Runs reads that must see one state of the book, whatever is written meanwhile. Only reads may be asked inside. */
  steady<T>(reads: () => Promise<T>): Promise<T>
  /** @returns a line to the writer, to be handed to another thread and opened there by `openWriterPort`. */
  shareWriter(): Promise<MessagePort>
  /** Closes the file and ends the threads. What was asked before is answered first. */
  close(): Promise<void>
  /** What was taken over from a damaged book; null when none was given. */
  readonly salvaged: Salvage | null
}

interface Surroundings {
  /** Milliseconds that only go forward. */
  readonly now?: () => number
  readonly tellLost?: ThreadLost
}

/**
 * Starts the threads and opens the file.
 *
 * @param script the threads' own file, bundled or source.
 * @throws WorkstationError `cache_unreadable` for a wrong key or damage, `disk_full` without room.
 */
export async function openCachePort(
  script: URL,
  start: CacheStart,
  { now = () => performance.now(), tellLost = () => undefined }: Surroundings = {},
): Promise<CachePort> {
  const writer = startThread(script, 'writer', tellLost)
  try {
    // The writer first: it makes the file where there is none.
    const salvaged = (await writer.link.ask('open', start)) as Salvage | null
    const open = () => openReader(script, writer, tellLost)
    return createPort(writer, keepReader(await open(), open, now), salvaged)
  } catch (error) {
    await writer.end()
    throw error
  }
}

/** The book's key goes from the writer to a reader past this thread, which does not keep it. */
async function openReader(script: URL, writer: CacheThread, tellLost: ThreadLost): Promise<CacheThread> {
  const reader = startThread(script, 'reader', tellLost)
  const { port1, port2 } = new MessageChannel()
  try {
    await writer.link.ask('handFile', port1, [port1])
    await reader.link.ask('open', port2, [port2])
    return reader
  } catch (error) {
    await reader.end()
    throw error
  }
}

function createPort(writer: CacheThread, reader: Reader, salvaged: Salvage | null): CachePort {
  const groups = createGroups(reader)
  return {
    salvaged,
    run: (operation, input, given) => {
      if (!readingOperations.has(operation)) return writer.link.ask(operation, input, given) as Promise<never>
      const request: ReadRequest = { operation, input, group: groups.current() }
      return reader.ask(request) as Promise<never>
    },
    steady: groups.run,
    shareWriter: async () => {
      const { port1, port2 } = new MessageChannel()
      await writer.link.ask('share', port1, [port1])
      return port2
    },
    close: async () => {
      // The reader first, so that the writer is the last and folds its log into the file.
      await reader.close()
      await writer.end()
    },
  }
}

/** Each group holds a connection; as the reader is one thread, more at a time would not be faster. */
const MOST_GROUPS = 3

/** Knows which group a read belongs to by where it was asked: nothing has to be handed through the handlers. */
function createGroups({ begin, endGroup }: Pick<Reader, 'begin' | 'endGroup'>) {
  const inside = new AsyncLocalStorage<{ readonly id: number; over: boolean }>()
  const queue: (() => void)[] = []
  let free = MOST_GROUPS
  let lastId = 0
  const enter = async () => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => queue.push(resolve))
  }
  const leave = () => {
    const next = queue.shift()
    if (next) next()
    else free += 1
  }
  const current = (): number | null => {
    const group = inside.getStore()
    // What goes on after its group is over reads by itself.
    return group && !group.over ? group.id : null
  }
  return {
    current,
    async run<T>(reads: () => Promise<T>): Promise<T> {
      if (current() !== null) return reads()
      await enter()
      lastId += 1
      const group = { id: lastId, over: false }
      try {
        await begin(group.id)
        return await inside.run(group, reads)
      } finally {
        group.over = true
        endGroup(group.id)
        leave()
      }
    },
  }
}

/** The writer as another thread sees it, over a line from `shareWriter`: it reads where it writes. */
export function openWriterPort(line: MessagePort): CachePort {
  const link = linkThread(line, { answer: () => undefined, explain: mapCacheError })
  line.once('close', () => link.fail(bookClosed()))
  return {
    salvaged: null,
    run: (operation, input, given) => link.ask(operation, input, given) as Promise<never>,
    steady: () => Promise.reject(new Error('steady reads are the main thread’s')),
    shareWriter: () => Promise.reject(new Error('only the main thread shares the writer')),
    close: async () => line.close(),
  }
}
