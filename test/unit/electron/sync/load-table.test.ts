import { expect, test } from 'vitest'
import type { CachePort } from '#electron/cache/cache-port.ts'
import { createImagePool } from '#electron/cache/page-images/image-pool.ts'
import type { FirmDatabase, Run } from '#electron/postgres/connection.ts'
import { loadRowsOf } from '#electron/sync/load-table.ts'
import { createTraffic } from '#electron/sync/traffic.ts'
import { recordOf } from '#shared/records/index.ts'
import { columnsOf } from '#shared/schema/names.ts'
import { testId } from '#test/support/builders.ts'

/** A firm whose table has one row. */
function createDatabase(): FirmDatabase {
  const line = columnsOf(recordOf('tasks')).map((_, index) => (index === 0 ? testId(1) : '\\N'))
  const run = Object.assign(async () => [], {
    copy: async function* () {
      yield Buffer.from(`${line.join('\t')}\n`)
    },
  }) as unknown as Run
  return { unitOfWork: (_: string, work: (run: Run) => unknown) => work(run) } as unknown as FirmDatabase
}

const load = (answer: () => Promise<unknown>) =>
  loadRowsOf({
    database: createDatabase(),
    cache: { run: answer } as unknown as CachePort,
    table: 'tasks',
    scope: 'true',
    images: true,
    pool: createImagePool(),
    traffic: createTraffic(1),
    lastId: null,
    progress: () => undefined,
    stopped: () => false,
  })

test('a table has come when the server has sent it, and is written when the cache has kept it', async () => {
  let keep = (_: boolean) => {}
  const kept = new Promise<boolean>((resolve) => {
    keep = resolve
  })
  const states: string[] = []

  const { written } = await load(() => kept)
  const whole = written.then((is) => states.push(`written: ${is}`))
  states.push('come')
  keep(true)
  await whole

  expect(states).toEqual(['come', 'written: true'])
})

test('a table whose last rows the cache could not keep is not written', async () => {
  const { written } = await load(() => Promise.reject(new Error('the disk is full')))

  await expect(written).rejects.toThrow('the disk is full')
})

test('no more than the bound are under way, and whoever waited longest goes first', async () => {
  const traffic = createTraffic(1)
  const entered: string[] = []
  const enter = async (name: string) => {
    await traffic.enter()
    entered.push(name)
  }
  const waiting = [enter('first'), enter('second'), enter('third')]

  await waiting[0]
  await Promise.resolve()
  const before = [...entered]
  traffic.leave()
  await waiting[1]
  traffic.leave()
  await waiting[2]

  expect({ before, entered }).toEqual({ before: ['first'], entered: ['first', 'second', 'third'] })
})
