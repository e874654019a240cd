import type { Book } from '#electron/book-queries/book.ts'
import { changeOf, refuse, requireRow } from '#electron/book-queries/row-changes.ts'
import type { HandlersOf, SessionUser } from '#electron/ipc/handlers.ts'
import { byId } from '#shared/domain/group.ts'
import { mayChangeTeam, mayServe } from '#shared/domain/household-colleagues.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { Team, teamsChannels } from '#shared/ipc/teams.ts'

export const teamHandlers: HandlersOf<typeof teamsChannels> = {
  async 'households.team'({ book, steady, user }, { householdId }) {
    return steady(() => readTeam(book, householdId, user))
  },

  async 'households.joinTeam'({ book, user, ports, commit }, { householdId, member }) {
    const { members, others } = await requireMayChange(book, householdId, user)
    if (members.some(({ userId }) => userId === member.userId)) {
      refuse([{ field: 'userId', message: 'is on the team already. Change the role there instead' }])
    }
    if (!others.some(({ id }) => id === member.userId)) {
      refuse([{ field: 'userId', message: 'cannot serve clients. Choose somebody else' }])
    }
    const memberId = ports.ids.next()
    await commit({
      mutations: [{ table: 'team_members', operation: 'insert', row: { ...member, id: memberId, householdId } }],
    })
    return { memberId }
  },

  async 'households.updateTeamMember'({ book, user, commit }, { memberId, patch }) {
    const before = await requireRow(book, 'team_members', memberId)
    await requireMayChange(book, before.householdId, user)
    const mutations = changeOf('team_members', before, patch)
    if (mutations.length > 0) await commit({ mutations })
    return {}
  },

  async 'households.leaveTeam'({ book, user, commit }, { memberId }) {
    const { householdId } = await requireRow(book, 'team_members', memberId)
    await requireMayChange(book, householdId, user)
    await commit({ mutations: [{ table: 'team_members', operation: 'delete', id: memberId }] })
    return {}
  },
}

async function readTeam(book: Book, householdId: string, user: SessionUser): Promise<Team> {
  const [household, rows, users] = await Promise.all([
    requireRow(book, 'households', householdId),
    book.selectFrom('team_members').where('householdId', '=', householdId).select(['id', 'userId', 'role']).execute(),
    book.selectFrom('users').select(['id', 'displayName', 'role', 'active']).execute(),
  ])
  const known = byId(users)
  const mayChange = mayChangeTeam(user, household)
  const serving = new Set([household.advisorId, ...rows.map(({ userId }) => userId)])
  const others = mayChange ? users.filter((person) => mayServe(person) && !serving.has(person.id)) : []
  return {
    adviserName: known.get(household.advisorId)?.displayName ?? '',
    members: rows
      .map((row) => {
        const { displayName = 'Somebody not known here yet', active = true } = known.get(row.userId) ?? {}
        return { ...row, displayName, active }
      })
      .sort(byName),
    others: others.map(({ id, displayName }) => ({ id, displayName })).sort(byName),
    mayChange,
  }
}

function byName(one: { readonly displayName: string }, other: { readonly displayName: string }): number {
  return one.displayName.localeCompare(other.displayName, 'en')
}

/** @throws WorkstationError `forbidden` for whoever is neither its adviser nor of operations. */
async function requireMayChange(book: Book, householdId: string, user: SessionUser): Promise<Team> {
  const team = await readTeam(book, householdId, user)
  if (team.mayChange) return team
  throw new WorkstationError('forbidden', 'Only the household’s adviser, or operations, change its team. Ask them to.')
}
