import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { type Network, startNetwork } from '#test/support/tcp-proxy.ts'
import { createLaptop, type Laptop, type Workstation } from '#test/support/workstation.ts'

let firm: SmallFirm
let network: Network
let laptop: Laptop
let workstation: Workstation

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  network = await startNetwork(firm.database)
})
afterAll(async () => {
  await network.close()
  await firm.close()
})

beforeEach(async () => {
  const householdId = await firm.insertHousehold()
  laptop = createLaptop(firm)
  workstation = await laptop.start({ port: network.port })
  await workstation.signIn(firm.adviser)
  network.cut()
  await workstation.call('tasks.add', { householdId, title: 'Unsent' })
})
afterEach(async () => {
  await workstation.stop()
  laptop.remove()
  await firm.emptyBook()
})

/** Syncs against a firm that does not let this workstation in, and says what the person sees. */
async function seeProblem() {
  network.restore()
  await workstation.sync()
  const { problem, waiting } = await workstation.call('sync.status', {})
  const outbox = await workstation.call('sync.outbox', {})
  return { code: problem?.code, message: problem?.message, waiting, states: outbox.map(({ state }) => state) }
}

const sentTasks = () => firm.query('SELECT title FROM tasks')

test('a database newer than the workstation keeps the work waiting until it fits again', async () => {
  await firm.query(`INSERT INTO schema_migrations (timestamp, name) VALUES (1999999999999, 'Future1999999999999')`)
  const shutOut = await seeProblem()
  await firm.query(`DELETE FROM schema_migrations WHERE name = 'Future1999999999999'`)
  await workstation.sync()

  expect({ shutOut, sent: await sentTasks() }).toEqual({
    shutOut: {
      code: 'wrong_schema',
      message: expect.stringContaining('Ask IT to update the workstation; your saved changes are kept'),
      waiting: 1,
      states: ['waiting'],
    },
    sent: [{ title: 'Unsent' }],
  })
})

test('a password changed meanwhile keeps the work waiting until the person signs in with the new one', async () => {
  // The open connection goes with the network; the next one has to sign in.
  await workstation.sync()
  await firm.query('SELECT app.ensure_login($1, $2)', [firm.adviser.login, 'the-new-one'])
  const shutOut = await seeProblem()
  await workstation.call('session.signOut', {})
  await workstation.signIn({ ...firm.adviser, password: 'the-new-one' })
  await workstation.sync()
  await firm.query('SELECT app.ensure_login($1, $2)', [firm.adviser.login, firm.adviser.password])

  expect({ shutOut, sent: await sentTasks() }).toEqual({
    shutOut: {
      code: 'wrong_password',
      message: expect.stringContaining('Sign out and sign in with the new one'),
      waiting: 1,
      states: ['waiting'],
    },
    sent: [{ title: 'Unsent' }],
  })
})

test('a laptop that was revoked is told so, and keeps what it has not sent', async () => {
  await firm.query('UPDATE app.devices SET revoked_at = now()')
  const shutOut = await seeProblem()

  expect({ shutOut, sent: await sentTasks() }).toEqual({
    shutOut: {
      code: 'forbidden',
      message: expect.stringContaining('may no longer sync'),
      waiting: 1,
      states: ['waiting'],
    },
    sent: [],
  })
})
