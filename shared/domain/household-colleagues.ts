import type { Household, User } from '#shared/records/index.ts'

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

/** Whether somebody may be put on a household's team: who serves clients, and has not left the firm. */
export function mayServe({ role, active }: Pick<User, 'role' | 'active'>): boolean {
  return active && (role === 'adviser' || role === 'assistant' || role === 'operations')
}

/** Whether somebody may change a household's team, as the policies of `team_members` have it. */
export function mayChangeTeam({ id, role }: Pick<User, 'id' | 'role'>, { advisorId }: Pick<Household, 'advisorId'>) {
  return role === 'operations' || id === advisorId
}
