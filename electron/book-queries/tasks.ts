import { compareDays } from '#shared/domain/dates.ts'
import type { TaskView } from '#shared/ipc/households.ts'
import type { Book } from './book.ts'
import type { ChangeStates } from './change-states.ts'

const PRIORITY_ORDER = ['high', 'normal', 'low']

/**
 * Open tasks of the book or of one household: soonest due first, undated last, the more urgent first on one day.
 *
 * @param ownerId only this person's; null for everybody's.
 */
export async function readOpenTasks(
  book: Book,
  states: ChangeStates,
  householdId: string | null,
  ownerId: string | null = null,
): Promise<TaskView[]> {
  const rows = await book
    .selectFrom('tasks')
    .innerJoin('households', 'households.id', 'tasks.householdId')
    .leftJoin('users', 'users.id', 'tasks.ownerId')
    .where('tasks.status', '=', 'open')
    .$if(householdId !== null, (query) => query.where('tasks.householdId', '=', householdId as string))
    .$if(ownerId !== null, (query) => query.where('tasks.ownerId', '=', ownerId as string))
    .selectAll('tasks')
    .select(({ fn, val }) => [
      'households.name as householdName',
      fn.coalesce('users.displayName', val('')).as('ownerName'),
    ])
    .execute()
  return rows
    .map((row) => ({ ...row, state: states.ofRow('tasks', row.id) }))
    .sort(
      (a, b) =>
        compareDays(a.dueOn, b.dueOn) ||
        PRIORITY_ORDER.indexOf(a.priority) - PRIORITY_ORDER.indexOf(b.priority) ||
        compareDays(a.id, b.id),
    )
}
