import { setTimeout as delay } from 'node:timers/promises'
import type { ReadRequest } from './cache-port.ts'
import { WAIT_MILLISECONDS } from './journal.ts'
import { type CacheDatabase, type CacheFile, openCacheForReading } from './open-cache.ts'
import { type OperationName, operations } from './operations.ts'

type Operation = (db: CacheDatabase, input: unknown) => unknown

/** Less than the writer's: there are several, and what is read again and again is small. */
const PAGE_CACHE_KIBIBYTES = 16 * 1024

const LOOK_AGAIN_MILLISECONDS = 5

/**
 * Answers reads of the book beside the writer, which they do not wait for but in a book that is being filled, whose
 * journal lets only one of both in. There the writer waits for the groups that have begun, and a read that would wait for
 * the writer must not hold the thread on which those go on: it looks again until it is let in. Reads of one group see one state of the book:
 * they share a transaction on a connection of their own, begun at the group's first read. A read by itself sees
 * whatever was committed last.
 */
export function serveReads(file: CacheFile) {
  // Opened when first needed; the one used last is used next, since its pages are warm.
  const idle: CacheDatabase[] = []
  const groups = new Map<number, CacheDatabase>()

  const take = () => idle.pop() ?? openReader(file)
  const begin = (group: number) => {
    const db = take()
    db.exec('BEGIN')
    groups.set(group, db)
    return db
  }
  const end = (group: number) => {
    const db = groups.get(group)
    if (!db) return
    groups.delete(group)
    // A damaged page may have ended the transaction already.
    if (db.inTransaction) db.exec('ROLLBACK')
    idle.push(db)
  }
  const readNow = (request: ReadRequest) => {
    if (request.group !== null) return read(groups.get(request.group) ?? begin(request.group), request)
    const db = take()
    try {
      return read(db, request)
    } finally {
      idle.push(db)
    }
  }
  return {
    answer(name: string, input: unknown): unknown {
      if (name === 'end') return end(input as number)
      return whenLetIn(() => readNow(input as ReadRequest))
    },
    close() {
      for (const db of [...idle, ...groups.values()]) db.close()
    },
  }
}

/** At once where it can be, so that reads are answered in the order they come. */
function whenLetIn(read: () => unknown, since = performance.now()): unknown {
  try {
    return read()
  } catch (error) {
    const isBusy = (error as { code?: string }).code === 'SQLITE_BUSY'
    if (!isBusy || performance.now() - since > WAIT_MILLISECONDS) throw error
    return delay(LOOK_AGAIN_MILLISECONDS).then(() => whenLetIn(read, since))
  }
}

function openReader(file: CacheFile): CacheDatabase {
  const db = openCacheForReading(file, { wait: 0 })
  db.pragma(`cache_size = -${PAGE_CACHE_KIBIBYTES}`)
  return db
}

function read(db: CacheDatabase, { operation, input }: ReadRequest): unknown {
  return (operations[operation as OperationName] as Operation)(db, input)
}
