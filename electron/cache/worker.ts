import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { linkThread } from '#electron/platform/thread-link.ts'
import type { CacheStart } from './cache-port.ts'
import type { CacheRole } from './cache-thread.ts'
import { mapCacheError } from './errors.ts'
import type { CacheFile } from './open-cache.ts'
import { serveReads } from './serve-reads.ts'
import { serveWrites } from './serve-writes.ts'

/**
 * One of the cache's two threads: the one writer, or the reader beside it. The key arrives with the question to open
 * the writer, goes from there to a reader by a port of their own, and lives in these threads only.
 */
const role = (workerData as { role: CacheRole }).role
let file: CacheFile | null = null
let served: ReturnType<typeof serveWrites> | ReturnType<typeof serveReads> | null = null

function answerOn(port: MessagePort): void {
  linkThread(port, { answer, explain: mapCacheError })
}

function answer(name: string, input: unknown): unknown {
  if (name === 'open') return role === 'writer' ? openWriter(input as CacheStart) : openReader(input as MessagePort)
  if (name === 'handFile') {
    ;(input as MessagePort).postMessage(file)
    return null
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

function openWriter(start: CacheStart): unknown {
  const writes = serveWrites(start)
  served = writes
  file = start.file
  return writes.opened
}

async function openReader(fromWriter: MessagePort): Promise<null> {
  served = serveReads(await new Promise<CacheFile>((resolve) => fromWriter.once('message', resolve)))
  fromWriter.close()
  return null
}

if (!parentPort) throw new Error('the cache worker is started by the cache port')
answerOn(parentPort)
