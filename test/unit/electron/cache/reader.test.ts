import { statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3-multiple-ciphers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CachePort, openCachePort } from '#electron/cache/cache-port.ts'
import { beginLoad, finishLoad } from '#electron/cache/load-rows.ts'
import {
  type CacheDatabase,
  type CacheFile,
  openCache,
  openCacheForReading,
  unlock,
} from '#electron/cache/open-cache.ts'
import { limitLog } from '#electron/cache/serve-writes.ts'
import { testId } from '#test/support/builders.ts'
import { makeTemporaryFolder } from '#test/support/temporary-folder.ts'

const folder = makeTemporaryFolder()
const fileNamed = (name: string) => ({
  path: join(folder, name),
  key: new Uint8Array(32).fill(3),
  cipher: 'aegis256' as const,
})
const file = fileNamed('book.db')
let cache: CachePort

beforeAll(async () => {
  openInUse(file).close()
  cache = await openCachePort(new URL('../../../../electron/cache/worker.ts', import.meta.url), { file })
})
afterAll(() => cache.close())

/** A book as it is after a first sync. */
function openInUse(book: CacheFile): CacheDatabase {
  const db = openCache(book)
  beginLoad(db, { snapshot: '10:10:', epoch: testId(1), at: '2026-11-22T09:00:00.000Z' }, {})
  finishLoad(db)
  return db
}

const write = (value: string) => cache.run('writeValue', { name: 'note', value })
const read = () => cache.run('readValue', { name: 'note' })

test('a read waits for no write', async () => {
  await write('before')
  const other = new Database(file.path)
  unlock(other, file)
  // Whoever writes now has to wait, for as long as this transaction is open.
  other.exec('BEGIN IMMEDIATE')
  const order: unknown[] = []
  const writing = write('after').then(() => order.push('written'))

  order.push(await read(), await cache.steady(read))
  other.exec('ROLLBACK')
  other.close()
  await writing
  order.push(await read())

  expect(order).toEqual(['before', 'before', 'written', 'after'])
})

test('a read begun after a write was answered sees it', async () => {
  const seen: (string | null)[] = []
  const values = Array.from({ length: 50 }, (_, index) => `value ${index}`)
  for (const value of values) {
    await write(value)
    seen.push(await read(), await cache.steady(read))
  }

  expect(seen).toEqual(values.flatMap((value) => [value, value]))
})

test('reads of one group see one state of the book, and writes do not wait for them', async () => {
  await write('one')

  const seen = await cache.steady(async () => {
    const first = await read()
    // Answered while the group is open: were the write to wait, this would never go on.
    await write('two')
    return [first, await read(), await cache.steady(read)]
  })

  expect([...seen, await read()]).toEqual(['one', 'one', 'one', 'two'])
})

test('groups beyond the connections wait their turn, and one that fails makes room', async () => {
  await write('kept')
  const groups = Array.from({ length: 12 }, (_, index) =>
    cache.steady(async () => {
      const first = await read()
      if (index % 3 === 0) throw new Error(`group ${index}`)
      return [first, await read()]
    }),
  )

  const ends = (await Promise.allSettled(groups)).map((end) => (end.status === 'fulfilled' ? end.value : 'failed'))

  expect(ends).toEqual(groups.map((_, index) => (index % 3 === 0 ? 'failed' : ['kept', 'kept'])))
})

test('what outlives its group reads the present', async () => {
  await write('then')
  let goOn = () => {}
  let late: Promise<unknown> = Promise.resolve()
  await cache.steady(async () => {
    await read()
    const over = new Promise<void>((resolve) => {
      goOn = resolve
    })
    late = over.then(async () => {
      const first = await read()
      await write('later')
      return [first, await read()]
    })
  })
  await write('now')
  goOn()

  expect(await late).toEqual(['now', 'later'])
})

test('the reader refuses to write', async () => {
  const attempt = cache.run('query', { sql: 'DELETE FROM sync_state RETURNING name', parameters: [] })

  await expect(attempt).rejects.toMatchObject({ code: 'internal' })
})

test('what the reader sorts stays in memory', async () => {
  expect(await cache.run('query', { sql: 'PRAGMA temp_store', parameters: [] })).toEqual([{ temp_store: 2 }])
})

test('the log is cut to its limit once the readers of its older part are through', () => {
  const limited = fileNamed('limited.db')
  const db = openInUse(limited)
  const reader = openCacheForReading(limited)
  const afterWrite = limitLog(db, limited.path, 1_000_000)
  const log: string[] = []
  const writeMegabyte = () => {
    db.prepare(`INSERT INTO sync_state (name, value) VALUES (?, hex(zeroblob(500000)))`).run(`${log.length}`)
    afterWrite()
    log.push(statSync(`${limited.path}-wal`).size === 0 ? 'empty' : 'kept')
  }
  reader.exec('BEGIN')
  reader.prepare('SELECT count(*) FROM sync_state').get()

  writeMegabyte()
  writeMegabyte()
  reader.exec('ROLLBACK')
  writeMegabyte()
  reader.close()
  db.close()

  expect(log).toEqual(['kept', 'kept', 'empty'])
})

test('in a book that is being filled, a read that waits for a write holds up no group that the write waits for', async () => {
  const filling = fileNamed('filling.db')
  openCache(filling).close()
  const book = await openCachePort(new URL('../../../../electron/cache/worker.ts', import.meta.url), { file: filling })
  const readIt = () => book.run('readValue', { name: 'note' })
  await book.run('writeValue', { name: 'note', value: 'before' })
  const waits = watchForWaitingWriter(filling)
  let tellWaiting = () => {}
  // Asked outside the group, while the write waits for the group to end and lets nobody else begin to read.
  const alone = new Promise<void>((resolve) => {
    tellWaiting = resolve
  }).then(readIt)

  const seen = await book.steady(async () => {
    const first = await readIt()
    const written = book.run('writeValue', { name: 'note', value: 'after' })
    await waits()
    tellWaiting()
    await new Promise((resolve) => setTimeout(resolve, 50))
    return { reads: [first, await readIt()], written }
  })
  await seen.written
  const others = [await alone, await readIt()]
  await book.close()

  expect([seen.reads, others]).toEqual([
    ['before', 'before'],
    ['after', 'after'],
  ])
})

/** @returns what resolves once somebody waits to write, and so nobody may begin to read. */
function watchForWaitingWriter(book: CacheFile): () => Promise<void> {
  const probe = openCacheForReading(book)
  probe.pragma('busy_timeout = 0')
  const isFree = () => {
    try {
      probe.prepare('SELECT 1 FROM sync_state').get()
      return true
    } catch {
      return false
    }
  }
  return async () => {
    while (isFree()) await new Promise((resolve) => setTimeout(resolve, 5))
    probe.close()
  }
}
