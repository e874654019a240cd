import type { User } from '#shared/records/index.ts'

/**
 * Whether somebody may be given a task of a household: its adviser, its team, and operations, who see and change
 * every household. The database decides the same in `app.sees_household`; this keeps lists from offering whom it
 * would refuse.
 *
 * @param serving ids of the household's adviser and of its team.
 */
export function mayOwnTasks(person: Pick<User, 'id' | 'role'>, serving: ReadonlySet<string>): boolean {
  return serving.has(person.id) || person.role === 'operations'
}
