import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { LocalMutation } from '#electron/ipc/handlers.ts'
import { buildRow, testId } from '#test/support/builders.ts'
import { readBookRows, readFirmRows } from '#test/support/compare-book.ts'
import { type CycleRunner, createCycleRunner } from '#test/support/cycle-runner.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

let firm: SmallFirm
let laptop: CycleRunner
let households: string[]

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
})
afterAll(() => firm.close())

beforeEach(async () => {
  households = []
  for (const name of ['First', 'Second', 'Third']) households.push(await firm.insertHousehold({ name }))
  await addTasks(5)
  laptop = await createCycleRunner(firm, firm.adviser)
  await laptop.cycle()
})
afterEach(async () => {
  await laptop.close()
  await firm.emptyBook()
})

/** Tasks of every household. */
async function addTasks(count: number): Promise<void> {
  await firm.query(
    `INSERT INTO tasks (id, household_id, title, owner_id, priority, status)
     SELECT gen_random_uuid(), households.id, 'Task ' || n, $1, 'normal', 'open' FROM households, generate_series(1, $2::integer) AS n`,
    [firm.adviser.id, count],
  )
}

/** Whether every row on the laptop is the firm's, content included. */
async function isInStep(): Promise<boolean> {
  const asAdviser = await firm.connectAs(firm.adviser)
  const there = await readFirmRows(asAdviser)
  await asAdviser.end()
  const here = readBookRows(laptop.file.path, laptop.file.key)
  return JSON.stringify(here) === JSON.stringify(there)
}

/** How many rows the firm's database shows the adviser of what laptops carry. */
async function countFirmRows(): Promise<number> {
  const asAdviser = await firm.connectAs(firm.adviser)
  const there = await readFirmRows(asAdviser)
  await asAdviser.end()
  return Object.values(there).reduce((sum, rows) => sum + rows.length, 0)
}

let made = 900

/** Commits a change that the firm refuses, as it stands in the outbox until somebody decides. */
async function commitRefused(mutation: LocalMutation): Promise<void> {
  const mutationId = testId(made++)
  const stamp = { id: uuidv7(), occurredAt: '2026-11-22T10:00:00.000Z' }
  const actor = { deviceId: laptop.deviceId, actorId: firm.adviser.id, actorLogin: 'adviser', appVersion: 'test' }
  await laptop.cache.run('commitChange', { actor, mutations: [{ mutation, mutationId, ...stamp }], entries: [] })
  const verdicts = [{ mutationId, reason: 'no', theirs: null }]
  const [change] = await laptop.cache.run('readUnitOf', { mutationId })
  await laptop.cache.run('park', { unitId: change?.unitId ?? '', state: 'refused', verdicts })
}

test('a book that is what the firm has is found right, unsent changes and rows of its own included', async () => {
  const [householdId = ''] = households
  const [task] = await firm.query('SELECT id FROM tasks WHERE household_id = $1 LIMIT 1', [householdId])
  await commitRefused({ table: 'households', operation: 'update', id: householdId, patch: { name: 'Mine' } })
  await commitRefused({ table: 'tasks', operation: 'insert', row: buildRow('tasks', { householdId }) })
  await commitRefused({ table: 'tasks', operation: 'delete', id: String(task?.id) })
  const there = await countFirmRows()
  const { verified, entries } = await laptop.cycle({ verifyAll: true })

  expect({ verified, entries }).toEqual({
    verified: { households: 3, rows: there, repaired: 0, at: expect.any(String) },
    entries: [],
  })
})

test('whatever is missing, stale, or too much on the laptop is found and put right, and the trail says where', async () => {
  const [first = '', second = '', third = ''] = households
  laptop.tamper('DELETE FROM tasks WHERE household_id = ?', first)
  laptop.tamper('DELETE FROM households WHERE id = ?', first)
  laptop.tamper(`UPDATE tasks SET version = 9, title = 'Stale' WHERE household_id = ?`, second)
  laptop.tamper(
    `INSERT INTO tasks (id, version, created_at, updated_at, household_id, title, owner_id, priority, status)
     SELECT ?, version, created_at, updated_at, household_id, 'Too much', owner_id, priority, status FROM tasks
     WHERE household_id = ? LIMIT 1`,
    testId(77),
    third,
  )
  laptop.tamper(`UPDATE users SET updated_at = '2020-01-01T00:00:00.000Z' WHERE id = ?`, firm.colleague.id)

  const { verified, entries, gained } = await laptop.cycle({ verifyAll: true })

  const found = entries.map(({ action, householdId, changes }) => ({ action, householdId, changes }))
  const inOrder = found.toSorted((one, other) => (String(one.householdId) < String(other.householdId) ? -1 : 1))
  expect({ inStep: await isInStep(), repaired: verified?.repaired, gained, inOrder }).toEqual({
    inStep: true,
    repaired: 4,
    gained: [first],
    inOrder: [
      { action: 'restore', householdId: first, changes: { households: [0, 1], tasks: [0, 5] } },
      { action: 'restore', householdId: second, changes: { tasks: [5, 5] } },
      { action: 'restore', householdId: third, changes: { tasks: [6, 5] } },
      { action: 'restore', householdId: null, changes: { users: [expect.any(Number), expect.any(Number)] } },
    ],
  })
})

test('a household that is touched by a pull is compared with it, whatever the turn of the rest', async () => {
  const [first = '', second = ''] = households
  laptop.tamper('DELETE FROM tasks WHERE household_id = ?', first)
  laptop.tamper('DELETE FROM tasks WHERE household_id = ?', second)

  await firm.query(`UPDATE households SET name = 'Touched' WHERE id = $1`, [first])
  const { entries } = await laptop.cycle()

  expect(entries.map(({ householdId }) => householdId)).toEqual([first])
})

test('what is not the firm’s yet stays as it was typed through a repair', async () => {
  const [first = ''] = households
  const row = buildRow('tasks', { householdId: first, ownerId: firm.colleague.id, title: 'Unsent' })
  await commitRefused({ table: 'tasks', operation: 'insert', row })
  await commitRefused({ table: 'households', operation: 'update', id: first, patch: { name: 'Mine' } })
  laptop.tamper(`DELETE FROM tasks WHERE household_id = ? AND title <> 'Unsent'`, first)

  const { verified } = await laptop.cycle({ verifyAll: true })

  const here = readBookRows(laptop.file.path, laptop.file.key)
  expect({
    repaired: verified?.repaired,
    tasks: here.tasks?.filter(([, , , , , , household]) => household === first).length,
    unsent: JSON.stringify(here).includes('Unsent'),
    mine: JSON.stringify(here.households).includes('Mine'),
  }).toEqual({ repaired: 1, tasks: 6, unsent: true, mine: true })
})

test('a cycle with nothing new asks one question, and takes its turn with a share every ten minutes of the firm’s clock', async () => {
  const quiet = await laptop.cycle()
  const { at } = JSON.parse((await laptop.cache.run('readValue', { name: 'verification' })) ?? '{}')
  const earlier = new Date(Date.parse(at) - 11 * 60_000).toISOString()
  const state = { after: '00000000-0000-0000-0000-000000000000', at: earlier, firmAt: earlier }
  await laptop.cache.run('writeValue', { name: 'verification', value: JSON.stringify(state) })
  const due = await laptop.cycle()

  expect([quiet, due].map(({ asked, units }) => ({ asked, units }))).toEqual([
    { asked: 1, units: 0 },
    { asked: 1, units: 1 },
  ])
})
