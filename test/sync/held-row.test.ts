import { afterAll, beforeAll, expect, test } from 'vitest'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { createLaptop, type Laptop, type Workstation } from '#test/support/workstation.ts'

let firm: SmallFirm
let laptop: Laptop
let workstation: Workstation
let householdId: string

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  householdId = await firm.insertHousehold()
  laptop = createLaptop(firm)
  workstation = await laptop.start()
  await workstation.signIn(firm.adviser)
})
afterAll(async () => {
  await workstation.stop()
  laptop.remove()
  await firm.close()
})

const changeObjective = (objective: 'income' | 'growth') =>
  workstation.call('households.updateProfile', { householdId, patch: { objective }, confirm: false })

const readObjective = async () => (await firm.query('SELECT objective FROM households'))[0]?.objective

test('somebody who adds to a household in an open transaction does not hold up a change of its profile', async () => {
  await firm.query('BEGIN')
  await firm.insert('tasks', {
    householdId,
    title: 'Not yet committed',
    ownerId: firm.adviser.id,
    priority: 'low',
    status: 'open',
  })

  await changeObjective('income')
  await workstation.sync()

  const { waiting } = await workstation.call('sync.status', {})
  await firm.query('COMMIT')
  expect({ waiting, objective: await readObjective() }).toEqual({ waiting: 0, objective: 'income' })
})

test('a change of a row that somebody holds waits for the next round, and is sent once the row is free', async () => {
  await firm.query('BEGIN')
  await firm.query('UPDATE households SET name = $2 WHERE id = $1', [householdId, 'Held'])

  await changeObjective('growth')
  await workstation.sync()
  const held = await workstation.call('sync.status', {})
  await firm.query('COMMIT')
  await workstation.sync()

  const freed = await workstation.call('sync.status', {})
  expect({
    held: { waiting: held.waiting, says: held.problem?.message },
    freed: { waiting: freed.waiting, problem: freed.problem },
    objective: await readObjective(),
  }).toEqual({
    held: { waiting: 1, says: undefined },
    freed: { waiting: 0, problem: null },
    objective: 'growth',
  })
})
