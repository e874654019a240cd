import type { ReadRequest } from './cache-port.ts'
import { type CacheDatabase, type CacheFile, openCacheForReading } from './open-cache.ts'
import { type OperationName, operations } from './operations.ts'

type Operation = (db: CacheDatabase, input: unknown) => unknown

/** Less than the writer's: there are several, and what is read again and again is small. */
const PAGE_CACHE_KIBIBYTES = 16 * 1024

/**
 * Answers reads of the book beside the writer, which they never wait for. Reads of one group see one state of the book:
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
  const readAlone = (request: ReadRequest) => {
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
      const request = input as ReadRequest
      if (request.group === null) return readAlone(request)
      return read(groups.get(request.group) ?? begin(request.group), request)
    },
    close() {
      for (const db of [...idle, ...groups.values()]) db.close()
    },
  }
}

function openReader(file: CacheFile): CacheDatabase {
  const db = openCacheForReading(file)
  db.pragma(`cache_size = -${PAGE_CACHE_KIBIBYTES}`)
  return db
}

function read(db: CacheDatabase, { operation, input }: ReadRequest): unknown {
  return (operations[operation as OperationName] as Operation)(db, input)
}
