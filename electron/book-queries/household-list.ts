import { qualityLimits } from '#shared/domain/data-quality.ts'
import { compareDays } from '#shared/domain/dates.ts'
import { byId, groupBy } from '#shared/domain/group.ts'
import { fullName } from '#shared/domain/labels.ts'
import { compareAmounts } from '#shared/domain/money.ts'
import type { HouseholdsQuestion } from '#shared/ipc/household-question.ts'
import type { HouseholdRow } from '#shared/ipc/households.ts'
import { type AskedAt, type Book, isFirm, type Only } from './book.ts'
import { readChangeStates } from './change-states.ts'
import { findUncountedAccounts } from './counted-accounts.ts'
import { readDataQuality } from './data-quality.ts'
import { findFirmPage } from './firm-page.ts'
import { countOpenTasks, readNextMeetingTimes } from './meetings.ts'
import { compareMembers } from './members.ts'
import { type HouseholdValue, readHouseholdValues } from './positions.ts'
import { findHouseholds } from './search.ts'

const byName = new Intl.Collator('en', { sensitivity: 'base', numeric: true })

export interface HouseholdList {
  readonly rows: HouseholdRow[]
  /** Households of the whole book. */
  readonly total: number
  /** Those that the question asks for; more than there are rows where they come page by page. */
  readonly matching: number
  /** Whether others come after the last row. */
  readonly more: boolean
  /** Names that mistyped words were taken for. */
  readonly spellings: readonly string[]
}

/** The households that a question asks for, in its order: all of a book's, and a page of the firm's. */
export async function readHouseholdList(
  book: Book,
  asked: AskedAt,
  question: HouseholdsQuestion,
): Promise<HouseholdList> {
  if (isFirm(book)) return readFirmPage(book, asked, question)
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
  const matching = rows.length
  return { rows, total: all.length, matching, more: false, spellings: [...found.spellings] }
}

async function readFirmPage(book: Book, asked: AskedAt, question: HouseholdsQuestion): Promise<HouseholdList> {
  const { ids, ...page } = await findFirmPage(book, question)
  const rows = byId(ids.length === 0 ? [] : await readHouseholdRows(book, asked, ids))
  return { ...page, rows: ids.flatMap((id) => rows.get(id) ?? []), spellings: [] }
}

const NO_VALUE: HouseholdValue = { marketValue: '0.00', asOf: null }

/** One row for every household that is meant, in no order: a fixed number of queries, however many there are. */
export async function readHouseholdRows(book: Book, asked: AskedAt, only: Only = null): Promise<HouseholdRow[]> {
  const [households, members, accounts, meetings, tasks, quality, states] = await Promise.all([
    book
      .selectFrom('households')
      .$if(only !== null, (query) => query.where('id', 'in', only as string[]))
      .select(['id', 'name', 'type', 'status', 'serviceTier', 'nextReviewOn'])
      .execute(),
    readPresentMembers(book, asked, only),
    countAccounts(book, only),
    readNextMeetingTimes(book, asked, only),
    countOpenTasks(book, only),
    readDataQuality(book, asked, only),
    readChangeStates(book),
  ])
  const values = await readHouseholdValues(book, await findUncountedAccounts(book, members, asked.today), only)
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

async function readPresentMembers(book: Book, { today }: AskedAt, only: Only) {
  return book
    .selectFrom('household_members')
    .innerJoin('persons', 'persons.id', 'household_members.personId')
    .where('persons.mergedIntoId', 'is', null)
    .where(({ or, eb }) =>
      or([eb('household_members.toDate', 'is', null), eb('household_members.toDate', '>=', today)]),
    )
    .$if(only !== null, (query) => query.where('household_members.householdId', 'in', only as string[]))
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

async function countAccounts(book: Book, only: Only): Promise<Map<string, number>> {
  const rows = await book
    .selectFrom('accounts')
    .where('status', '!=', 'closed')
    .$if(only !== null, (query) => query.where('householdId', 'in', only as string[]))
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
