import { afterAll, beforeAll, expect, test } from 'vitest'
import { explainRefusal } from '#electron/postgres/explain-refusal.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

let firm: SmallFirm
let householdId: string

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  householdId = await firm.insertHousehold()
})
afterAll(() => firm.close())

const task = (ownerId: string, previousId: string | null = null) =>
  ({ householdId, ownerId, previousId, title: 'Call', priority: 'low', status: 'open' }) as const

/** What the database answers: nothing, or code and rule. */
async function answerOf(change: Promise<unknown>): Promise<string | null> {
  try {
    await change
    return null
  } catch (error) {
    const { code, constraint } = error as { code: string; constraint?: string }
    return `${code} ${constraint}`
  }
}

test('a task is only given to somebody who serves the household, and stays theirs until it is given anew', async () => {
  const assistant = await firm.addUser('assistant')
  const operations = await firm.addUser('operations')
  const byAdviser = await firm.connectAs(firm.adviser)
  const giveTo = (id: string, ownerId: string) =>
    answerOf(byAdviser.query('UPDATE tasks SET owner_id = $2 WHERE id = $1', [id, ownerId]))

  const beforeTeam = await answerOf(firm.insert('tasks', task(assistant.id)))
  await firm.insert('team_members', { householdId, userId: assistant.id, role: 'assistant' })
  const taskId = await firm.insert('tasks', task(firm.adviser.id))
  const answers = {
    beforeTeam,
    team: await giveTo(taskId, assistant.id),
    operations: await giveTo(taskId, operations.id),
    compliance: await giveTo(taskId, firm.compliance.id),
    stranger: await giveTo(taskId, firm.colleague.id),
    strangerAdded: await answerOf(firm.insert('tasks', task(firm.colleague.id))),
    several: await answerOf(byAdviser.query('UPDATE tasks SET owner_id = $1', [firm.colleague.id])),
  }
  await giveTo(taskId, assistant.id)
  await firm.query('DELETE FROM team_members WHERE user_id = $1', [assistant.id])
  const otherField = await answerOf(byAdviser.query(`UPDATE tasks SET title = 'Call again' WHERE id = $1`, [taskId]))
  await byAdviser.end()

  const refused = '23514 task_owner_sees_household'
  expect({ ...answers, otherField }).toEqual({
    ...{ beforeTeam: refused, team: null, operations: null, compliance: refused },
    ...{ stranger: refused, strangerAdded: refused, several: refused, otherField: null },
  })
})

test('the refusal says what to do', () => {
  const sentence = explainRefusal({ code: '23514', table: 'tasks', constraint: 'task_owner_sees_household' }, 'tasks')

  expect(sentence).toBe(
    'The owner does not serve this household, so they could not see the task. Choose its adviser or somebody on its team. Correct it and send it again, or discard it.',
  )
})

test('one task follows another, however many laptops complete it', async () => {
  const first = await firm.insert('tasks', task(firm.adviser.id))
  await firm.insert('tasks', task(firm.adviser.id, first))

  const second = await answerOf(firm.insert('tasks', task(firm.adviser.id, first)))

  expect(second).toBe('23505 uq_tasks_previous_id')
})
