import { afterAll, beforeAll, expect, test } from 'vitest'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type FirmUser, type SmallFirm } from '#test/support/small-firm.ts'
import { createLaptop, type Laptop, type Workstation } from '#test/support/workstation.ts'

let firm: SmallFirm
let assistant: FirmUser
let laptop: Laptop
let workstation: Workstation

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  assistant = await firm.addUser('assistant')
  laptop = createLaptop(firm)
  workstation = await laptop.start()
})
afterAll(async () => {
  await workstation.stop()
  laptop.remove()
  await firm.close()
})

const listNames = async () => (await workstation.call('households.list', {})).rows.map(({ name }) => name)

test('a household comes whole onto an assistant’s laptop with the team, is worked on, and leaves with it', async () => {
  const householdId = await firm.insertHousehold({ name: 'Served together' })
  await firm.insertHousehold({ name: 'Not theirs' })
  await firm.insert('tasks', { householdId, title: 'Call', ownerId: firm.adviser.id, priority: 'low', status: 'open' })
  await workstation.signIn(assistant)
  const before = await listNames()

  const adviser = await firm.connectAs(firm.adviser)
  await adviser.query(
    `INSERT INTO team_members (id, household_id, user_id, role) VALUES (gen_random_uuid(), $1, $2, 'assistant')`,
    [householdId, assistant.id],
  )
  await workstation.sync()
  const during = {
    names: await listNames(),
    tasks: (await workstation.call('tasks.list', {})).map(({ title }) => title),
  }
  await workstation.call('tasks.add', { householdId, title: 'Send the form', priority: 'normal' })
  await workstation.sync()
  const [sent] = await firm.query(`SELECT created_by FROM tasks WHERE title = 'Send the form'`)

  await adviser.query('DELETE FROM team_members WHERE user_id = $1', [assistant.id])
  await adviser.end()
  await workstation.sync()

  expect({ before, during, sent, after: await listNames() }).toEqual({
    before: [],
    during: { names: ['Served together'], tasks: ['Call'] },
    sent: { created_by: assistant.id },
    after: [],
  })
})
