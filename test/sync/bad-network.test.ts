import { rmSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createMigratedDatabase, nameScratchFolder } from '#build/database/scratch.ts'
import { type Database, startDatabase } from '#build/database/start-database.ts'
import { readBookRows, readFirmRows } from '#test/support/compare-book.ts'
import { findBook } from '#test/support/laptop-book.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { type Network, startNetwork } from '#test/support/tcp-proxy.ts'
import { createLaptop, type Laptop, type Workstation } from '#test/support/workstation.ts'

const TASKS = 2_000
const folder = nameScratchFolder()

let server: Database
let firm: SmallFirm
let network: Network
let laptop: Laptop
let workstation: Workstation
let householdId: string

beforeAll(async () => {
  server = await startDatabase({ folder, durable: false })
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  firm = await createSmallFirm(await createMigratedDatabase(server))
  householdId = await firm.insertHousehold()
  network = await startNetwork(server)
  laptop = createLaptop(firm)
  workstation = await laptop.start({ port: network.port })
})
afterEach(async () => {
  await workstation.stop()
  laptop.remove()
  await network.close()
  await firm.close()
})

/** Tasks enough to be under way for a while. */
async function insertTasks(): Promise<void> {
  await firm.query(
    `INSERT INTO tasks (id, household_id, title, owner_id, priority, status)
     SELECT gen_random_uuid(), $1, 'Task ' || n, $2, 'low', 'open' FROM generate_series(1, $3::integer) AS n`,
    [householdId, firm.adviser.id, TASKS],
  )
}

const addTask = (title: string) => workstation.call('tasks.add', { householdId, title })

/** What the laptop shows beside what the firm shows its person. */
async function compare() {
  const { path, key } = findBook(laptop)
  const client = await firm.connectAs(firm.adviser)
  const theirs = await readFirmRows(client).finally(() => client.end())
  return { book: readBookRows(path, key), theirs }
}

test('over a network that carries a few bytes at a time, late, everything arrives both ways', async () => {
  network.become({ pieceBytes: 1_400, delay: 1 })
  await workstation.signIn(firm.adviser)
  await insertTasks()
  await addTask('Sent through the straw')

  await workstation.sync()

  const { book, theirs } = await compare()
  expect({ tasks: theirs.tasks?.length, book }).toEqual({ tasks: TASKS + 1, book: theirs })
})

test('over a network that fails after ever more bytes, a sync goes on until it is through', async () => {
  await workstation.signIn(firm.adviser)
  network.cut()
  await insertTasks()
  await addTask('Sent once')
  for (const cutAfterBytes of [1, 900, 4_000, 9_000, 15_000, 22_000, 40_000, 90_000, 200_000]) {
    network.restore()
    network.become({ cutAfterBytes })
    await workstation.sync()
  }
  network.restore()
  network.become({})

  await workstation.sync()

  const { book, theirs } = await compare()
  expect({ tasks: theirs.tasks?.length, book }).toEqual({ tasks: TASKS + 1, book: theirs })
})

test('a server that restarts in the middle of a sync costs a repetition, and nothing is lost or doubled', async () => {
  await workstation.signIn(firm.adviser)
  network.cut()
  await insertTasks()
  for (const title of ['First', 'Second', 'Third']) await addTask(title)
  network.restore()

  const under = workstation.until('sync.changed', ({ phase }) => phase === 'pushing')
  const syncing = workstation.sync()
  await under
  await firm.close()
  await server.stop()
  await syncing
  server = await startDatabase({ folder, durable: false })
  firm = { ...firm, ...(await reopen()) }
  await workstation.sync()

  const { book, theirs } = await compare()
  expect({ tasks: theirs.tasks?.length, book }).toEqual({ tasks: TASKS + 3, book: theirs })
})

/** The owner's connection ended with the server. */
async function reopen(): Promise<Pick<SmallFirm, 'query' | 'close'>> {
  const client = await firm.connectAs({ id: '', login: server.superuser.user, password: server.superuser.password })
  return { query: async (text, values = []) => (await client.query(text, [...values])).rows, close: () => client.end() }
}
