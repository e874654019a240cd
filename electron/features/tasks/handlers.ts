import { readChangeStates } from '#electron/book-queries/change-states.ts'
import { readColleagues } from '#electron/book-queries/colleagues.ts'
import { readOpenTasks } from '#electron/book-queries/tasks.ts'
import type { HandlersOf } from '#electron/ipc/handlers.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { tasksChannels } from '#shared/ipc/tasks.ts'
import { readTask, repeatFieldsOf, requireMeeting, requireOwner } from './read-task.ts'
import { followStatus } from './series.ts'
import { workflowHandlers } from './workflows.ts'

export const tasksHandlers: HandlersOf<typeof tasksChannels> = {
  async 'tasks.list'({ book, user, firmWide }) {
    return readOpenTasks(book, await readChangeStates(book), null, firmWide ? user.id : null)
  },

  ...workflowHandlers,

  async 'tasks.colleagues'({ book, user }, { householdId }) {
    return readColleagues(book, householdId, user.id)
  },

  async 'tasks.add'({ book, user, ports, commit }, { repeat, ownerId, ...given }) {
    const { householdId, meetingId, dueOn } = given
    const household = await book.selectFrom('households').where('id', '=', householdId).select('id').executeTakeFirst()
    if (household === undefined) throw new WorkstationError('not_found')
    if (meetingId !== null) await requireMeeting(book, meetingId, householdId)
    if (ownerId !== null) await requireOwner(book, ownerId, householdId)
    const id = ports.ids.next()
    const row = {
      ...{ id, ...given, ownerId: ownerId ?? user.id, status: 'open' as const },
      ...repeatFieldsOf(repeat, dueOn),
    }
    await commit({ mutations: [{ table: 'tasks', operation: 'insert', row }] })
    return { taskId: id }
  },

  async 'tasks.change'({ book, commit }, { taskId, repeat, ...fields }) {
    const task = await readTask(book, taskId)
    if (fields.ownerId !== undefined && fields.ownerId !== task.ownerId) {
      await requireOwner(book, fields.ownerId, task.householdId)
    }
    const dueOn = fields.dueOn === undefined ? task.dueOn : fields.dueOn
    const repeats = repeat === undefined ? task.repeatFrom !== null : repeat !== null
    if (repeats && dueOn === null) throw needsDay()
    const isMoved = repeats && dueOn !== task.dueOn
    const patch = {
      ...fields,
      ...(isMoved ? { repeatAnchorOn: dueOn } : {}),
      ...(repeat === undefined ? {} : repeatFieldsOf(repeat, isMoved ? dueOn : (task.repeatAnchorOn ?? dueOn))),
    }
    await commit({ mutations: [{ table: 'tasks', operation: 'update', id: taskId, patch }] })
    return {}
  },

  async 'tasks.reschedule'({ book, commit }, { taskId, dueOn }) {
    const task = await readTask(book, taskId)
    if (dueOn === null && task.repeatFrom !== null) throw needsDay()
    await commit({ mutations: [{ table: 'tasks', operation: 'update', id: taskId, patch: { dueOn } }] })
    return {}
  },

  async 'tasks.setStatus'({ book, user, ports, commit }, { taskId, status }) {
    const task = await readTask(book, taskId)
    if (task.status === status) return { nextDueOn: null }
    const now = ports.clock.now()
    const completedAt = status === 'done' ? new Date(now).toISOString() : null
    const { mutations, nextDueOn } = await followStatus(book, task, status, { userId: user.id, now, ids: ports.ids })
    await commit({
      mutations: [{ table: 'tasks', operation: 'update', id: taskId, patch: { status, completedAt } }, ...mutations],
    })
    return { nextDueOn }
  },
}

function needsDay(): WorkstationError {
  return new WorkstationError('bad_input', 'A task that repeats needs a day. Choose one, or let it no longer repeat.', [
    { path: 'dueOn', message: 'A task that repeats needs a day' },
  ])
}
