import { join } from 'node:path'
import Database from 'better-sqlite3-multiple-ciphers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CachePort, openCachePort } from '#electron/cache/cache-port.ts'
import { unlock } from '#electron/cache/open-cache.ts'
import { createRelay, type Relay } from '#test/support/relay.ts'
import { makeTemporaryFolder } from '#test/support/temporary-folder.ts'

// The reader's thread is really ended, by a fault thrown in it.

const BROKE_OFF = {
  code: 'internal',
  message: 'Reading your book broke off, and begins again by itself. Try again; what you saved is kept.',
}
const GAVE_UP = { code: 'internal', message: expect.stringContaining('stopped several times in a row') }

let relay: Relay
let cache: CachePort
let file: { path: string; key: Uint8Array; cipher: 'aegis256' }
/** What the cache takes for the time, in milliseconds. */
let now: number
/** Of which thread it was told that it broke down, and by what fault. */
let told: unknown[]

beforeEach(async () => {
  now = 0
  told = []
  relay = createRelay('cache', new URL('../../../../electron/cache/worker.ts', import.meta.url))
  file = { path: join(makeTemporaryFolder(), 'book.db'), key: new Uint8Array(32).fill(3), cipher: 'aegis256' }
  cache = await openCachePort(relay.script, { file }, { now: () => now, tellLost: (...what) => told.push(what) })
  await write('kept')
})
afterEach(async () => {
  await cache.close()
  relay.close()
})

const write = (value: string) => cache.run('writeValue', { name: 'note', value })
const read = () => cache.run('readValue', { name: 'note' })

/** Takes a moment in SQLite itself, where nothing interrupts it: the thread breaks down under it. */
const readSlowly = () =>
  cache.run('query', {
    sql: `WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 2000000)
      SELECT max(n) AS n FROM counted`,
    parameters: [],
  })

function deferred() {
  let resolve = () => {}
  const promise = new Promise<void>((resolveIt) => {
    resolve = resolveIt
  })
  return { promise, resolve: () => resolve() }
}

/** Resolves once the thread is gone: what is read in a group is not asked again. */
async function crash(): Promise<unknown> {
  const group = cache.steady(async () => {
    await read()
    relay.crash('reader')
    await readSlowly()
  })
  return group.catch(({ code, message }) => ({ code, message }))
}

test('after the thread broke down reads go on, and what was written meanwhile is seen', async () => {
  const lost = await crash()
  await write('later')

  expect([lost, await read(), await cache.steady(read)]).toEqual([BROKE_OFF, 'later', 'later'])
})

test('a thread that broke down is told of once, with the kind of the fault and none of its words; one that ends is not', async () => {
  await crash()
  await read()
  await cache.close()

  expect(told).toEqual([['reader', 'Error']])
})

test('a read under way as the thread broke down is asked once more', async () => {
  const asked = [readSlowly(), read()]
  relay.crash('reader')

  expect(await Promise.all(asked)).toEqual([[{ n: 2_000_000 }], 'kept'])
})

test('what is left of a group does not show another state than its beginning, and others go on', async () => {
  const goOn = deferred()
  const begun = deferred()
  const group = cache.steady(async () => {
    const first = await read()
    begun.resolve()
    await goOn.promise
    return [first, await read().catch(({ code, message }) => ({ code, message }))]
  })
  await begun.promise
  await crash()
  await write('later')
  // Asked by itself, it has the thread begun again before the group goes on.
  const others = [await read(), await cache.steady(read)]
  goOn.resolve()

  expect([await group, others]).toEqual([
    ['kept', BROKE_OFF],
    ['later', 'later'],
  ])
})

test('a thread that is gone holds on to nothing of the book', async () => {
  await crash()
  await write('later')
  await read()
  const other = new Database(file.path)
  unlock(other, file)

  // Nobody gets the whole file while somebody else reads it.
  const takeAll = () => other.exec('BEGIN EXCLUSIVE; COMMIT')

  expect(takeAll).not.toThrow()
  other.close()
})

test('it is begun again three times within a minute, then says so, and after a minute goes on', async () => {
  const heard: unknown[] = []
  for (let time = 1; time <= 4; time += 1) {
    await crash()
    heard.push(await read().catch(({ code, message }) => ({ code, message })))
  }
  heard.push(await cache.steady(read).catch(({ code, message }) => ({ code, message })))
  await write('still written')
  now = 60_000
  heard.push(await read(), await cache.steady(read))

  expect(heard).toEqual(['kept', 'kept', 'kept', GAVE_UP, GAVE_UP, 'still written', 'still written'])
})

test('a book whose reader is gone is closed like any other', async () => {
  await crash()
  await cache.close()

  await expect(read()).rejects.toMatchObject({ code: 'not_signed_in' })
})
