import { compareDays } from '#shared/domain/dates.ts'
import { groupBy } from '#shared/domain/group.ts'
import type { Workflow } from '#shared/ipc/tasks.ts'
import type { Book } from './book.ts'
import type { ChangeStates } from './change-states.ts'

/** Workflows of the book or of one household with anything left to do, the soonest due first. */
export async function readWorkflows(book: Book, states: ChangeStates, householdId: string | null): Promise<Workflow[]> {
  const rows = await book
    .selectFrom('tasks')
    .innerJoin('households', 'households.id', 'tasks.householdId')
    .leftJoin('users', 'users.id', 'tasks.ownerId')
    .where('tasks.workflowId', 'is not', null)
    .$if(householdId !== null, (query) => query.where('tasks.householdId', '=', householdId as string))
    .selectAll('tasks')
    .select(({ fn, val }) => [
      'households.name as householdName',
      fn.coalesce('users.displayName', val('')).as('ownerName'),
    ])
    .orderBy('tasks.workflowStep')
    .execute()
  const steps = rows.map((row) => ({ ...row, state: states.ofRow('tasks', row.id) }))
  return [...groupBy(steps, ({ workflowId }) => workflowId)]
    .flatMap(([workflowId, members]) => {
      const [first] = members
      const next = members.find(({ status }) => status === 'open')
      if (first === undefined || next === undefined || workflowId === null || first.workflow === null) return []
      const { workflow, householdId: ofHousehold, householdName, createdAt } = first
      const counted = members.filter(({ status }) => status !== 'cancelled')
      const done = counted.filter(({ status }) => status === 'done').length
      return [
        {
          ...{ workflowId, workflow, householdId: ofHousehold, householdName, startedAt: createdAt },
          ...{ done, total: counted.length, next, steps: members },
        },
      ]
    })
    .sort((a, b) => compareDays(a.next.dueOn, b.next.dueOn) || compareDays(a.workflowId, b.workflowId))
}
