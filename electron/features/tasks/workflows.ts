import { readChangeStates } from '#electron/book-queries/change-states.ts'
import { readColleagues } from '#electron/book-queries/colleagues.ts'
import { readWorkflows } from '#electron/book-queries/workflows.ts'
import type { HandlersOf } from '#electron/ipc/handlers.ts'
import { ownerOfStep, planWorkflow } from '#shared/domain/plan-workflow.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { tasksChannels } from '#shared/ipc/tasks.ts'

/** Tasks that are started together, and how far they are. */
export const workflowHandlers: HandlersOf<Pick<typeof tasksChannels, 'tasks.workflows' | 'tasks.startWorkflow'>> = {
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
}
