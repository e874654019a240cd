import { type Membership, uncountedAccounts } from '#shared/domain/counted-accounts.ts'
import type { Book } from './book.ts'

/** How many ids are asked about at once; a database takes only so many parameters. */
const CHUNK = 500

/** The accounts of one household that are left out of totals because all who own them are. */
export async function readUncountedAccounts(
  book: Book,
  householdId: string,
  today: string,
): Promise<ReadonlySet<string>> {
  const members = await book
    .selectFrom('household_members')
    .where('householdId', '=', householdId)
    .select(['householdId', 'personId', 'toDate', 'inRollUp'])
    .execute()
  return findUncountedAccounts(book, members, today)
}

/**
 * The same for the households whose memberships are given. Only what members own that are left out is looked at, for
 * there are few of them: a join of members and owners cost a hundred times the pages of a whole book's list.
 */
export async function findUncountedAccounts(
  book: Book,
  members: readonly Membership[],
  today: string,
): Promise<ReadonlySet<string>> {
  const people = new Set(members.flatMap(({ inRollUp, personId }) => (inRollUp ? [] : [personId])))
  const candidates = await inChunks([...people], (ids) =>
    book.selectFrom('account_owners').where('personId', 'in', ids).select('accountId').distinct().execute(),
  )
  const owners = await inChunks([...new Set(candidates.map(({ accountId }) => accountId))], (ids) =>
    book
      .selectFrom('account_owners')
      .where('accountId', 'in', ids)
      .select(['householdId', 'accountId', 'personId', 'endedOn'])
      .execute(),
  )
  return uncountedAccounts(owners, members, today)
}

async function inChunks<Row>(ids: readonly string[], ask: (ids: string[]) => Promise<Row[]>): Promise<Row[]> {
  const rows: Row[] = []
  for (let from = 0; from < ids.length; from += CHUNK) rows.push(...(await ask(ids.slice(from, from + CHUNK))))
  return rows
}
