import { Worker } from 'node:worker_threads'
import { linkThread, type ThreadLink } from '#electron/platform/thread-link.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { mapCacheError } from './errors.ts'

export type CacheRole = 'writer' | 'reader'

/** One of the cache's threads. */
export interface CacheThread {
  readonly link: ThreadLink
  /** It broke down: it answers nothing any more. */
  isLost(): boolean
  /** Resolves once it has ended, however. */
  readonly ended: Promise<void>
  /** Closes what the thread holds and ends it. */
  end(): Promise<void>
}

/** What somebody reads whose question was under way as the thread broke down. */
const lostSentences: Readonly<Record<CacheRole, string | undefined>> = {
  writer: undefined,
  reader: 'Reading your book broke off, and begins again by itself. Try again; what you saved is kept.',
}

/** What somebody reads who still asks for a book that was closed. */
export const bookClosed = () => new WorkstationError('not_signed_in', 'The book is closed. Sign in to open it.')

/** Hears which thread broke down, and the name of the fault: what a fault says may hold a client's words. */
export type ThreadLost = (role: CacheRole, fault: string) => void

/** @param script the threads' own file, bundled or source. */
export function startThread(script: URL, role: CacheRole, tellLost: ThreadLost): CacheThread {
  const worker = new Worker(script, { workerData: { role }, name: `cache ${role}` })
  const link = linkThread(worker, { answer: () => undefined, explain: mapCacheError })
  let ending = false
  let lost = false
  const lose = (cause?: unknown) => {
    if (!lost) tellLost(role, cause instanceof Error ? cause.name : 'exit')
    lost = true
    link.fail(new WorkstationError('internal', lostSentences[role], undefined, { cause }))
  }
  worker.on('error', lose)
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      if (ending) link.fail(bookClosed())
      else lose()
      resolve()
    })
  })
  const end = async () => {
    ending = true
    await link.ask('close', null).catch(() => undefined)
    await ended
  }
  return { link, isLost: () => lost, ended, end }
}
