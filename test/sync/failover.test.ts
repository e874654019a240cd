import { readFileSync, rmSync } from 'node:fs'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createMigratedDatabase, nameScratchFolder } from '#build/database/scratch.ts'
import { type Database, startDatabase } from '#build/database/start-database.ts'
import { readBookRows, readFirmRows } from '#test/support/compare-book.ts'
import { findBook } from '#test/support/laptop-book.ts'
import { createSmallFirm, type FirmUser, type SmallFirm } from '#test/support/small-firm.ts'
import { type Standby, startStandby } from '#test/support/standby.ts'
import { type Network, startNetwork } from '#test/support/tcp-proxy.ts'
import { createLaptop, type Laptop, type Workstation } from '#test/support/workstation.ts'

let primary: Database
let firm: SmallFirm
let place: { host: string; port: number }
let network: Network
let laptop: Laptop
let workstation: Workstation
let householdId: string
let standby: Standby

beforeAll(async () => {
  primary = await startDatabase({ folder: nameScratchFolder(), server: 'debian-15', durable: false })
})
afterAll(async () => {
  await primary.stop()
  rmSync(primary.folder, { recursive: true, force: true })
})

beforeEach(async () => {
  primary = await startDatabase({ folder: primary.folder, server: 'debian-15', durable: false })
  firm = await createSmallFirm(await createMigratedDatabase(primary))
  householdId = await firm.insertHousehold({ name: 'Before' })
  place = { host: primary.host, port: primary.port }
  network = await startNetwork(place)
  laptop = createLaptop(firm)
  workstation = await laptop.start({ port: network.port })
  await workstation.signIn(firm.adviser)
  standby = await startStandby(primary)
})
afterEach(async () => {
  await workstation.stop()
  laptop.remove()
  await network.close()
  standby.stop()
})

const changeObjective = (objective: 'income' | 'growth') =>
  workstation.call('households.updateProfile', { householdId, patch: { objective }, confirm: false })

/** The first server is lost, the other takes its place, and the network leads there. */
async function failOver(): Promise<void> {
  network.cut()
  await firm.close()
  await primary.stop()
  await standby.promote()
  place.port = standby.port
}

/** Asks the server that is the first now, as its superuser or as somebody. */
async function askNow<T>(work: (client: pg.Client) => Promise<T>, login?: FirmUser): Promise<T> {
  const { host, caFile, database, superuser } = firm.database
  const credentials = login ? { user: login.login, password: login.password } : superuser
  const ssl = { ca: readFileSync(caFile, 'utf8') }
  const client = new pg.Client({ host, port: place.port, database, ssl, ...credentials })
  await client.connect()
  return await work(client).finally(() => client.end())
}

/** What the laptop shows beside what the new server shows its person, once nothing more changes. */
async function settle() {
  network.restore()
  for (let round = 0; round < 3; round += 1) await workstation.sync()
  const { path, key } = findBook(laptop)
  return { book: readBookRows(path, key), firm: await askNow(readFirmRows, firm.adviser) }
}

test('when a standby takes over, what it has is shown, and work unsent or lost on the way is sent to it', async () => {
  await standby.stopFollowing()
  await firm.query(`UPDATE households SET name = 'Lost with the first' WHERE id = $1`, [householdId])
  await workstation.sync()
  network.cut()
  await workstation.call('tasks.add', { householdId, title: 'Unsent' })

  await failOver()
  const { book, firm: rows } = await settle()

  const tasks = await askNow((client) => client.query('SELECT title FROM tasks'))
  expect({ tasks: tasks.rows, households: rows.households?.length, same: book }).toEqual({
    tasks: [{ title: 'Unsent' }],
    households: 1,
    same: rows,
  })
})

test('a new first server that has come further than the lost one hides none of its changes', async () => {
  await standby.stopFollowing()
  await changeObjective('income')
  await workstation.sync()

  await failOver()
  await askNow(async (client) => {
    for (let index = 0; index < 200; index += 1) await client.query('SELECT pg_current_xact_id()')
    await client.query('UPDATE households SET name = $2 WHERE id = $1', [householdId, 'Changed by the new first'])
    for (let index = 0; index < 200; index += 1) await client.query('SELECT pg_current_xact_id()')
  })
  const { book, firm: rows } = await settle()

  expect(book).toEqual(rows)
})
