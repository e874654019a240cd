import { expect, test } from 'vitest'
import { tasksHandlers } from '#electron/features/tasks/handlers.ts'
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
    details: null,
    dueOn: null,
    priority: 'normal',
    ownerId: id(2),
    status: 'open',
    repeatEvery: null,
    repeatUnit: null,
    repeatFrom: null,
    repeatAnchorOn: null,
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

/** A household with its adviser, somebody on its team, and others who do not serve it. */
function openBookWithTeam() {
  const testBook = openBookWithTasks()
  const { add } = testBook
  add('households', { id: id(10), name: 'Müller household', advisorId: id(2) })
  const people = [
    [id(3), 'Tom Team', 'assistant', true],
    [id(4), 'Olga Operations', 'operations', true],
    [id(5), 'Stranger', 'adviser', true],
    [id(6), 'Gone', 'operations', false],
    [id(7), 'Carla Compliance', 'compliance', true],
  ] as const
  for (const [userId, displayName, role, active] of people) add('users', { id: userId, displayName, role, active })
  add('users', { id: id(2), displayName: 'Ada Adviser', role: 'adviser', active: true })
  add('team_members', { id: id(40), householdId: id(10), userId: id(3) })
  return testBook
}

test('a task may be given to those who serve the household, and to nobody else', async () => {
  const testBook = openBookWithTeam()

  const colleagues = await call(testBook, 'tasks.colleagues', { householdId: id(10) })
  await call(testBook, 'tasks.add', { householdId: id(10), title: 'Ours', ownerId: id(3) })
  await call(testBook, 'tasks.change', { taskId: id(30), ownerId: id(4) })
  const refused = [
    call(testBook, 'tasks.add', { householdId: id(10), title: 'Theirs', ownerId: id(5) }),
    call(testBook, 'tasks.change', { taskId: id(30), ownerId: id(6) }),
    call(testBook, 'tasks.change', { taskId: id(30), ownerId: id(7) }),
  ]

  expect({
    colleagues: colleagues.map(({ displayName }) => displayName),
    owners: (await call(testBook, 'tasks.list', {}))
      .filter(({ ownerId }) => ownerId !== id(2))
      .map((task) => [task.title, task.ownerName]),
    refused: (await Promise.allSettled(refused)).map((one) => one.status === 'rejected' && one.reason.details),
  }).toEqual({
    colleagues: ['Ada Adviser', 'Olga Operations', 'Tom Team'],
    owners: [
      ['Some day', 'Olga Operations'],
      ['Ours', 'Tom Team'],
    ],
    refused: Array(3).fill([{ path: 'ownerId', message: expect.stringContaining('do not serve this household') }]),
  })
})

test('a change sends what was changed and nothing else', async () => {
  const testBook = openBookWithTasks()

  await call(testBook, 'tasks.change', { taskId: id(31), details: '  Before Christmas  ', priority: 'high' })
  await call(testBook, 'tasks.reschedule', { taskId: id(31), dueOn: '2026-12-28' })

  const update = { table: 'tasks', operation: 'update', id: id(31) }
  expect(testBook.committed).toEqual([
    { ...update, patch: { details: 'Before Christmas', priority: 'high' } },
    { ...update, patch: { dueOn: '2026-12-28' } },
  ])
})

const monthly = { every: 1, unit: 'months', from: 'schedule' } as const

/** What the book has of a series: its tasks by day. */
async function seriesOf(testBook: ReturnType<typeof openBookWithTasks>) {
  const rows = await testBook.book.selectFrom('tasks').where('title', '=', 'Fees').orderBy('id').selectAll().execute()
  return rows.map((task) => [task.dueOn, task.status, task.repeatAnchorOn, task.previousId === null ? 'first' : 'next'])
}

test('one that repeats makes the next when it is done, in the same unit, once', async () => {
  const testBook = openBookWithTasks()
  const { taskId } = await call(testBook, 'tasks.add', {
    ...{ householdId: id(10), title: 'Fees', details: 'All accounts', dueOn: '2027-01-31', repeat: monthly },
  })

  const done = await call(testBook, 'tasks.setStatus', { taskId, status: 'done' })
  const afterDone = await seriesOf(testBook)
  await call(testBook, 'tasks.setStatus', { taskId, status: 'open' })
  const afterUndo = await seriesOf(testBook)
  await call(testBook, 'tasks.setStatus', { taskId, status: 'done' })
  const afterRedo = await seriesOf(testBook)

  const first = ['2027-01-31', 'done', '2027-01-31', 'first']
  expect({ done, afterDone, afterUndo, afterRedo }).toEqual({
    done: { nextDueOn: '2027-02-28' },
    afterDone: [first, ['2027-02-28', 'open', '2027-01-31', 'next']],
    afterUndo: [
      ['2027-01-31', 'open', '2027-01-31', 'first'],
      ['2027-02-28', 'cancelled', '2027-01-31', 'next'],
    ],
    afterRedo: [first, ['2027-02-28', 'open', '2027-01-31', 'next']],
  })
})

test('counted from completion, the next is due so long after the day it was done; cancelled, there is none', async () => {
  const testBook = openBookWithTasks()
  const given = { householdId: id(10), title: 'Fees', dueOn: '2026-11-20' }
  const repeat = { every: 2, unit: 'weeks', from: 'completion' } as const
  const { taskId } = await call(testBook, 'tasks.add', { ...given, repeat })
  const { taskId: givenUp } = await call(testBook, 'tasks.add', { ...given, title: 'Given up', repeat })

  const replies = [
    await call(testBook, 'tasks.setStatus', { taskId, status: 'done' }),
    await call(testBook, 'tasks.setStatus', { taskId: givenUp, status: 'cancelled' }),
  ]

  expect({ replies, series: await seriesOf(testBook) }).toEqual({
    replies: [{ nextDueOn: '2026-12-08' }, { nextDueOn: null }],
    series: [
      ['2026-11-20', 'done', '2026-11-20', 'first'],
      ['2026-12-08', 'open', '2026-12-08', 'next'],
    ],
  })
})

test('put off, a series stays where it was; with another day, it counts from there; without one, it cannot repeat', async () => {
  const testBook = openBookWithTasks()
  const { taskId } = await call(testBook, 'tasks.add', {
    ...{ householdId: id(10), title: 'Fees', dueOn: '2027-01-31', repeat: monthly },
  })

  await call(testBook, 'tasks.reschedule', { taskId, dueOn: '2027-02-03' })
  const putOff = await seriesOf(testBook)
  await call(testBook, 'tasks.change', { taskId, dueOn: '2027-02-15' })
  const moved = await seriesOf(testBook)
  const withoutDay = await Promise.allSettled([
    call(testBook, 'tasks.reschedule', { taskId, dueOn: null }),
    call(testBook, 'tasks.change', { taskId, dueOn: null }),
    call(testBook, 'tasks.change', { taskId: id(30), repeat: monthly }),
  ])
  await call(testBook, 'tasks.change', { taskId, dueOn: null, repeat: null })
  const ended = await seriesOf(testBook)

  const codes = withoutDay.map((one) => one.status === 'rejected' && one.reason.code)
  expect({ putOff, moved, codes, ended }).toEqual({
    putOff: [['2027-02-03', 'open', '2027-01-31', 'first']],
    moved: [['2027-02-15', 'open', '2027-02-15', 'first']],
    codes: ['bad_input', 'bad_input', 'bad_input'],
    ended: [[null, 'open', null, 'first']],
  })
})
