import { uncountedAccounts } from '#shared/domain/counted-accounts.ts'
import type { Book } from './book.ts'

/**
 * The accounts that are left out of totals because all who own them are. Only owners with such a membership are looked
 * at first, for there are few.
 *
 * @param householdId one household's accounts; without it, those of the whole book.
 */
export async function readUncountedAccounts(
  book: Book,
  today: string,
  householdId: string | null = null,
): Promise<ReadonlySet<string>> {
  const candidates = await book
    .selectFrom('household_members')
    .innerJoin('account_owners', (join) =>
      join
        .onRef('account_owners.personId', '=', 'household_members.personId')
        .onRef('account_owners.householdId', '=', 'household_members.householdId'),
    )
    .where('household_members.inRollUp', '=', false)
    .$if(householdId !== null, (query) => query.where('household_members.householdId', '=', householdId as string))
    .select('account_owners.accountId')
    .distinct()
    .execute()
  if (candidates.length === 0) return new Set()
  const owners = await book
    .selectFrom('account_owners')
    .where(
      'accountId',
      'in',
      candidates.map(({ accountId }) => accountId),
    )
    .select(['householdId', 'accountId', 'personId', 'endedOn'])
    .execute()
  const people = owners.flatMap(({ personId }) => personId ?? [])
  const members = await book
    .selectFrom('household_members')
    .where('personId', 'in', [...new Set(people)])
    .select(['householdId', 'personId', 'toDate', 'inRollUp'])
    .execute()
  return uncountedAccounts(owners, members, today)
}
