import { expect, test } from 'vitest'
import { tasksHandlers } from '#electron/features/tasks/handlers.ts'
import { workflowTemplates } from '#shared/domain/workflow-templates.ts'
import { tasksChannels } from '#shared/ipc/tasks.ts'
import { callerOf, id, openTestBook } from './support.ts'

const call = callerOf(tasksChannels, tasksHandlers)

/** A household with its adviser, and somebody in operations. */
function openFirm() {
  const testBook = openTestBook()
  testBook.add('users', { id: id(2), displayName: 'Ada', role: 'adviser', active: true })
  testBook.add('users', { id: id(4), displayName: 'Otto', role: 'operations', active: true })
  testBook.add('households', { id: id(10), name: 'Müller household', advisorId: id(2) })
  return testBook
}

const start = { householdId: id(10), workflow: 'transfer', startsOn: '2026-11-30', about: ' ' } as const

test('a workflow makes all of its tasks in one change, each with owner, day, and place', async () => {
  const testBook = openFirm()

  const { workflowId, tasks } = await call(testBook, 'tasks.startWorkflow', start)

  const rows = testBook.committed.map((mutation) => (mutation.operation === 'insert' ? mutation.row : null))
  expect([tasks, rows.length, rows[3]]).toEqual([
    workflowTemplates.transfer.steps.length,
    workflowTemplates.transfer.steps.length,
    {
      ...{ id: expect.any(String), householdId: id(10), title: 'Submit the transfer', details: null },
      ...{ priority: 'normal', dueOn: '2026-12-03', ownerId: id(4), status: 'open' },
      ...{ workflow: 'transfer', workflowId, workflowStep: 4 },
    },
  ])
})

test('progress counts what is done of what was not cancelled; one that is through is under way no more', async () => {
  const testBook = openFirm()
  await call(testBook, 'tasks.startWorkflow', start)
  const read = async () => {
    const [workflow] = await call(testBook, 'tasks.workflows', { householdId: id(10) })
    return workflow
  }
  const steps = (await read())?.steps ?? []
  const [first, second, ...others] = steps.map((step) => step.id)

  await call(testBook, 'tasks.setStatus', { taskId: first ?? '', status: 'done' })
  await call(testBook, 'tasks.setStatus', { taskId: second ?? '', status: 'cancelled' })
  const halfway = await read()
  for (const taskId of others) await call(testBook, 'tasks.setStatus', { taskId, status: 'done' })

  expect([halfway?.done, halfway?.total, halfway?.next.workflowStep, halfway?.householdName, await read()]).toEqual([
    ...[1, steps.length - 1, 3, 'Müller household'],
    undefined,
  ])
})

test.each([
  ['a workflow there is not', { ...start, workflow: 'wedding' }],
  ['a day there is not', { ...start, startsOn: '2026-02-30' }],
  ['too long a remark', { ...start, about: 'x'.repeat(101) }],
])('%s is not taken', async (_, wrong) => {
  await expect(call(openFirm(), 'tasks.startWorkflow', wrong as typeof start)).rejects.toThrow()
})

test('a household of another book is not found', async () => {
  const missing = { ...start, householdId: id(11) }

  await expect(call(openFirm(), 'tasks.startWorkflow', missing)).rejects.toMatchObject({ code: 'not_found' })
})

test('a workflow is stopped in one change, which can be taken back; what was done or cancelled before stays so', async () => {
  const testBook = openFirm()
  const { workflowId, tasks } = await call(testBook, 'tasks.startWorkflow', start)
  const other = await call(testBook, 'tasks.startWorkflow', { ...start, workflow: 'onboarding' })
  const steps = await testBook.book.selectFrom('tasks').where('workflowId', '=', workflowId).select('id').execute()
  const [first = '', second = ''] = steps.map((step) => step.id)
  await call(testBook, 'tasks.setStatus', { taskId: first, status: 'done' })
  await call(testBook, 'tasks.setStatus', { taskId: second, status: 'cancelled' })
  const under = async () =>
    (await call(testBook, 'tasks.workflows', { householdId: id(10) })).map((one) => one.workflowId)

  testBook.committed.length = 0
  const { taskIds } = await call(testBook, 'tasks.stopWorkflow', { workflowId })
  const stopped = await under()
  await call(testBook, 'tasks.setStatus', { taskId: taskIds[0] ?? '', status: 'done' })
  await call(testBook, 'tasks.resumeWorkflow', { workflowId, taskIds })

  const rows = await testBook.book.selectFrom('tasks').where('workflowId', '=', workflowId).selectAll().execute()
  const count = (status: string) => rows.filter((row) => row.status === status).length
  expect([taskIds.length, stopped, (await under()).length]).toEqual([tasks - 2, [other.workflowId], 2])
  expect([count('done'), count('cancelled'), count('open')]).toEqual([2, 1, tasks - 3])
})

test('a workflow that is through, or not in the book, is not stopped', async () => {
  const testBook = openFirm()
  const { workflowId } = await call(testBook, 'tasks.startWorkflow', start)
  await call(testBook, 'tasks.stopWorkflow', { workflowId })

  await expect(call(testBook, 'tasks.stopWorkflow', { workflowId })).rejects.toMatchObject({ code: 'bad_input' })
  await expect(call(testBook, 'tasks.stopWorkflow', { workflowId: id(99) })).rejects.toMatchObject({
    code: 'not_found',
  })
})
