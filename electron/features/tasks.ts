import { readChangeStates } from '#electron/book-queries/change-states.ts'
import { readOpenTasks } from '#electron/book-queries/tasks.ts'
import type { HandlersOf } from '#electron/ipc/handlers.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { tasksChannels } from '#shared/ipc/tasks.ts'

export const tasksHandlers: HandlersOf<typeof tasksChannels> = {
  async 'tasks.list'({ book }) {
    return readOpenTasks(book, await readChangeStates(book), null)
  },

  async 'tasks.add'({ book, user, ports, commit }, { householdId, meetingId, title, dueOn, priority }) {
    const household = await book.selectFrom('households').where('id', '=', householdId).select('id').executeTakeFirst()
    if (household === undefined) throw new WorkstationError('not_found')
    if (meetingId !== null) {
      const meeting = await book
        .selectFrom('meetings')
        .where('id', '=', meetingId)
        .where('householdId', '=', householdId)
        .select('id')
        .executeTakeFirst()
      if (meeting === undefined) throw new WorkstationError('not_found')
    }
    const id = ports.ids.next()
    const row = { id, householdId, meetingId, title, dueOn, priority, ownerId: user.id, status: 'open' } as const
    await commit({ mutations: [{ table: 'tasks', operation: 'insert', row }] })
    return { taskId: id }
  },

  async 'tasks.setStatus'({ book, ports, commit }, { taskId, status }) {
    const task = await book.selectFrom('tasks').where('id', '=', taskId).select('status').executeTakeFirst()
    if (task === undefined) throw new WorkstationError('not_found')
    if (task.status === status) return {}
    const completedAt = status === 'done' ? new Date(ports.clock.now()).toISOString() : null
    await commit({ mutations: [{ table: 'tasks', operation: 'update', id: taskId, patch: { status, completedAt } }] })
    return {}
  },
}
