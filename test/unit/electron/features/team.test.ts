import { expect, test } from 'vitest'
import { teamHandlers } from '#electron/features/households/team.ts'
import { teamsChannels } from '#shared/ipc/teams.ts'
import { callerOf, id, openTestBook, type TestBook } from './support.ts'

const call = callerOf(teamsChannels, teamHandlers)
const householdId = id(10)

/** Clark, whose adviser is Ada, and on whose team is Bo; Cy could be, Dee has left, and Ed sees no clients. */
function openBook({ advisorId = id(2) } = {}): TestBook {
  const testBook = openTestBook()
  const { add } = testBook
  add('users', { id: id(2), login: 'ada', displayName: 'Ada Adviser', role: 'adviser', active: true })
  add('users', { id: id(3), login: 'bo', displayName: 'Bo Back', role: 'assistant', active: true })
  add('users', { id: id(4), login: 'cy', displayName: 'Cy Call', role: 'adviser', active: true })
  add('users', { id: id(5), login: 'dee', displayName: 'Dee Done', role: 'assistant', active: false })
  add('users', { id: id(6), login: 'ed', displayName: 'Ed Exam', role: 'compliance', active: true })
  add('households', { id: householdId, name: 'Clark', status: 'active', advisorId })
  add('team_members', { id: id(30), householdId, userId: id(3), role: 'assistant' })
  return testBook
}

const problemOf = (error: { code: string; details?: unknown }) => [error.code, error.details]

test('a household’s adviser sees who serves it and whom to add, and adds, changes, and removes them', async () => {
  const testBook = openBook()

  const team = await call(testBook, 'households.team', { householdId })
  const { memberId } = await call(testBook, 'households.joinTeam', {
    householdId,
    member: { userId: id(4), role: 'planner' },
  })
  await call(testBook, 'households.updateTeamMember', { memberId: id(30), patch: { role: 'associate' } })
  await call(testBook, 'households.updateTeamMember', { memberId: id(30), patch: { role: 'assistant' } })
  // As it is already: nothing to send.
  await call(testBook, 'households.updateTeamMember', { memberId: id(30), patch: { role: 'assistant' } })
  await call(testBook, 'households.leaveTeam', { memberId: id(30) })

  expect({ team, committed: testBook.committed }).toEqual({
    team: {
      adviserName: 'Ada Adviser',
      members: [{ id: id(30), userId: id(3), displayName: 'Bo Back', role: 'assistant', active: true }],
      others: [{ id: id(4), displayName: 'Cy Call' }],
      mayChange: true,
    },
    committed: [
      {
        table: 'team_members',
        operation: 'insert',
        row: { id: memberId, householdId, userId: id(4), role: 'planner' },
      },
      { table: 'team_members', operation: 'update', id: id(30), patch: { role: 'associate' } },
      { table: 'team_members', operation: 'update', id: id(30), patch: { role: 'assistant' } },
      { table: 'team_members', operation: 'delete', id: id(30) },
    ],
  })
})

test.each([
  ['somebody on it already', id(3), 'is on the team already. Change the role there instead'],
  ['the adviser', id(2), 'cannot serve clients. Choose somebody else'],
  ['somebody who left', id(5), 'cannot serve clients. Choose somebody else'],
  ['somebody who serves no clients', id(6), 'cannot serve clients. Choose somebody else'],
])('%s is not added to a team', async (_, userId, message) => {
  const testBook = openBook()

  const refused = call(testBook, 'households.joinTeam', { householdId, member: { userId, role: 'planner' } })

  expect(await refused.catch(problemOf)).toEqual(['bad_input', [{ path: 'userId', message }]])
  expect(testBook.committed).toEqual([])
})

test('whoever is only on the team changes nothing of it, and is offered nobody', async () => {
  const testBook = openBook({ advisorId: id(4) })

  const { mayChange, others } = await call(testBook, 'households.team', { householdId })
  const attempts = await Promise.all([
    call(testBook, 'households.joinTeam', { householdId, member: { userId: id(2), role: 'planner' } }).catch(problemOf),
    call(testBook, 'households.leaveTeam', { memberId: id(30) }).catch(problemOf),
    call(testBook, 'households.updateTeamMember', { memberId: id(30), patch: { role: 'planner' } }).catch(problemOf),
  ])

  expect({ mayChange, others, codes: attempts.map((answer) => Array.isArray(answer) && answer[0]) }).toEqual({
    mayChange: false,
    others: [],
    codes: ['forbidden', 'forbidden', 'forbidden'],
  })
  expect(testBook.committed).toEqual([])
})
