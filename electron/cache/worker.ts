import { parentPort, workerData } from 'node:worker_threads'
import { lockBook } from './book-lock.ts'
import type { CacheStart } from './cache-port.ts'
import { packError } from './errors.ts'
import { openCache } from './open-cache.ts'
import { type OperationName, operations } from './operations.ts'
import { salvage } from './salvage.ts'

/**
 * The cache's thread: the one writer. It answers requests in the order they come, so what a command wrote is there
 * for the next read. The key arrives with the start and lives in this thread only.
 */
interface Request {
  readonly id: number
  readonly operation: OperationName | 'close'
  readonly input: unknown
}

const port = parentPort
if (!port) throw new Error('the cache worker is started by the cache port')

function answer(id: number, work: () => unknown): void {
  try {
    port?.postMessage({ id, value: work() })
  } catch (error) {
    port?.postMessage({ id, error: packError(error) })
  }
}

let unlock: () => void = () => undefined
try {
  const { file, salvageFrom } = workerData as CacheStart
  unlock = lockBook(file.path)
  const db = openCache(file)
  const salvaged = salvageFrom ? salvage(db, { ...file, path: salvageFrom }) : null
  port.postMessage({ id: 0, value: salvaged })
  port.on('message', ({ id, operation, input }: Request) => {
    if (operation === 'close') {
      answer(id, () => {
        db.close()
        unlock()
      })
      port.close()
      return
    }
    answer(id, () => (operations[operation] as (database: typeof db, given: unknown) => unknown)(db, input))
  })
} catch (error) {
  unlock()
  port.postMessage({ id: 0, error: packError(error) })
  port.close()
}
