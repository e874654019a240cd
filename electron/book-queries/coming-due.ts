import { endingAuthorities } from '#shared/domain/client-checks.ts'
import { addDays, compareDays } from '#shared/domain/dates.ts'
import { groupBy } from '#shared/domain/group.ts'
import { fullName, labelOf } from '#shared/domain/labels.ts'
import { PROFILE_DAYS } from '#shared/domain/meeting-checks.ts'
import { NOTICE_DAYS } from '#shared/domain/notice.ts'
import { AUTHORITY_ROLES } from '#shared/domain/relationship-roles.ts'
import type { ComingDue } from '#shared/ipc/coming-due.ts'
import type { Household } from '#shared/records/index.ts'
import { persons } from '#shared/records/persons.ts'
import { relationships as relationshipRecord } from '#shared/records/relationships.ts'
import type { AskedAt, Book } from './book.ts'
import { readNextMeetingTimes } from './meetings.ts'
import { withoutMerged } from './merged-persons.ts'
import { readPartyNames } from './parties.ts'

/** How far ahead a review without a meeting, or a profile that grows old, is worth a word. */
const REVIEW_NOTICE_DAYS = 30

type Served = Pick<Household, 'id' | 'name' | 'status' | 'nextReviewOn' | 'profileConfirmedOn'>

/** What ends or is due again soon in the whole book, the longest overdue first: a fixed number of queries. */
export async function readComingDue(book: Book, asked: AskedAt): Promise<ComingDue[]> {
  const households = await book
    .selectFrom('households')
    .where('status', 'in', ['onboarding', 'active'])
    .select(['id', 'name', 'status', 'nextReviewOn', 'profileConfirmedOn'])
    .execute()
  const served = new Map(households.map((household) => [household.id, household]))
  const found = await Promise.all([
    readIdentification(book, served, asked),
    readAuthorities(book, served, asked),
    readReviews(book, households, asked),
  ])
  return [...found.flat(), ...profilesDue(households, asked)].sort(
    (a, b) => compareDays(a.on, b.on) || compareDays(a.id, b.id),
  )
}

async function readIdentification(
  book: Book,
  served: ReadonlyMap<string, Served>,
  { today }: AskedAt,
): Promise<ComingDue[]> {
  const people = await book
    .selectFrom('persons')
    .where('idExpiresOn', '<=', addDays(today, NOTICE_DAYS))
    .where('diedOn', 'is', null)
    .where('mergedIntoId', 'is', null)
    .select(['id', 'householdId', 'firstName', 'lastName', 'idType', 'idExpiresOn'])
    .execute()
  return people.flatMap((person) => {
    const title = person.idType === null ? 'Identity document' : labelOf(persons, 'idType', person.idType)
    return ofHousehold(served.get(person.householdId), person.idExpiresOn, {
      ...{ id: person.id, kind: 'identification', title, detail: `Of ${fullName(person)}` },
    })
  })
}

async function readAuthorities(
  book: Book,
  served: ReadonlyMap<string, Served>,
  { today }: AskedAt,
): Promise<ComingDue[]> {
  const all = await book.selectFrom('relationships').where('role', 'in', AUTHORITY_ROLES).selectAll().execute()
  const rows = await withoutMerged(book, all)
  const from = (row: (typeof rows)[number]) => ({ personId: row.fromPersonId, entityId: row.fromEntityId })
  const to = (row: (typeof rows)[number]) => ({ personId: row.toPersonId, entityId: row.toEntityId })
  const nameOf = await readPartyNames(book, [...rows.map(from), ...rows.map(to)])
  const powers = rows.map((row) => ({ ...row, from: nameOf(from(row)), to: nameOf(to(row)) }))
  return [...groupBy(powers, ({ householdId }) => householdId)].flatMap(([householdId, members]) =>
    endingAuthorities(members, today).flatMap((power) =>
      ofHousehold(served.get(householdId), power.toDate, {
        ...{ id: power.id, kind: 'authority', title: labelOf(relationshipRecord, 'role', power.role) },
        detail: `${power.from} for ${power.to}`,
      }),
    ),
  )
}

async function readReviews(book: Book, households: readonly Served[], asked: AskedAt): Promise<ComingDue[]> {
  const meetings = await readNextMeetingTimes(book, asked)
  const latest = addDays(asked.today, REVIEW_NOTICE_DAYS)
  return households
    .filter(({ id, nextReviewOn }) => nextReviewOn !== null && nextReviewOn <= latest && !meetings.has(id))
    .flatMap((household) =>
      ofHousehold(household, household.nextReviewOn, {
        ...{ id: household.id, kind: 'review', title: 'Review', detail: 'No meeting is planned' },
      }),
    )
}

function profilesDue(households: readonly Served[], { today }: AskedAt): ComingDue[] {
  return households.flatMap((household) => {
    const confirmedOn = household.profileConfirmedOn
    if (confirmedOn === null) return []
    const on = addDays(confirmedOn, PROFILE_DAYS)
    if (on > addDays(today, REVIEW_NOTICE_DAYS)) return []
    const detail = 'To be confirmed with the client again'
    return ofHousehold(household, on, { id: household.id, kind: 'profile', title: 'Profile', detail })
  })
}

function ofHousehold(
  household: Served | undefined,
  on: string | null,
  due: Pick<ComingDue, 'id' | 'kind' | 'title' | 'detail'>,
): ComingDue[] {
  return household === undefined || on === null
    ? []
    : [{ ...due, on, householdId: household.id, householdName: household.name }]
}
