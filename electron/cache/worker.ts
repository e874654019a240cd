import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { linkThread } from '#electron/platform/thread-link.ts'
import type { CacheRole, CacheStart } from './cache-port.ts'
import { mapCacheError } from './errors.ts'
import { serveReads } from './serve-reads.ts'
import { serveWrites } from './serve-writes.ts'

/**
 * One of the cache's two threads: the one writer, or the reader beside it. The key arrives with the question to open
 * and lives in these threads only.
 */
const role = (workerData as { role: CacheRole }).role
let served: ReturnType<typeof serveWrites> | ReturnType<typeof serveReads> | null = null

function answerOn(port: MessagePort): void {
  linkThread(port, { answer, explain: mapCacheError })
}

function answer(name: string, input: unknown): unknown {
  if (name === 'open') {
    served = role === 'writer' ? serveWrites(input as CacheStart) : serveReads((input as CacheStart).file)
    return served.opened
  }
  if (name === 'share') {
    answerOn(input as MessagePort)
    // A line to another thread does not keep this one: the main thread alone says when it ends.
    ;(input as MessagePort).unref()
    return null
  }
  if (name === 'close') {
    served?.close()
    // Ends the thread once the answer is on its way: nothing else holds it.
    setImmediate(() => parentPort?.close())
    return null
  }
  return served?.answer(name, input)
}

if (!parentPort) throw new Error('the cache worker is started by the cache port')
answerOn(parentPort)
