import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FirmDatabase, openFirmDatabase } from '#electron/postgres/connection.ts'
import { isTransient } from '#electron/postgres/errors.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { type Network, startNetwork } from '#test/support/tcp-proxy.ts'

let firm: SmallFirm
let network: Network
let database: FirmDatabase
const uncaught: unknown[] = []
const keep = (error: unknown) => void uncaught.push(error)

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  network = await startNetwork(firm.database)
  const { host, database: name, caFile } = firm.database
  database = await openFirmDatabase({ host, port: network.port, database: name, caFile }, firm.adviser)
  process.on('uncaughtException', keep)
})
afterAll(async () => {
  process.off('uncaughtException', keep)
  await database.end()
  await network.close()
  await firm.close()
})

test.each([
  ['while the server answers', (run: () => Promise<unknown>) => Promise.all([run(), cutSoon()])],
  ['between two questions', async (run: () => Promise<unknown>) => [await cutSoon(), await run()]],
])('a connection lost in a unit of work, %s, fails that work and nothing else', async (_when, lose) => {
  network.restore()

  const failed = await database
    .unitOfWork('read committed', (run) => lose(() => run('SELECT pg_sleep(10)')))
    .catch((error: unknown) => ({ tryAgain: isTransient(error) }))
  network.restore()
  const next = await database.query('SELECT 1 AS one')

  expect({ failed, next, uncaught }).toEqual({ failed: { tryAgain: true }, next: [{ one: '1' }], uncaught: [] })
})

/** Takes the network away, and resolves when the connections have heard of it. */
async function cutSoon(): Promise<void> {
  await new Promise((later) => setImmediate(later))
  network.cut()
  for (let turn = 0; turn < 20; turn += 1) await new Promise((later) => setImmediate(later))
}
