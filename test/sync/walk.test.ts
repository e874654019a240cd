import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { type Network, startNetwork } from '#test/support/tcp-proxy.ts'
import { createLaptop, type Laptop, type Workstation } from '#test/support/workstation.ts'

let firm: SmallFirm
let network: Network
let laptop: Laptop
let workstation: Workstation
let householdId: string

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  network = await startNetwork(firm.database)
})
afterAll(async () => {
  await network.close()
  await firm.close()
})

async function begin(): Promise<void> {
  householdId = await firm.insertHousehold({ name: 'Müller-Ørsted' })
  laptop = createLaptop(firm)
  workstation = await laptop.start({ port: network.port })
  await workstation.signIn(firm.adviser)
}

afterEach(async () => {
  network.restore()
  await workstation.stop()
  laptop.remove()
  await firm.emptyBook()
})

const listNames = async () => (await workstation.call('households.list', {})).rows.map(({ name }) => name)

test('a change made by the firm arrives with the next pull', async () => {
  await begin()

  await firm.query(`UPDATE households SET name = 'Ørsted' WHERE id = $1`, [householdId])
  await workstation.sync()

  expect(await listNames()).toEqual(['Ørsted'])
})

test('a row the firm removed leaves the laptop with the next pull, its search words with it', async () => {
  await begin()
  await workstation.call('tasks.add', { householdId, title: 'Unrepeatable errand' })
  await workstation.sync()
  const found = async () => (await workstation.call('households.search', { text: 'unrepeatable' })).hits.length
  const before = await found()

  await firm.removeRows('tasks')
  await workstation.sync()

  expect({ before, after: await found(), tasks: await workstation.call('tasks.list', {}) }).toEqual({
    before: 1,
    after: 0,
    tasks: [],
  })
})

test('work done with the network gone is in the firm’s database once, after it is back', async () => {
  await begin()
  network.cut()

  await workstation.call('households.updateProfile', {
    householdId,
    patch: { riskTolerance: 'moderate' },
    confirm: true,
  })
  const { taskId } = await workstation.call('tasks.add', { householdId, title: 'Send the form' })
  const offline = await workstation.call('sync.status', {})
  const shown = (await workstation.call('tasks.list', {})).map(({ id, state }) => ({ id, state }))
  network.restore()
  await workstation.sync()

  expect({
    offline: offline.waiting,
    shown,
    tasks: await firm.query('SELECT id, title, version FROM tasks'),
    household: await firm.query('SELECT risk_tolerance, version, updated_by FROM households'),
    status: (await workstation.call('sync.status', {})).waiting,
  }).toEqual({
    offline: 2,
    shown: [{ id: taskId, state: 'waiting' }],
    tasks: [{ id: taskId, title: 'Send the form', version: 1 }],
    household: [{ risk_tolerance: 'moderate', version: 2, updated_by: firm.adviser.id }],
    status: 0,
  })
})

test('queued work survives switching the laptop off, and the book opens without the network', async () => {
  await begin()
  network.cut()
  await workstation.call('tasks.add', { householdId, title: 'Ring the custodian' })
  await workstation.stop()

  workstation = await laptop.start({ port: network.port })
  const status = await workstation.call('session.status', {})
  const waiting = (await workstation.call('sync.outbox', {})).map(({ label, state }) => ({ label, state }))
  network.restore()
  await workstation.sync()

  expect({ state: status.state, waiting, tasks: await firm.query('SELECT title FROM tasks') }).toEqual({
    state: 'open',
    waiting: [{ label: 'Task', state: 'waiting' }],
    tasks: [{ title: 'Ring the custodian' }],
  })
})

test('a household assigned to somebody else leaves the laptop whole, and arrives whole with its new adviser', async () => {
  await begin()
  await workstation.call('tasks.add', { householdId, title: 'Theirs to do' })
  await workstation.sync()
  const other = createLaptop(firm)
  const theirs = await other.start()
  await theirs.signIn(firm.colleague)

  await firm.query('UPDATE households SET advisor_id = $2 WHERE id = $1', [householdId, firm.colleague.id])
  await workstation.sync()
  await theirs.sync()

  const mine = { households: await listNames(), tasks: await workstation.call('tasks.list', {}) }
  const seen = (await theirs.call('tasks.list', {})).map(({ title }) => title)
  const receipts = await firm.query(
    `SELECT action FROM audit_events WHERE household_id = $1 AND type = 'sync' ORDER BY sequence`,
    [householdId],
  )
  await theirs.stop()
  other.remove()
  expect({ mine, seen, receipts }).toEqual({
    mine: { households: [], tasks: [] },
    seen: ['Theirs to do'],
    receipts: [{ action: 'wipe' }, { action: 'checkout' }],
  })
})

test('different fields changed on both sides are merged', async () => {
  await begin()
  network.cut()
  await workstation.call('households.updateProfile', {
    householdId,
    patch: { horizon: 'over_10_years' },
    confirm: false,
  })
  await firm.query(`UPDATE households SET service_tier = 'platinum' WHERE id = $1`, [householdId])

  network.restore()
  await workstation.sync()

  expect(await firm.query('SELECT service_tier, horizon, version FROM households')).toEqual([
    { service_tier: 'platinum', horizon: 'over_10_years', version: 3 },
  ])
})

test('the same field changed on both sides waits for a decision, which is kept and audited', async () => {
  await begin()
  network.cut()
  await workstation.call('households.updateProfile', { householdId, patch: { objective: 'income' }, confirm: false })
  await firm.query(`UPDATE households SET objective = 'growth' WHERE id = $1`, [householdId])
  network.restore()
  await workstation.sync()
  const [conflict] = await workstation.call('sync.outbox', {})

  await workstation.call('sync.resolve', { mutationId: conflict?.mutationId ?? '', keep: 'mine' })
  await workstation.sync()

  expect({
    state: conflict?.state,
    fields: conflict?.fields,
    kept: await firm.query('SELECT objective FROM households'),
    left: await workstation.call('sync.outbox', {}),
    decided: await firm.query(`SELECT reason FROM audit_events WHERE action = 'conflict_resolved' AND row_id = $1`, [
      householdId,
    ]),
  }).toEqual({
    state: 'conflict',
    fields: [
      {
        name: 'objective',
        label: 'Objective',
        kind: 'choice',
        mine: 'Income',
        theirs: 'Growth',
        base: null,
        value: 'income',
        collides: true,
      },
    ],
    kept: [{ objective: 'income' }],
    left: [],
    decided: [{ reason: 'kept mine' }],
  })
})

test('what the firm refuses is parked with the reason, and what follows is sent', async () => {
  await begin()
  const gone = await firm.insertHousehold({ name: 'Soon gone' })
  await workstation.sync()
  network.cut()
  await workstation.call('households.updateProfile', {
    householdId: gone,
    patch: { objective: 'income' },
    confirm: false,
  })
  await workstation.call('tasks.add', { householdId, title: 'Behind it' })
  await firm.removeRows('households', 'id = $1', [gone])

  network.restore()
  await workstation.sync()

  const outbox = await workstation.call('sync.outbox', {})
  expect({
    outbox: outbox.map(({ state, reason }) => ({ state, reason })),
    tasks: await firm.query('SELECT title FROM tasks'),
  }).toEqual({
    outbox: [{ state: 'refused', reason: expect.stringMatching(/left your book|no longer in your book/) }],
    tasks: [{ title: 'Behind it' }],
  })
})

test('a restored database is noticed by its epoch: the book is brought anew and unsent work kept', async () => {
  await begin()
  network.cut()
  await workstation.call('tasks.add', { householdId, title: 'Unsent' })
  await firm.query('UPDATE sync.epoch SET epoch = gen_random_uuid()')
  await firm.query(`UPDATE households SET name = 'After the restore' WHERE id = $1`, [householdId])

  network.restore()
  await workstation.sync()

  expect({ names: await listNames(), tasks: await firm.query('SELECT title FROM tasks') }).toEqual({
    names: ['After the restore'],
    tasks: [{ title: 'Unsent' }],
  })
})
