import { compareDays } from '#shared/domain/dates.ts'
import { rollUp } from '#shared/domain/roll-ups.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { HouseholdPage } from '#shared/ipc/households.ts'
import type { Relationship } from '#shared/records/index.ts'
import { legalEntities } from '#shared/records/legal-entities.ts'
import { type AccountRows, readAccountRows, toAccountViews } from './accounts.ts'
import { readActivity } from './activity.ts'
import type { AskedAt, Book } from './book.ts'
import { type ChangeStates, readChangeStates } from './change-states.ts'
import { readUncountedAccounts } from './counted-accounts.ts'
import { readDataQuality } from './data-quality.ts'
import { readDocuments } from './documents.ts'
import { readNextMeeting } from './meetings.ts'
import { readMembers } from './members.ts'
import { withoutMerged } from './merged-persons.ts'
import { type PartyReference, readPartyNames } from './parties.ts'
import { type HeldPosition, readPositions } from './positions.ts'
import { readTargets } from './targets.ts'
import { readOpenTasks } from './tasks.ts'
import { viewFields } from './views.ts'

const byName = new Intl.Collator('en')

/** The page and what it was made of, for those who build on it. */
export interface HouseholdReading {
  readonly page: HouseholdPage
  readonly positions: readonly HeldPosition[]
  /** Those that are part of the household's total. */
  readonly counted: readonly HeldPosition[]
  /** Accounts that the household's total leaves out. */
  readonly uncounted: ReadonlySet<string>
  readonly accountRows: AccountRows
  readonly states: ChangeStates
}

/**
 * Everything about one household.
 *
 * @throws WorkstationError `not_found` for a household that is not in the book.
 */
export async function readHousehold(book: Book, householdId: string, asked: AskedAt): Promise<HouseholdReading> {
  const [head, states] = await Promise.all([readHead(book, householdId), readChangeStates(book)])
  const [members, entities, ties, accountRows, positions, uncounted, documents, tasks, nextMeeting, quality] =
    await Promise.all([
      readMembers(book, householdId, asked),
      book.selectFrom('entities').where('householdId', '=', householdId).select(viewFields(legalEntities)).execute(),
      book.selectFrom('relationships').where('householdId', '=', householdId).orderBy('id').selectAll().execute(),
      readAccountRows(book, householdId),
      readPositions(book, householdId),
      readUncountedAccounts(book, householdId, asked.today),
      readDocuments(book, householdId, states),
      readOpenTasks(book, states, householdId),
      readNextMeeting(book, householdId, asked),
      readDataQuality(book, asked, [householdId]),
    ])
  const relationships = await withoutMerged(book, ties)
  const [nameOf, activity, targets] = await Promise.all([
    readPartyNames(book, [...relationships.flatMap(sidesOf), ...accountRows.owners, ...accountRows.beneficiaries]),
    readActivity(book, householdId, documents),
    readTargets(book, { ...head, accounts: accountRows.accounts, uncounted, positions }, asked.today),
  ])
  const counted = positions.filter(({ accountId }) => !uncounted.has(accountId))
  const page = {
    ...head,
    state: states.ofRow('households', householdId),
    members,
    entities: entities.toSorted((a, b) => byName.compare(a.name, b.name) || compareDays(a.id, b.id)),
    relationships: relationships.map((relationship) => toRelationshipView(relationship, nameOf)),
    accounts: toAccountViews(accountRows, positions, uncounted, nameOf),
    rollUp: rollUp(counted),
    targets,
    activity,
    documents,
    tasks,
    nextMeeting,
    quality: quality.get(householdId) ?? { score: 0, gaps: [] },
  }
  return { page, positions, counted, uncounted, accountRows, states }
}

async function readHead(book: Book, householdId: string): Promise<Pick<HouseholdPage, 'household' | 'adviserName'>> {
  const row = await book
    .selectFrom('households')
    .leftJoin('users', 'users.id', 'households.advisorId')
    .where('households.id', '=', householdId)
    .selectAll('households')
    .select('users.displayName as adviserName')
    .executeTakeFirst()
  if (row === undefined) throw new WorkstationError('not_found')
  const { adviserName, ...household } = row
  return { household, adviserName: adviserName ?? '' }
}

function sidesOf(relationship: Relationship): [PartyReference, PartyReference] {
  return [
    { personId: relationship.fromPersonId, entityId: relationship.fromEntityId },
    { personId: relationship.toPersonId, entityId: relationship.toEntityId },
  ]
}

function toRelationshipView(relationship: Relationship, nameOf: (reference: PartyReference) => string) {
  const [from, to] = sidesOf(relationship)
  return {
    id: relationship.id,
    from: nameOf(from),
    role: relationship.role,
    to: nameOf(to),
    percent: relationship.percent,
    toDate: relationship.toDate,
  }
}
