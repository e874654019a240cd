import { groupBy } from '#shared/domain/group.ts'
import { fullName } from '#shared/domain/labels.ts'
import { sumOf } from '#shared/domain/money.ts'
import type { HouseholdsPart, HouseholdsQuestion } from '#shared/ipc/household-questions.ts'
import type { HouseholdRow } from '#shared/ipc/households.ts'
import type { OutputOf } from '#shared/ipc/index.ts'
import { type AskedAt, type Book, isFirm, type Only } from './book.ts'
import { readChangeStates } from './change-states.ts'
import { findUncountedAccounts } from './counted-accounts.ts'
import { readDataQuality } from './data-quality.ts'
import { findFirmPage } from './firm-page.ts'
import { type OrderReading, readHouseholdOrder } from './household-order.ts'
import { countOpenTasks, readNextMeetingTimes } from './meetings.ts'
import { compareMembers } from './members.ts'
import { type HouseholdValue, readHouseholdValues } from './positions.ts'

/** How many households are asked about at once where there are more: what holds up no screen's question meanwhile. */
const CHUNK = 500

const NO_VALUE: HouseholdValue = { marketValue: '0.00', asOf: null }

/** A part of what a question finds: of a book, of all its households; of the firm, of one page of them. */
export async function readHouseholdList(
  reading: OrderReading,
  { offset, limit, locate, ...question }: HouseholdsPart,
): Promise<OutputOf<'households.list'>> {
  const { book, asked } = reading
  const order = isFirm(book) ? await findFirmPage(book, question) : await readHouseholdOrder(reading, question)
  const { ids, edition, total } = order
  const rows = await readRowsOf(book, asked, ids.slice(offset, offset + limit))
  const found = ids.length
  const located = locate === null ? null : { id: locate, place: placeOf(ids, locate) }
  const common = { rows, found, edition, located, total }
  if ('next' in order) {
    const { matching, next } = order
    return { ...common, matching, next, marketValue: sumOf(rows.map((row) => row.marketValue)), spellings: [] }
  }
  return { ...common, matching: found, next: null, marketValue: order.marketValue, spellings: [...order.spellings] }
}

/** All that a question finds, in its order; of the firm, those of the page. */
export async function readHouseholdIds(
  reading: OrderReading,
  question: HouseholdsQuestion,
): Promise<readonly string[]> {
  const { book } = reading
  const { ids } = isFirm(book) ? await findFirmPage(book, question) : await readHouseholdOrder(reading, question)
  return ids
}

function placeOf(ids: readonly string[], id: string): number | null {
  const place = ids.indexOf(id)
  return place < 0 ? null : place
}

/** The rows of households in the order given, many thousands if need be; what is no longer in the book is left out. */
export async function readRowsOf(book: Book, asked: AskedAt, ids: readonly string[]): Promise<HouseholdRow[]> {
  const rows: HouseholdRow[] = []
  for (let from = 0; from < ids.length; from += CHUNK) {
    const chunk = ids.slice(from, from + CHUNK)
    const found = new Map((await readHouseholdRows(book, asked, chunk)).map((row) => [row.id, row]))
    rows.push(...chunk.flatMap((id) => found.get(id) ?? []))
  }
  return rows
}

/**
 * One row for each household asked about, in no order: a fixed number of queries, however many there are.
 *
 * @param ids the households, at most some hundreds; null for every one of the book.
 */
export async function readHouseholdRows(book: Book, asked: AskedAt, ids: Only = null): Promise<HouseholdRow[]> {
  const [households, members, accounts, meetings, tasks, quality, states] = await Promise.all([
    book
      .selectFrom('households')
      .$if(ids !== null, (query) => query.where('id', 'in', ids as string[]))
      .select(['id', 'name', 'type', 'status', 'serviceTier', 'nextReviewOn'])
      .execute(),
    readPresentMembers(book, asked, ids),
    countAccounts(book, ids),
    readNextMeetingTimes(book, asked, ids),
    countOpenTasks(book, ids),
    readDataQuality(book, asked, ids),
    readChangeStates(book),
  ])
  const values = await readHouseholdValues(book, await findUncountedAccounts(book, members, asked.today), ids)
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

async function readPresentMembers(book: Book, { today }: AskedAt, ids: Only) {
  return book
    .selectFrom('household_members')
    .innerJoin('persons', 'persons.id', 'household_members.personId')
    .where('persons.mergedIntoId', 'is', null)
    .where(({ or, eb }) =>
      or([eb('household_members.toDate', 'is', null), eb('household_members.toDate', '>=', today)]),
    )
    .$if(ids !== null, (query) => query.where('household_members.householdId', 'in', ids as string[]))
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

async function countAccounts(book: Book, ids: Only): Promise<Map<string, number>> {
  const rows = await book
    .selectFrom('accounts')
    .where('status', '!=', 'closed')
    .$if(ids !== null, (query) => query.where('householdId', 'in', ids as string[]))
    .groupBy('householdId')
    .select(({ fn }) => ['householdId', fn.countAll().as('count')])
    .execute()
  return new Map(rows.map(({ householdId, count }) => [householdId, Number(count)]))
}
