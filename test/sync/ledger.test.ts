import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { finishCommand, startAdminCommand } from '#test/support/admin-command.ts'
import { readBookRows } from '#test/support/compare-book.ts'
import { createCycleRunner } from '#test/support/cycle-runner.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { type Network, startNetwork } from '#test/support/tcp-proxy.ts'
import { makeTemporaryFolder } from '#test/support/temporary-folder.ts'
import { createLaptop, type Laptop, type Workstation } from '#test/support/workstation.ts'

const DAY = 86_400_000

let firm: SmallFirm
let network: Network
let laptop: Laptop
let workstation: Workstation
let households: string[]

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  network = await startNetwork(firm.database)
})
afterAll(async () => {
  await network.close()
  await firm.close()
})

beforeEach(async () => {
  households = [await firm.insertHousehold({ name: 'First' }), await firm.insertHousehold({ name: 'Second' })]
  laptop = createLaptop(firm)
})
afterEach(async () => {
  await workstation?.stop()
  laptop.remove()
  await firm.emptyBook()
})

const sorted = <T>(values: readonly T[]) => [...values].sort()
const readDevice = async () =>
  (
    await firm.query('SELECT * FROM app.devices WHERE user_id = $1 ORDER BY registered_at DESC LIMIT 1', [
      firm.adviser.id,
    ])
  )[0]

async function readLedger(device: unknown) {
  const rows = await firm.query(
    `SELECT household_id AS id, coalesce(ended_by, 'held') AS state FROM app.checkouts WHERE device_id = $1`,
    [device],
  )
  return Object.fromEntries(rows.map(({ id, state }) => [id, state]))
}

test('the ledger follows what is on the laptop: the first sync, a household that came, one that left', async () => {
  const [first = '', second = ''] = households
  const runner = await createCycleRunner(firm, firm.adviser)
  await runner.cycle()
  const begun = await readLedger(runner.deviceId)
  const third = await firm.insertHousehold({ name: 'Third' })
  await firm.query('UPDATE households SET advisor_id = $2 WHERE id = $1', [first, firm.colleague.id])
  await runner.cycle()
  const moved = await readLedger(runner.deviceId)
  const quiet = await runner.cycle()
  await runner.close()

  expect({ begun, moved, quiet: [quiet.asked, quiet.units] }).toEqual({
    begun: { [first]: 'held', [second]: 'held' },
    moved: { [first]: 'purged', [second]: 'held', [third]: 'held' },
    quiet: [1, 0],
  })
})

test('the ledger says that a household is held before anything of it is stored', async () => {
  const runner = await createCycleRunner(firm, firm.adviser)
  const cut = runner.cycle({
    beforeUnit: async (count) => {
      if (count === 2) throw Object.assign(new Error('cut'), { code: 'ECONNRESET' })
    },
  })
  await cut.catch(() => undefined)
  const ledger = await readLedger(runner.deviceId)
  await runner.close()

  expect(ledger).toEqual(Object.fromEntries(households.map((id) => [id, 'held'])))
})

/** Switches the laptop off and on, without the network and with its clock at this. */
async function restartAt(milliseconds: number) {
  network.cut()
  await workstation.stop()
  const clock = { now: () => milliseconds, after: () => () => undefined }
  workstation = await laptop.start({ port: network.port, ports: { clock } })
  const { state, problem } = await workstation.call('session.status', {})
  return { state, code: problem?.code ?? null }
}

/** Every row of the book that the laptop keeps, whoever may see it. */
function readBook() {
  const books = join(laptop.profileFolder, 'books')
  const name = readdirSync(books).find((file) => file.endsWith('.db')) ?? ''
  const hex = laptop.keychain.secrets.get(`cache-key:${name.replace('.db', '')}`) ?? ''
  return readBookRows(join(books, name), new Uint8Array(Buffer.from(hex, 'hex')))
}

test('offline the book opens while the lease lasts, whatever the clock was set back to, and is emptied long after', async () => {
  workstation = await laptop.start({ port: network.port })
  await workstation.signIn(firm.adviser)
  const { id, name } = { id: households[0] ?? '', name: 'Unsent errand' }
  const now = Date.now()
  const within = await restartAt(now + 13 * DAY)
  await workstation.call('tasks.add', { householdId: id, title: name })
  const setBack = await restartAt(now - 3_650 * DAY)
  const after = await restartAt(now + 15 * DAY)
  const setBackAgain = await restartAt(now)
  const longAfter = await restartAt(now + 91 * DAY)
  await workstation.stop()
  const rowsLeft = Object.values(readBook()).flat().length
  network.restore()
  workstation = await laptop.start({ port: network.port })
  await workstation.signIn(firm.adviser)
  await workstation.sync()

  const tasks = await firm.query('SELECT title FROM tasks')
  const emptied = await firm.query(
    `SELECT reason FROM audit_events WHERE actor_id = $1 AND type = 'sync' AND action = 'wipe'`,
    [firm.adviser.id],
  )
  const listed = (await workstation.call('households.list', {})).rows.length
  expect({ within, setBack, after, setBackAgain, longAfter, rowsLeft, tasks, emptied, listed }).toEqual({
    within: { state: 'open', code: null },
    setBack: { state: 'open', code: null },
    after: { state: 'signed_out', code: 'lease_ended' },
    setBackAgain: { state: 'signed_out', code: 'lease_ended' },
    longAfter: { state: 'signed_out', code: 'lease_ended' },
    rowsLeft: 0,
    tasks: [{ title: name }],
    emptied: [{ reason: 'Too long without contact: the book was emptied' }],
    listed: 2,
  })
})

test('a laptop that is to be wiped hands over its trail, destroys book and key, and proves it', async () => {
  workstation = await laptop.start()
  await workstation.signIn(firm.adviser)
  const device = await readDevice()
  const ordered = await finishCommand(
    startAdminCommand(firm, makeTemporaryFolder(), firm.compliance, [
      'devices',
      ...['revoke', '--device', String(device?.id), '--wipe', '--reason', 'Lost at the airport'],
    ]),
  )
  // What was typed since is not sent any more, and the receipt counts it.
  const shutting = workstation.until('session.changed', ({ state }) => state === 'signed_out')
  await workstation.call('tasks.add', { householdId: households[0] ?? '', title: 'Never sent' })
  const shut = await shutting
  const acknowledged = async () => (await readDevice())?.wiped_at !== null
  await expect.poll(acknowledged, { timeout: 30_000 }).toBe(true)

  const row = await readDevice()
  const books = join(laptop.profileFolder, 'books')
  const list = await finishCommand(
    startAdminCommand(firm, makeTemporaryFolder(), firm.compliance, ['devices', 'list', '--json']),
  )
  const listed = (JSON.parse(list.output) as { id: string; state: string; proven: boolean; households: number }[]).find(
    ({ id }) => id === row?.id,
  )
  expect({
    ordered: [ordered.code, ordered.output.includes('says so with a receipt.')],
    shut: shut.problem,
    left: existsSync(books) ? readdirSync(books) : [],
    secrets: [...laptop.keychain.secrets.keys()],
    receipt: row?.wipe_receipt,
    listed: listed && [listed.state, listed.proven, listed.households],
    ledger: await readLedger(row?.id),
    trail: await firm.query(
      `SELECT origin FROM audit_events WHERE action = 'wipe' AND (device_id = $1 OR row_id = $1) ORDER BY sequence`,
      [row?.id],
    ),
    tasks: await firm.query('SELECT title FROM tasks'),
  }).toEqual({
    ordered: [0, true],
    shut: { code: 'forbidden', message: expect.stringContaining('has had the book on this laptop wiped') },
    left: [],
    secrets: [],
    receipt: {
      households: 2,
      digest: createHash('sha256').update(sorted(households).join(',')).digest('hex'),
      unsent: 1,
      wipedAt: expect.any(String),
      proven: true,
      seal: expect.any(String),
    },
    listed: ['wiped', true, 0],
    ledger: Object.fromEntries(households.map((id) => [id, 'wiped'])),
    trail: [{ origin: 'laptop' }, { origin: 'server' }],
    tasks: [],
  })
})
