import { rmSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createMigratedDatabase, nameScratchFolder } from '#build/database/scratch.ts'
import { type Database, startDatabase } from '#build/database/start-database.ts'
import { readBookRows, readFirmRows } from '#test/support/compare-book.ts'
import { findBook } from '#test/support/laptop-book.ts'
import { connectAsOwner } from '#test/support/racing-writers.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { createLaptop, type Laptop, type Workstation } from '#test/support/workstation.ts'

const folder = nameScratchFolder()

let server: Database
let firm: SmallFirm
let laptop: Laptop
let workstation: Workstation
let householdId: string
let othersId: string

beforeAll(async () => {
  server = await startDatabase({ folder, durable: false })
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  firm = await createSmallFirm(await createMigratedDatabase(server))
  householdId = await firm.insertHousehold({ name: 'Mine' })
  othersId = await firm.insertHousehold({ name: 'Not yet mine', advisorId: firm.colleague.id })
  await insertTask('Present')
  laptop = createLaptop(firm)
  workstation = await laptop.start()
  await workstation.signIn(firm.adviser)
})
afterEach(async () => {
  await workstation.stop()
  laptop.remove()
  await firm.close()
})

const insertTask = (title: string) =>
  firm.insert('tasks', { householdId, title, ownerId: firm.adviser.id, priority: 'low', status: 'open' })

/** Does the first phase of a transaction, and leaves it to whoever coordinates. */
async function prepare(name: string, text: string, values: readonly unknown[]): Promise<void> {
  const client = await connectAsOwner(firm)
  await client.query('BEGIN')
  await client.query(text, [...values])
  await client.query(`PREPARE TRANSACTION '${name}'`)
  await client.end()
}

async function prepareAll(): Promise<void> {
  const insert = `INSERT INTO tasks (id, household_id, title, owner_id, priority, status)
    VALUES (gen_random_uuid(), $1, $2, $3, 'low', 'open')`
  await prepare('added', insert, [householdId, 'Added in two phases', firm.adviser.id])
  await prepare('taken back', insert, [householdId, 'Taken back', firm.adviser.id])
  await prepare('changed', `UPDATE tasks SET details = $1 WHERE title = 'Present'`, ['changed in two phases'])
  await prepare('given', 'UPDATE households SET advisor_id = $1 WHERE id = $2', [firm.adviser.id, othersId])
}

async function endAll(): Promise<void> {
  for (const name of ['changed', 'given', 'added']) await firm.query(`COMMIT PREPARED '${name}'`)
  await firm.query(`ROLLBACK PREPARED 'taken back'`)
}

/** What the laptop shows beside what the firm shows its person, and whether only a comparison brought some of it. */
async function compare() {
  const { path, key } = findBook(laptop)
  const client = await firm.connectAs(firm.adviser)
  const theirs = await readFirmRows(client).finally(() => client.end())
  const repairs = await firm.query(`SELECT reason FROM audit_events WHERE type = 'integrity'`)
  return { book: readBookRows(path, key), theirs, repairs }
}

const titlesShown = async () => (await workstation.call('tasks.list', {})).map(({ title }) => title).toSorted()

test('what was prepared comes once it is committed, however many pulls and restarts of the server lie between', async () => {
  await prepareAll()
  for (const title of ['Meanwhile 1', 'Meanwhile 2']) {
    await insertTask(title)
    await workstation.sync()
  }
  const meanwhile = await titlesShown()
  await firm.close()
  await server.stop()
  server = await startDatabase({ folder, durable: false })
  const client = await firm.connectAs({ id: '', login: server.superuser.user, password: server.superuser.password })
  firm = {
    ...firm,
    query: async (text, values = []) => (await client.query(text, [...values])).rows,
    close: () => client.end(),
  }
  await workstation.sync()
  await workstation.sync()
  await endAll()
  await workstation.sync()

  const { book, theirs, repairs } = await compare()
  const late = (await titlesShown()).filter((title) => !meanwhile.includes(title))
  expect({ meanwhile, late, households: theirs.households?.length, repairs, book }).toEqual({
    meanwhile: ['Meanwhile 1', 'Meanwhile 2', 'Present'],
    late: ['Added in two phases'],
    households: 2,
    repairs: [],
    book: theirs,
  })
})

test('a first sync that begins while something is prepared shows it once it is committed', async () => {
  await workstation.stop()
  laptop.remove()
  await prepareAll()
  laptop = createLaptop(firm)
  workstation = await laptop.start()
  await workstation.signIn(firm.adviser)
  await endAll()
  await workstation.sync()

  const { book, theirs, repairs } = await compare()
  expect({ tasks: theirs.tasks?.length, repairs, book }).toEqual({ tasks: 2, repairs: [], book: theirs })
})

test('what was prepared longer ago than the change log is kept costs a comparison, and is not missed', async () => {
  await prepareAll()
  await insertTask('Meanwhile')
  await workstation.sync()
  await endAll()
  await firm.query(`UPDATE sync.change_log SET logged_at = now() - interval '70 days'`)
  await firm.query(`UPDATE sync.access_log SET logged_at = now() - interval '70 days'`)
  const [pruned] = await firm.query(`SELECT sync.prune_change_log(interval '60 days')::integer AS count`)
  await workstation.sync()

  const { book, theirs } = await compare()
  expect({ pruned: Number(pruned?.count) > 0, tasks: theirs.tasks?.length, book }).toEqual({
    pruned: true,
    tasks: 3,
    book: theirs,
  })
})
