import { qualityLimits } from '#shared/domain/data-quality.ts'
import { compareDays } from '#shared/domain/dates.ts'
import { groupBy } from '#shared/domain/group.ts'
import { fullName } from '#shared/domain/labels.ts'
import { compareAmounts } from '#shared/domain/money.ts'
import type { HouseholdRow, HouseholdsQuestion } from '#shared/ipc/households.ts'
import type { AskedAt, Book } from './book.ts'
import { readChangeStates } from './change-states.ts'
import { findUncountedAccounts } from './counted-accounts.ts'
import { readDataQuality } from './data-quality.ts'
import { countOpenTasks, readNextMeetingTimes } from './meetings.ts'
import { compareMembers } from './members.ts'
import { type HouseholdValue, readHouseholdValues } from './positions.ts'
import { findHouseholds } from './search.ts'

const byName = new Intl.Collator('en', { sensitivity: 'base', numeric: true })

export interface HouseholdList {
  readonly rows: HouseholdRow[]
  /** Households of the whole book. */
  readonly total: number
  /** Names that mistyped words were taken for. */
  readonly spellings: readonly string[]
}

/** The households that a question asks for, in its order. */
export async function readHouseholdList(
  book: Book,
  asked: AskedAt,
  question: HouseholdsQuestion,
): Promise<HouseholdList> {
  const { search, status, tier, quality, sort, descending } = question
  const [found, all] = await Promise.all([findHouseholds(book, search), readHouseholdRows(book, asked)])
  const rows = all.filter(
    (row) =>
      (found.ids?.has(row.id) ?? true) &&
      (status === null || row.status === status) &&
      (tier === null || row.serviceTier === tier) &&
      row.quality < qualityLimits[quality],
  )
  rows.sort((a, b) => compareRows(a, b, sort, descending))
  return { rows, total: all.length, spellings: [...found.spellings] }
}

const NO_VALUE: HouseholdValue = { marketValue: '0.00', asOf: null }

/** One row for every household of the book, in no order: a fixed number of queries, however many there are. */
export async function readHouseholdRows(book: Book, asked: AskedAt): Promise<HouseholdRow[]> {
  const [households, members, accounts, meetings, tasks, quality, states] = await Promise.all([
    book.selectFrom('households').select(['id', 'name', 'type', 'status', 'serviceTier', 'nextReviewOn']).execute(),
    readPresentMembers(book, asked),
    countAccounts(book),
    readNextMeetingTimes(book, asked),
    countOpenTasks(book),
    readDataQuality(book, asked),
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
    quality: quality.get(household.id)?.score ?? 0,
    state: states.ofHousehold(household.id),
  }))
}

type PresentMember = Awaited<ReturnType<typeof readPresentMembers>>[number]

async function readPresentMembers(book: Book, { today }: AskedAt) {
  return book
    .selectFrom('household_members')
    .innerJoin('persons', 'persons.id', 'household_members.personId')
    .where('persons.mergedIntoId', 'is', null)
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

/** Rows without a value come last in either direction; rows alike are in the order of their names. */
function compareRows(a: HouseholdRow, b: HouseholdRow, sort: HouseholdsQuestion['sort'], descending: boolean): number {
  const direction = descending ? -1 : 1
  const names = byName.compare(a.name, b.name) || compareDays(a.id, b.id)
  if (sort === 'name') return direction * names
  if (sort === 'quality') return direction * (a.quality - b.quality) || names
  if (sort === 'marketValue') return direction * compareAmounts(a.marketValue, b.marketValue) || names
  const [left, right] = [a[sort], b[sort]]
  const oneIsMissing = left === null || right === null
  return (oneIsMissing ? compareDays(left, right) : direction * compareDays(left, right)) || names
}
