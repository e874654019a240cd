import { ageOn, compareDays } from '#shared/domain/dates.ts'
import { byId } from '#shared/domain/group.ts'
import type { MemberView } from '#shared/ipc/households.ts'
import { householdMembers } from '#shared/records/household-members.ts'
import type { HouseholdMember, Person } from '#shared/records/index.ts'
import { persons } from '#shared/records/persons.ts'
import type { AskedAt, Book } from './book.ts'
import { viewFields } from './views.ts'

const ROLE_ORDER = Object.keys(householdMembers.fields.role.choices ?? {})
const personFields = viewFields(persons)

/** The household's people of today, its head first. A person may be kept with another household. */
export async function readMembers(book: Book, householdId: string, { today }: AskedAt): Promise<MemberView[]> {
  const memberships = await book
    .selectFrom('household_members')
    .where('householdId', '=', householdId)
    .where(({ or, eb }) => or([eb('toDate', 'is', null), eb('toDate', '>=', today)]))
    .select(['personId', 'role'])
    .execute()
  if (memberships.length === 0) return []
  const people = byId(
    await book
      .selectFrom('persons')
      .where(
        'id',
        'in',
        memberships.map(({ personId }) => personId),
      )
      .where('mergedIntoId', 'is', null)
      .select(personFields)
      .execute(),
  )
  return memberships
    .flatMap(({ personId, role }) => {
      const person = people.get(personId)
      return person === undefined ? [] : [{ person, role, age: ageOf(person, today) }]
    })
    .sort((a, b) => compareMembers({ ...a.person, role: a.role }, { ...b.person, role: b.role }))
}

/** Head, spouse, and so on down the list of roles; in one role, the eldest first. */
export function compareMembers(
  a: Pick<HouseholdMember, 'role'> & Pick<Person, 'bornOn'>,
  b: Pick<HouseholdMember, 'role'> & Pick<Person, 'bornOn'>,
): number {
  return ROLE_ORDER.indexOf(a.role) - ROLE_ORDER.indexOf(b.role) || compareDays(a.bornOn, b.bornOn)
}

/** The age reached; for the dead, the age they died at. */
function ageOf({ bornOn, diedOn }: Pick<Person, 'bornOn' | 'diedOn'>, today: string): number | null {
  return bornOn === null ? null : ageOn(bornOn, diedOn ?? today)
}
