import { expect, test } from 'vitest'
import { tasksHandlers } from '#electron/features/tasks.ts'
import { tasksChannels } from '#shared/ipc/tasks.ts'
import { callerOf, id, NOW, openTestBook } from './support.ts'

const call = callerOf(tasksChannels, tasksHandlers)

function openBookWithTasks() {
  const testBook = openTestBook()
  const { add } = testBook
  add('users', { id: id(2), displayName: 'Ada Adviser' })
  add('households', { id: id(10), name: 'Müller household' })
  add('meetings', { id: id(20), householdId: id(10), subject: 'Review' })
  add('meetings', { id: id(21), householdId: id(11), subject: 'Somebody else’s' })
  const task = { householdId: id(10), ownerId: id(2), status: 'open', priority: 'normal' } as const
  add('tasks', { ...task, id: id(30), title: 'Some day' })
  add('tasks', { ...task, id: id(31), title: 'Later', dueOn: '2026-12-24' })
  add('tasks', { ...task, id: id(32), title: 'Soon', dueOn: '2026-12-01' })
  add('tasks', { ...task, id: id(33), title: 'Soon and urgent', dueOn: '2026-12-01', priority: 'high' })
  add('tasks', { ...task, id: id(34), title: 'Done', status: 'done' })
  return testBook
}

test('open tasks come soonest first, the urgent first on a day, undated last', async () => {
  const testBook = openBookWithTasks()
  testBook.addChange({ table: 'tasks', rowId: id(31), householdId: id(10), state: 'waiting' })
  testBook.addChange({ table: 'tasks', rowId: id(31), householdId: id(10), state: 'conflict' })

  const tasks = await call(testBook, 'tasks.list', {})

  expect(tasks.map((task) => [task.title, task.ownerName, task.householdName, task.state])).toEqual([
    ['Soon and urgent', 'Ada Adviser', 'Müller household', 'synced'],
    ['Soon', 'Ada Adviser', 'Müller household', 'synced'],
    ['Later', 'Ada Adviser', 'Müller household', 'conflict'],
    ['Some day', 'Ada Adviser', 'Müller household', 'synced'],
  ])
})

test('a task added is the signed-in person’s and waits to be sent', async () => {
  const testBook = openBookWithTasks()

  const { taskId } = await call(testBook, 'tasks.add', { householdId: id(10), meetingId: id(20), title: ' Call ' })

  const row = {
    id: taskId,
    householdId: id(10),
    meetingId: id(20),
    title: 'Call',
    dueOn: null,
    priority: 'normal',
    ownerId: id(2),
    status: 'open',
  }
  expect(testBook.committed).toEqual([{ table: 'tasks', operation: 'insert', row }])
  const tasks = await call(testBook, 'tasks.list', {})
  expect(tasks.find((task) => task.id === taskId)?.state).toBe('waiting')
})

test.each([
  ['a household not in the book', { householdId: id(99) }],
  ['another household’s meeting', { householdId: id(10), meetingId: id(21) }],
])('no task for %s', async (_, input) => {
  const testBook = openBookWithTasks()

  const adding = call(testBook, 'tasks.add', { title: 'Call', ...input })

  await expect(adding).rejects.toMatchObject({ code: 'not_found' })
  expect(testBook.committed).toEqual([])
})

test('a task is done at an instant, opened again without one, and never changed for nothing', async () => {
  const testBook = openBookWithTasks()

  await call(testBook, 'tasks.setStatus', { taskId: id(30), status: 'done' })
  await call(testBook, 'tasks.setStatus', { taskId: id(30), status: 'done' })
  await call(testBook, 'tasks.setStatus', { taskId: id(30), status: 'open' })
  await call(testBook, 'tasks.setStatus', { taskId: id(30), status: 'cancelled' })

  const update = { table: 'tasks', operation: 'update', id: id(30) }
  expect(testBook.committed).toEqual([
    { ...update, patch: { status: 'done', completedAt: NOW } },
    { ...update, patch: { status: 'open', completedAt: null } },
    { ...update, patch: { status: 'cancelled', completedAt: null } },
  ])
})

test('a task outside the book is not found', async () => {
  const change = call(openBookWithTasks(), 'tasks.setStatus', { taskId: id(99), status: 'done' })

  await expect(change).rejects.toMatchObject({ code: 'not_found' })
})
