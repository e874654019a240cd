import { mayOwnTasks } from '#shared/domain/household-colleagues.ts'
import type { Colleague } from '#shared/ipc/tasks.ts'
import type { Book } from './book.ts'

/** Who may be given a household's tasks, by name, this person first. Empty for a household that is not in the book. */
export async function readColleagues(book: Book, householdId: string, firstId: string): Promise<Colleague[]> {
  const [household, team, users] = await Promise.all([
    book.selectFrom('households').where('id', '=', householdId).select('advisorId').executeTakeFirst(),
    book.selectFrom('team_members').where('householdId', '=', householdId).select('userId').execute(),
    book.selectFrom('users').where('active', '=', true).select(['id', 'displayName', 'role']).execute(),
  ])
  if (household === undefined) return []
  const serving = new Set([household.advisorId, ...team.map(({ userId }) => userId)])
  return users
    .filter((person) => mayOwnTasks(person, serving))
    .sort(
      (one, other) =>
        Number(other.id === firstId) - Number(one.id === firstId) || one.displayName.localeCompare(other.displayName),
    )
}
