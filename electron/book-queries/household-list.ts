import { groupBy } from '#shared/domain/group.ts'
import { fullName } from '#shared/domain/labels.ts'
import type { HouseholdRow } from '#shared/ipc/households.ts'
import type { AskedAt, Book } from './book.ts'
import { readChangeStates } from './change-states.ts'
import { findUncountedAccounts } from './counted-accounts.ts'
import { countOpenTasks, readNextMeetingTimes } from './meetings.ts'
import { compareMembers } from './members.ts'
import { type HouseholdValue, readHouseholdValues } from './positions.ts'

const NO_VALUE: HouseholdValue = { marketValue: '0.00', asOf: null }

/** One row for every household of the book, in no order: a fixed number of queries, however many there are. */
export async function readHouseholdRows(book: Book, asked: AskedAt): Promise<HouseholdRow[]> {
  const [households, members, accounts, meetings, tasks, states] = await Promise.all([
    book.selectFrom('households').select(['id', 'name', 'type', 'status', 'serviceTier', 'nextReviewOn']).execute(),
    readPresentMembers(book, asked),
    countAccounts(book),
    readNextMeetingTimes(book, asked),
    countOpenTasks(book),
    readChangeStates(book),
  ])
  const values = await readHouseholdValues(book, await findUncountedAccounts(book, members, asked.today))
  const people = namePeople(members)
  return households.map((household) => ({
    ...household,
    people: people.get(household.id) ?? '',
    accounts: accounts.get(household.id) ?? 0,
    ...(values.get(household.id) ?? NO_VALUE),
    nextMeetingAt: meetings.get(household.id) ?? null,
    openTasks: tasks.get(household.id) ?? 0,
    state: states.ofHousehold(household.id),
  }))
}

type PresentMember = Awaited<ReturnType<typeof readPresentMembers>>[number]

async function readPresentMembers(book: Book, { today }: AskedAt) {
  return book
    .selectFrom('household_members')
    .innerJoin('persons', 'persons.id', 'household_members.personId')
    .where(({ or, eb }) =>
      or([eb('household_members.toDate', 'is', null), eb('household_members.toDate', '>=', today)]),
    )
    .select([
      ...(['household_members.householdId', 'household_members.personId', 'household_members.role'] as const),
      ...(['household_members.toDate', 'household_members.inRollUp'] as const),
      ...(['persons.bornOn', 'persons.firstName', 'persons.lastName'] as const),
    ])
    .execute()
}

/** Names of the people of each household, its head first. */
function namePeople(members: readonly PresentMember[]): Map<string, string> {
  return new Map(
    [...groupBy(members, ({ householdId }) => householdId)].map(([householdId, group]) => [
      householdId,
      group.sort(compareMembers).map(fullName).join(', '),
    ]),
  )
}

async function countAccounts(book: Book): Promise<Map<string, number>> {
  const rows = await book
    .selectFrom('accounts')
    .where('status', '!=', 'closed')
    .groupBy('householdId')
    .select(({ fn }) => ['householdId', fn.countAll().as('count')])
    .execute()
  return new Map(rows.map(({ householdId, count }) => [householdId, Number(count)]))
}
