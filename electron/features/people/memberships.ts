import type { Book } from '#electron/book-queries/book.ts'
import { readPartyNames } from '#electron/book-queries/parties.ts'
import { refuse } from '#electron/book-queries/row-changes.ts'
import type { LocalMutation } from '#electron/ipc/handlers.ts'
import { compareDays } from '#shared/domain/dates.ts'
import { findPlaceProblem, isCurrent, primariesGivingWay } from '#shared/domain/memberships.ts'
import type { MembershipView } from '#shared/ipc/people.ts'
import type { HouseholdMember } from '#shared/records/index.ts'

/** All memberships of a household, and those of its people elsewhere in the book, those that last first, then newest first. */
export async function readMemberships(book: Book, householdId: string): Promise<MembershipView[]> {
  const rows = await book
    .selectFrom('household_members')
    .innerJoin('households', 'households.id', 'household_members.householdId')
    .innerJoin('persons', 'persons.id', 'household_members.personId')
    .where('persons.mergedIntoId', 'is', null)
    .where('household_members.personId', 'in', (eb) =>
      eb.selectFrom('household_members as here').where('here.householdId', '=', householdId).select('here.personId'),
    )
    .selectAll('household_members')
    .select('households.name as householdName')
    .execute()
  const nameOf = await readPartyNames(
    book,
    rows.map(({ personId }) => ({ personId, entityId: null })),
  )
  return rows
    .map((row) => ({ ...row, personName: nameOf({ personId: row.personId, entityId: null }) }))
    .sort(
      (a, b) => compareDays(b.toDate ?? '9999-12-31', a.toDate ?? '9999-12-31') || compareDays(b.fromDate, a.fromDate),
    )
}

/**
 * What is changed along with a membership that is added or changed: other primary households of the person give way
 * first, since the database never lets two be, and the person is kept with the household that is primary today.
 *
 * @throws WorkstationError `bad_input` where another membership is in the way.
 */
export async function followPlace(book: Book, place: HouseholdMember, today: string): Promise<Following> {
  const [ofHousehold, ofPerson] = await Promise.all([
    book.selectFrom('household_members').where('householdId', '=', place.householdId).selectAll().execute(),
    book.selectFrom('household_members').where('personId', '=', place.personId).selectAll().execute(),
  ])
  await refuseTaken(book, place, ofHousehold)
  const before = primariesGivingWay(place, ofPerson).map(
    ({ id }): LocalMutation => ({ table: 'household_members', operation: 'update', id, patch: { isPrimary: false } }),
  )
  const moves = place.isPrimary && isCurrent(place, today)
  const after: LocalMutation[] = moves
    ? [{ table: 'persons', operation: 'update', id: place.personId, patch: { householdId: place.householdId } }]
    : []
  return { before, after }
}

export interface Following {
  readonly before: readonly LocalMutation[]
  readonly after: readonly LocalMutation[]
}

async function refuseTaken(book: Book, place: HouseholdMember, ofHousehold: readonly HouseholdMember[]): Promise<void> {
  const problem = findPlaceProblem(place, ofHousehold)
  if (problem === null) return
  const nameOf = await readPartyNames(book, [{ personId: problem.other.personId, entityId: null }])
  const name = nameOf({ personId: problem.other.personId, entityId: null })
  const message =
    problem.kind === 'head'
      ? `is taken: ${name} is head at that time. Choose another role, or end that membership first`
      : `meets another membership of ${name} in this household. Change the dates, or that membership instead`
  refuse([{ field: problem.field, message }])
}
