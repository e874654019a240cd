import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { type Network, startNetwork } from '#test/support/tcp-proxy.ts'
import { createLaptop, type Laptop, type Workstation } from '#test/support/workstation.ts'

let firm: SmallFirm
let network: Network
let laptop: Laptop
let workstation: Workstation
let householdId: string
let folders: string[]

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  network = await startNetwork(firm.database)
})
afterAll(async () => {
  await network.close()
  await firm.close()
})

beforeEach(async () => {
  folders = []
  householdId = await firm.insertHousehold({ name: 'Copied' })
  laptop = createLaptop(firm)
  workstation = await laptop.start({ port: network.port })
  await workstation.signIn(firm.adviser)
})
afterEach(async () => {
  network.restore()
  await workstation.stop()
  laptop.remove()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  await firm.emptyBook()
})

const addTask = (on: Workstation, title: string) => on.call('tasks.add', { householdId, title })
const sentTitles = async () => (await firm.query('SELECT title FROM tasks ORDER BY title')).map(({ title }) => title)
const devices = () =>
  firm.query('SELECT count(*)::integer AS devices FROM app.devices WHERE user_id = $1', [firm.adviser.id])
/** What the firm's trail says of books that became devices of their own. */
const renewals = () =>
  firm.query(
    `SELECT count(*)::integer AS renewals FROM audit_events
     WHERE type = 'integrity' AND action = 'restore' AND recorded_at > $1 AND reason LIKE 'This book is a copy%'`,
    [began],
  )
let began: unknown
beforeEach(async () => {
  began = (await firm.query('SELECT clock_timestamp() AS now'))[0]?.now
})

/** A copy of the profile as a backup program or an imaging tool takes it, while the workstation is off. */
function copyProfile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'adviser-copy-'))
  folders.push(folder)
  cpSync(laptop.profileFolder, folder, { recursive: true })
  return folder
}

/** Syncs until a renewed book, which opens anew, has been through a whole cycle. */
async function syncWhole(on: Workstation): Promise<void> {
  await on.reply('sync.now', {})
  await on.whenOpen()
  await on.sync()
}

const known = async () => ({ ...(await devices())[0], ...(await renewals())[0] })

test('a profile restored from yesterday’s backup doubles nothing, loses nothing, and says so in the trail', async () => {
  await addTask(workstation, 'Before the backup')
  await workstation.sync()
  network.cut()
  await addTask(workstation, 'In the backup, sent since')
  await workstation.stop()
  const backup = copyProfile()
  network.restore()
  workstation = await laptop.start({ port: network.port })
  await workstation.sync()
  await addTask(workstation, 'After the backup')
  await workstation.sync()
  await workstation.stop()
  const before = await known()

  workstation = await laptop.start({ port: network.port, profileFolder: backup })
  await syncWhole(workstation)
  await addTask(workstation, 'After the restore')
  await workstation.sync()

  const { devices: devicesBefore } = before as { devices: number }
  expect({
    sent: await sentTitles(),
    shown: (await workstation.call('tasks.list', {})).map(({ title, state }) => `${title}: ${state}`).sort(),
    known: await known(),
    trail: (await workstation.call('audit.verify', {})).ok,
    problem: (await workstation.call('sync.status', {})).problem,
  }).toEqual({
    sent: ['After the backup', 'After the restore', 'Before the backup', 'In the backup, sent since'],
    shown: [
      'After the backup: synced',
      'After the restore: synced',
      'Before the backup: synced',
      'In the backup, sent since: synced',
    ],
    known: { devices: devicesBefore + 1, renewals: 1 },
    trail: true,
    problem: null,
  })
})

test('a profile restored from a backup is noticed by its trail alone, where nothing else was sent since', async () => {
  await workstation.stop()
  const backup = copyProfile()
  workstation = await laptop.start({ port: network.port })
  await workstation.sync()
  await workstation.stop()

  workstation = await laptop.start({ port: network.port, profileFolder: backup })
  await syncWhole(workstation)

  expect({
    ...(await renewals())[0],
    trail: (await workstation.call('audit.verify', {})).ok,
    problem: (await workstation.call('sync.status', {})).problem,
  }).toEqual({ renewals: 1, trail: true, problem: null })
})

test('of two laptops that began as one, the second to come becomes a device of its own, with its work and its events', async () => {
  await addTask(workstation, 'Common')
  await workstation.sync()
  await workstation.stop()
  const copy = copyProfile()
  workstation = await laptop.start({ port: network.port })
  await workstation.sync()
  const other = createLaptop(firm)
  for (const [account, secret] of laptop.keychain.secrets) await other.keychain.set(account, secret)
  network.cut()
  const clone = await other.start({ port: network.port, profileFolder: copy })
  await addTask(clone, 'Made on the copy')
  await addTask(workstation, 'Made on the first')
  const before = await known()

  network.restore()
  await workstation.sync()
  await syncWhole(clone)
  await workstation.sync()
  await clone.sync()

  const events = await firm.query(
    `SELECT count(DISTINCT device_id)::integer AS devices FROM audit_events
     WHERE origin = 'laptop' AND action = 'create' AND table_name = 'tasks' AND recorded_at > $1`,
    [began],
  )
  const shown = async (on: Workstation) => (await on.call('tasks.list', {})).map(({ title }) => title).sort()
  const found = { first: await shown(workstation), clone: await shown(clone) }
  await clone.stop()
  other.remove()
  const all = ['Common', 'Made on the copy', 'Made on the first']
  expect({ sent: await sentTitles(), ...found, known: await known(), events }).toEqual({
    ...{ sent: all, first: all, clone: all },
    known: { devices: Number(before.devices) + 1, renewals: 1 },
    events: [{ devices: 2 }],
  })
})

test('a second workstation on the same profile is refused in words, and the first goes on', async () => {
  const second = await laptop.start({ port: network.port })

  const status = await second.call('session.status', {})
  await second.stop()
  await addTask(workstation, 'Still here')
  await workstation.sync()

  expect({ state: status.state, problem: status.problem, sent: await sentTitles() }).toEqual({
    state: 'signed_out',
    problem: { code: 'book_in_use', message: expect.stringContaining('already running with this book') },
    sent: ['Still here'],
  })
})

test('a change whose answer never came is acknowledged though it was parked meanwhile', async () => {
  const other = await firm.insertHousehold({ name: 'Leaves' })
  await workstation.sync()
  network.cut()
  await workstation.call('households.updateProfile', {
    householdId: other,
    patch: { objective: 'income' },
    confirm: false,
  })
  await addTask(workstation, 'Behind')
  // As after a cut: the firm applied the first unit, and the household left before the laptop heard of it.
  const [change] = await workstation.call('sync.outbox', {})
  const [device] = await firm.query(
    'SELECT id FROM app.devices WHERE user_id = $1 ORDER BY last_seen_at DESC LIMIT 1',
    [firm.adviser.id],
  )
  await firm.query(`INSERT INTO sync.applied_units (unit_id, device_id, sequence, user_id) VALUES ($1, $2, 1, $3)`, [
    change?.unitId,
    device?.id,
    firm.adviser.id,
  ])
  await firm.query('UPDATE households SET advisor_id = $2 WHERE id = $1', [other, firm.colleague.id])

  network.restore()
  await workstation.sync()

  expect({ outbox: await workstation.call('sync.outbox', {}), sent: await sentTitles(), ...(await known()) }).toEqual({
    outbox: [],
    sent: ['Behind'],
    devices: expect.any(Number),
    renewals: 0,
  })
})

test('what a firm lost that another server took over is sent again from the laptop', async () => {
  await addTask(workstation, 'Kept by both')
  await workstation.sync()
  await addTask(workstation, 'Lost with the old server')
  await workstation.call('households.updateProfile', { householdId, patch: { objective: 'growth' }, confirm: false })
  await workstation.sync()
  network.cut()
  // A standby that lagged: the last two units, with all that they brought about, never arrived there.
  await firm.query(
    'DELETE FROM sync.applied_mutations WHERE unit_id IN (SELECT unit_id FROM sync.applied_units WHERE sequence > 1)',
  )
  await firm.query('DELETE FROM sync.applied_units WHERE sequence > 1')
  await firm.query('SET session_replication_role = replica')
  await firm.query(`DELETE FROM tasks WHERE title = 'Lost with the old server'`)
  await firm.query(`UPDATE households SET objective = NULL, version = 1 WHERE id = $1`, [householdId])
  await firm.query('RESET session_replication_role')
  await firm.query('UPDATE sync.epoch SET epoch = gen_random_uuid()')

  network.restore()
  await workstation.sync()
  await workstation.sync()

  expect({
    sent: await sentTitles(),
    household: await firm.query('SELECT objective, version FROM households WHERE id = $1', [householdId]),
    outbox: await workstation.call('sync.outbox', {}),
    shown: (await workstation.call('tasks.list', {})).map(({ title }) => title).sort(),
  }).toEqual({
    sent: ['Kept by both', 'Lost with the old server'],
    household: [{ objective: 'growth', version: 2 }],
    outbox: [],
    shown: ['Kept by both', 'Lost with the old server'],
  })
})
