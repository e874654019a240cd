import type { Book } from '#electron/book-queries/book.ts'
import { readChangeStates } from '#electron/book-queries/change-states.ts'
import { readColleagues } from '#electron/book-queries/colleagues.ts'
import { readWorkflows } from '#electron/book-queries/workflows.ts'
import type { HandlersOf } from '#electron/ipc/handlers.ts'
import { ownerOfStep, planWorkflow } from '#shared/domain/plan-workflow.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { tasksChannels } from '#shared/ipc/tasks.ts'
import type { Task } from '#shared/records/index.ts'

type Channel = 'tasks.workflows' | 'tasks.startWorkflow' | 'tasks.stopWorkflow' | 'tasks.resumeWorkflow'

/** Tasks that are started together, and how far they are. */
export const workflowHandlers: HandlersOf<Pick<typeof tasksChannels, Channel>> = {
  async 'tasks.workflows'({ book, steady }, { householdId }) {
    return steady(async () => readWorkflows(book, await readChangeStates(book), householdId))
  },

  async 'tasks.startWorkflow'({ book, user, ports, commit }, { householdId, workflow, startsOn, about }) {
    const household = await book
      .selectFrom('households')
      .where('id', '=', householdId)
      .select('advisorId')
      .executeTakeFirst()
    if (household === undefined) throw new WorkstationError('not_found')
    const colleagues = await readColleagues(book, householdId, user.id)
    const workflowId = ports.ids.next()
    const mutations = planWorkflow(workflow, startsOn, about).map(({ number, by, ...step }) => {
      const ownerId = ownerOfStep(by, colleagues, household.advisorId, user.id)
      const id = ports.ids.next()
      const row = {
        ...{ id, householdId, ...step, ownerId, status: 'open' as const },
        ...{ workflow, workflowId, workflowStep: number },
      }
      return { table: 'tasks' as const, operation: 'insert' as const, row }
    })
    await commit({ mutations })
    return { workflowId, tasks: mutations.length }
  },

  async 'tasks.stopWorkflow'({ book, commit }, { workflowId }) {
    const steps = await readSteps(book, workflowId)
    const taskIds = steps.filter(({ status }) => status === 'open').map(({ id }) => id)
    if (taskIds.length === 0) {
      throw new WorkstationError('bad_input', 'Nothing of this workflow is open any more. There is nothing to stop.')
    }
    await commit({ mutations: taskIds.map((id) => setStatus(id, 'cancelled')) })
    return { taskIds }
  },

  async 'tasks.resumeWorkflow'({ book, commit }, { workflowId, taskIds }) {
    const steps = await readSteps(book, workflowId)
    const mutations = steps
      .filter(({ id, status }) => status === 'cancelled' && taskIds.includes(id))
      .map(({ id }) => setStatus(id, 'open'))
    if (mutations.length > 0) await commit({ mutations })
    return {}
  },
}

/** @throws WorkstationError `not_found` for a workflow that is not in the book. */
async function readSteps(book: Book, workflowId: string): Promise<Pick<Task, 'id' | 'status'>[]> {
  const steps = await book
    .selectFrom('tasks')
    .where('workflowId', '=', workflowId)
    .select(['id', 'status'])
    .orderBy('workflowStep')
    .orderBy('id')
    .execute()
  if (steps.length === 0) throw new WorkstationError('not_found')
  return steps
}

function setStatus(id: string, status: Task['status']) {
  return { table: 'tasks' as const, operation: 'update' as const, id, patch: { status } }
}
