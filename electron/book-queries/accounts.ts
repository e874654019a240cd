import { countingOf } from '#shared/domain/counted-accounts.ts'
import { groupBy } from '#shared/domain/group.ts'
import { compareAmounts, sumOf } from '#shared/domain/money.ts'
import { dateRange } from '#shared/domain/roll-ups.ts'
import type { AccountView } from '#shared/ipc/households.ts'
import { accounts as accountRecord } from '#shared/records/accounts.ts'
import type { AccountOwner, Beneficiary } from '#shared/records/index.ts'
import type { ViewOf } from '#shared/schema/validators.ts'
import type { Book } from './book.ts'
import type { PartyReference } from './parties.ts'
import type { HeldPosition } from './positions.ts'
import { viewFields } from './views.ts'

const accountFields = viewFields(accountRecord)

/** A household's accounts with who owns them and who would receive them now, as stored. */
export interface AccountRows {
  readonly accounts: readonly ViewOf<typeof accountRecord>[]
  readonly owners: readonly AccountOwner[]
  readonly beneficiaries: readonly Beneficiary[]
}

/** Closed accounts included: their history stays in sight, their value is gone. */
export async function readAccountRows(book: Book, householdId: string): Promise<AccountRows> {
  const [accounts, owners, beneficiaries] = await Promise.all([
    book.selectFrom('accounts').where('householdId', '=', householdId).select(accountFields).execute(),
    book
      .selectFrom('account_owners')
      .where('householdId', '=', householdId)
      .where('endedOn', 'is', null)
      .orderBy('id')
      .selectAll()
      .execute(),
    book
      .selectFrom('beneficiaries')
      .where('householdId', '=', householdId)
      .where('endedOn', 'is', null)
      .orderBy('id')
      .selectAll()
      .execute(),
  ])
  return { accounts, owners, beneficiaries }
}

/** Accounts as shown: open ones first, the largest first. */
export function toAccountViews(
  { accounts, owners, beneficiaries }: AccountRows,
  positions: readonly HeldPosition[],
  uncounted: ReadonlySet<string>,
  nameOf: (reference: PartyReference) => string,
): AccountView[] {
  const held = groupBy(positions, ({ accountId }) => accountId)
  const ownersOf = groupBy(owners, ({ accountId }) => accountId)
  const beneficiariesOf = groupBy(beneficiaries, ({ accountId }) => accountId)
  return accounts
    .map((account) => ({
      account,
      owners: (ownersOf.get(account.id) ?? []).map((owner) => ({ name: nameOf(owner), percent: owner.percent })),
      beneficiaries: (beneficiariesOf.get(account.id) ?? []).sort(compareBeneficiaries).map((beneficiary) => ({
        name: beneficiary.name ?? nameOf(beneficiary),
        class: beneficiary.class,
        percent: beneficiary.percent,
      })),
      counting: countingOf(account, uncounted),
      marketValue: sumOf((held.get(account.id) ?? []).map(({ marketValue }) => marketValue)),
      asOf: dateRange(held.get(account.id) ?? []).oldest,
    }))
    .sort(compareAccounts)
}

function compareBeneficiaries(a: Beneficiary, b: Beneficiary): number {
  if (a.class !== b.class) return a.class === 'primary' ? -1 : 1
  return compareAmounts(b.percent, a.percent)
}

function compareAccounts(a: AccountView, b: AccountView): number {
  const closedLast = Number(a.account.status === 'closed') - Number(b.account.status === 'closed')
  return (
    closedLast || compareAmounts(b.marketValue, a.marketValue) || a.account.name.localeCompare(b.account.name, 'en')
  )
}
