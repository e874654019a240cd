import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CachePort, openCachePort } from '#electron/cache/cache-port.ts'
import { type FirmDatabase, openFirmDatabase } from '#electron/postgres/connection.ts'
import { type FirstSyncOptions, runFirstSync } from '#electron/sync/first-sync.ts'
import { type BookRows, readBookRows, readFirmRows } from '#test/support/compare-book.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type FirmUser, type SmallFirm } from '#test/support/small-firm.ts'
import { type Network, startNetwork } from '#test/support/tcp-proxy.ts'
import { makeTemporaryFolder } from '#test/support/temporary-folder.ts'
import { threads } from '#test/support/threads.ts'

const key = new Uint8Array(32).fill(5)
const deviceId = '018bcfe5-6801-7001-8000-000000000000'
/** Several images, so that there is something to cut between. */
const TASKS = 40_000

let firm: SmallFirm
let network: Network

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  network = await startNetwork(firm.database)
  await firm.query(`ALTER ROLE "${firm.adviser.login}" SET timezone = 'Asia/Kolkata'`)
  const householdId = await firm.insertHousehold({ name: 'Tab\there, \\N, back\\slash, and 😀' })
  await firm.insertHousehold({ name: 'Łukasz & Søren', advisorId: firm.colleague.id })
  const meetingId = await firm.insert('meetings', {
    householdId,
    subject: '',
    kind: 'review',
    startsAt: '1955-03-29T01:30:00.123Z',
    endsAt: '2099-12-31T23:59:59.9Z',
    status: 'planned',
  })
  // Four bytes a letter: the long ones are longer than a page of an image.
  for (const body of ['😀'.repeat(16_500), 'line\r\nfeed\u0007', '😀'.repeat(16_499), '😀'.repeat(16_000)]) {
    const note = { householdId, meetingId, kind: 'note', body, writtenAt: '2026-01-01T00:00:00.5Z' } as const
    await firm.insert('meeting_notes', note)
  }
  await firm.query(
    `INSERT INTO tasks (id, household_id, owner_id, title, status, priority, details)
     SELECT gen_random_uuid(), $1, $2, 'Task ' || n, 'open', 'normal', CASE WHEN n % 3 = 0 THEN repeat('x', n % 300) END
     FROM generate_series(1, ${TASKS}) AS n`,
    [householdId, firm.adviser.id],
  )
})
afterAll(async () => {
  await network.close()
  await firm.close()
})

interface Book {
  readonly cache: CachePort
  /** What is in the file now. */
  rows(): BookRows
}

async function openBook(): Promise<Book> {
  const path = join(makeTemporaryFolder(), 'book.db')
  const cache = await openCachePort(threads.cacheWorker, { file: { path, key, cipher: 'aegis256' } })
  return { cache, rows: () => readBookRows(path, key) }
}

interface Load extends FirstSyncOptions {
  readonly user?: FirmUser
  /** Stops when this many rows are committed. */
  readonly stopAt?: number
  /** Called at each progress. */
  readonly watch?: (rows: number) => void
}

/** One first sync, from where the book stands. @returns the rows that came. */
async function load(cache: CachePort, { user = firm.adviser, stopAt = Infinity, watch, ...options }: Load = {}) {
  const { host, database: name, caFile } = firm.database
  let database: FirmDatabase | undefined
  let came = 0
  try {
    database = await openFirmDatabase({ host, port: network.port, database: name, ...(caFile ? { caFile } : {}) }, user)
    await runFirstSync(
      database,
      cache,
      deviceId,
      {
        begun: () => undefined,
        progress: (_, rows) => {
          came += rows
          watch?.(came)
        },
        stopped: () => came >= stopAt,
      },
      options,
    )
    return came
  } finally {
    await database?.end()
  }
}

async function firmRows(user = firm.adviser): Promise<BookRows> {
  const client = await firm.connectAs(user)
  try {
    return await readFirmRows(client)
  } finally {
    await client.end()
  }
}

test.each([
  ['as images', true],
  ['as bound values', false],
])('rows of every kind and length come %s as the firm has them', async (_, images) => {
  const { cache, rows } = await openBook()

  const came = await load(cache, { images })
  await cache.close()

  const expected = await firmRows()
  const total = Object.values(expected).reduce((sum, { length }) => sum + length, 0)
  expect({ came, rows: rows() }).toEqual({ came: total, rows: expected })
})

test('stopped and begun again, it goes on where it was and brings no row twice', async () => {
  const { cache, rows } = await openBook()

  const first = await load(cache, { stopAt: 10_000 })
  const second = await load(cache)
  await cache.close()

  const expected = await firmRows()
  const total = Object.values(expected).reduce((sum, { length }) => sum + length, 0)
  expect({ together: first + second, both: first > 0 && second > 0, rows: rows() }).toEqual({
    together: total,
    both: true,
    rows: expected,
  })
})

test('cut off within a table, it says so, and goes on where it was', async () => {
  const { cache, rows } = await openBook()

  const cut = load(cache, { watch: (came) => came > 5_000 && network.cut() })
  await expect(cut).rejects.toThrow()
  network.restore()
  await load(cache)
  await cache.close()

  expect(rows()).toEqual(await firmRows())
})

test('where the cache takes no image, rows come as values', async () => {
  const { cache, rows } = await openBook()
  let images = 0
  const damaging: CachePort = {
    ...cache,
    run: (operation, input, given) => {
      if (operation === 'loadImage') {
        images += 1
        // The first is whole, so that values go on from an image.
        if (images > 1) (input as unknown as { image: Uint8Array }).image.fill(0xee, 65_536, 65_544)
      }
      return cache.run(operation, input, given)
    },
  }

  await load(damaging)
  await cache.close()

  expect({ rows: rows(), images: images > 1 }).toEqual({ rows: await firmRows(), images: true })
})

test('where one image is refused, what was on its way behind it is lost nowhere and comes nowhere twice', async () => {
  const { cache, rows } = await openBook()
  const asked = new Map<string, number>()
  let goOn = () => {}
  const second = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const damaging: CachePort = {
    ...cache,
    run: async (operation, input, given) => {
      if (operation === 'loadImage') {
        const { table, image } = input as unknown as { table: string; image: Uint8Array }
        const count = (asked.get(table) ?? 0) + 1
        asked.set(table, count)
        if (table === 'tasks' && count === 2) goOn()
        // Of the notes too, which have values behind their images.
        if (count === 1) image.fill(0xee, 65_536, 65_544)
        if (table === 'tasks' && count === 1) await second
      }
      return cache.run(operation, input, given)
    },
  }

  const came = await load(damaging)
  await cache.close()

  const expected = await firmRows()
  const total = Object.values(expected).reduce((sum, { length }) => sum + length, 0)
  expect({ came, rows: rows(), notes: asked.get('meeting_notes') }).toEqual({ came: total, rows: expected, notes: 2 })
})

test('somebody who sees the whole firm takes along no more than their own households', async () => {
  const { cache, rows } = await openBook()

  await load(cache, { user: firm.compliance })
  await cache.close()

  const book = rows()
  expect({ rows: book, tasks: book.tasks?.length }).toEqual({ rows: await firmRows(firm.compliance), tasks: 0 })
})
