import type { Account, AccountOwner, HouseholdMember } from '#shared/records/index.ts'
import { compareDays } from './dates.ts'
import { groupBy } from './group.ts'

/**
 * The rule by which an account counts in a total, in this one place:
 *
 * 1. An account is kept with one household and counts there, whole and once, however many people or trusts own it. Nobody
 *    brings an account along into another household, whatever share of it is theirs; so joint, trust, and
 *    multi-household ownership can never count twice, and the totals of all households are the total of all accounts.
 * 2. A closed account counts nothing.
 * 3. An account whose every owner is a member "not counted in totals" is shown and counts nothing: an adult child's own
 *    account is not the parents' wealth. One other owner, or a trust, and it counts whole.
 * 4. Of what counts, the firm manages what is discretionary or non-discretionary; the rest is held away or reported only.
 */
export type Counting = 'managed' | 'not_managed' | 'not_in_totals' | 'closed'

/** How an account counts. `uncounted`: ids of accounts that rule 3 leaves out. */
export function countingOf(
  { id, status, management }: Pick<Account, 'id' | 'status' | 'management'>,
  uncounted: ReadonlySet<string>,
): Counting {
  if (status === 'closed') return 'closed'
  if (uncounted.has(id)) return 'not_in_totals'
  return management === 'discretionary' || management === 'non_discretionary' ? 'managed' : 'not_managed'
}

/** True where an account's value is part of its household's total. */
export function counts(counting: Counting): boolean {
  return counting === 'managed' || counting === 'not_managed'
}

type OwnerShare = Pick<AccountOwner, 'householdId' | 'accountId' | 'personId' | 'endedOn'>
export type Membership = Pick<HouseholdMember, 'householdId' | 'personId' | 'toDate' | 'inRollUp'>

/**
 * The accounts that rule 3 leaves out. An account without an owner on record counts: nothing says whose it is.
 *
 * @param owners of any households' accounts; those that ended are not looked at.
 * @param members of the same households; a membership of the account's own household is what decides.
 */
export function uncountedAccounts(
  owners: readonly OwnerShare[],
  members: readonly Membership[],
  today: string,
): ReadonlySet<string> {
  const present = members.filter(({ toDate }) => toDate === null || compareDays(toDate, today) >= 0)
  const keyOf = (householdId: string, personId: string) => `${householdId} ${personId}`
  const counted = new Set(
    present.filter(({ inRollUp }) => inRollUp).map((member) => keyOf(member.householdId, member.personId)),
  )
  const leftOut = new Set(
    present.filter(({ inRollUp }) => !inRollUp).map((member) => keyOf(member.householdId, member.personId)),
  )
  const isLeftOut = ({ householdId, personId }: OwnerShare) => {
    if (personId === null) return false
    const key = keyOf(householdId, personId)
    return leftOut.has(key) && !counted.has(key)
  }
  const current = groupBy(
    owners.filter(({ endedOn }) => endedOn === null),
    ({ accountId }) => accountId,
  )
  return new Set([...current].filter(([, shares]) => shares.every(isLeftOut)).map(([accountId]) => accountId))
}
