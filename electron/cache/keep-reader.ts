import { WorkstationError } from '#shared/ipc/errors.ts'
import type { ReadRequest } from './cache-port.ts'
import { bookClosed, type CacheThread } from './cache-thread.ts'

/** The thread that reads, whichever it is by now. */
export interface Reader {
  /** Begins a group on the thread there is now. It ends with that thread: another one would show another state. */
  begin(group: number): Promise<void>
  endGroup(group: number): void
  /**
   * A read by itself is asked once more where the thread breaks down under it.
   *
   * @throws WorkstationError as `mapCacheError` says, `internal` with a sentence of its own where the thread broke down.
   */
  ask(request: ReadRequest): Promise<unknown>
  close(): Promise<void>
}

/** A fault in the thread or a page that it cannot read comes back each time: it is not begun again for ever. */
const MOST_RESTARTS = 3
const WITHIN_MILLISECONDS = 60_000

const GAVE_UP =
  'The workstation cannot read your book: what reads it stopped several times in a row. Try again in a minute; if it stays so, sign out and in, and tell IT the time. What you saved is kept.'

/**
 * Begins the reader again where it breaks down, three times within a minute and no more.
 *
 * @param first the thread, opened.
 * @param open starts another and opens the book in it.
 * @param now milliseconds that only go forward.
 */
export function keepReader(first: CacheThread, open: () => Promise<CacheThread>, now: () => number): Reader {
  const threadOf = new Map<number, CacheThread>()
  let thread = first
  let restarting: Promise<CacheThread> | null = null
  let restarts: number[] = []
  let isClosing = false

  const restart = async () => {
    // Until it has ended, its connections hold on to the state of the book that they read.
    await thread.ended
    restarts = restarts.filter((at) => now() - at < WITHIN_MILLISECONDS)
    if (restarts.length >= MOST_RESTARTS) throw new WorkstationError('internal', GAVE_UP)
    restarts.push(now())
    thread = await open()
    return thread
  }
  const living = async () => {
    if (isClosing || !thread.isLost()) return thread
    restarting ??= restart().finally(() => {
      restarting = null
    })
    return restarting
  }
  const askAlone = async (request: ReadRequest) => {
    if (isClosing) throw bookClosed()
    const asked = thread
    try {
      return await asked.link.ask('read', request)
    } catch (error) {
      if (!asked.isLost()) throw error
      return (await living()).link.ask('read', request)
    }
  }
  return {
    async begin(group) {
      threadOf.set(group, await living())
    },
    endGroup(group) {
      threadOf.get(group)?.link.tell('end', group)
      threadOf.delete(group)
    },
    ask: (request) => {
      if (request.group === null) return askAlone(request)
      return (threadOf.get(request.group) ?? thread).link.ask('read', request)
    },
    async close() {
      isClosing = true
      await restarting?.catch(() => undefined)
      await thread.end()
    },
  }
}
