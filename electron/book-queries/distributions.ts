import { yearOf } from '#shared/domain/dates.ts'
import { byId, groupBy } from '#shared/domain/group.ts'
import { fullName } from '#shared/domain/labels.ts'
import {
  countsTowardsMinimum,
  type DistributionAccount,
  type DistributionOwner,
  minimumDistributions,
} from '#shared/domain/minimum-distributions.ts'
import { compareAmounts, subtract, sumOf } from '#shared/domain/money.ts'
import type { Distribution } from '#shared/ipc/distributions.ts'
import type { Account } from '#shared/records/index.ts'
import type { Book } from './book.ts'
import { readBalancesOn } from './year-end-balances.ts'

const REGISTRATIONS: readonly Account['registration'][] = [
  ...(['traditional_ira', 'rollover_ira', 'sep', 'simple', 'inherited_ira', 'inherited_roth'] as const),
  ...(['plan_401k', 'solo_401k', 'plan_403b', 'plan_457b'] as const),
]

/** This year's minimum distributions of a household, or of the whole book: what is missing first. */
export async function readDistributions(
  book: Book,
  householdId: string | null,
  today: string,
): Promise<Distribution[]> {
  const year = yearOf(today)
  const accounts = await readRetirementAccounts(book, householdId)
  const ids = accounts.map(({ id }) => id)
  if (ids.length === 0) return []
  const [owners, balances, taken, beneficiaries] = await Promise.all([
    readOwners(book, ids),
    readBalancesOn(book, ids, `${year - 1}-12-31`),
    readTaken(book, ids, year),
    readSoleBeneficiaries(book, ids),
  ])
  const details = byId(
    accounts.map((account) => ({
      ...account,
      balance: balances.get(account.id) ?? null,
      taken: taken.get(account.id) ?? '0.00',
      soleBeneficiary: beneficiaries.get(account.id) ?? null,
    })),
  )
  const groups = groupBy(owners, ({ owner, householdId: kept }) => `${owner.id} ${kept}`)
  return [...groups.values()]
    .flatMap((group) => listOf(group, details, year))
    .sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status) || compareAmounts(b.left ?? '0', a.left ?? '0'))
}

const ORDER: readonly Distribution['status'][] = ['not_taken', 'partly', 'not_known', 'met']

type OwnedAccount = Awaited<ReturnType<typeof readOwners>>[number]
type Detail = DistributionAccount & { readonly householdId: string; readonly householdName: string }

function listOf(group: readonly OwnedAccount[], details: ReadonlyMap<string, Detail>, year: number): Distribution[] {
  const owned = group.flatMap(({ accountId }) => details.get(accountId) ?? [])
  const [first] = owned
  const owner = group[0]?.owner
  if (first === undefined || owner === undefined) return []
  const { householdId, householdName } = first
  return minimumDistributions(owner, owned, year).map((distribution) => ({
    ...distribution,
    ...{ householdId, householdName, notes: [...distribution.notes] },
    accounts: distribution.accounts.map(({ id, name, balance, taken }) => ({ id, name, balance, taken })),
  }))
}

async function readRetirementAccounts(book: Book, householdId: string | null) {
  const rows = await book
    .selectFrom('accounts')
    .innerJoin('households', 'households.id', 'accounts.householdId')
    .where('accounts.registration', 'in', REGISTRATIONS)
    .where('accounts.status', 'not in', ['closed', 'prospective'])
    .$if(householdId !== null, (query) => query.where('accounts.householdId', '=', householdId as string))
    .select([
      ...(['accounts.id', 'accounts.name', 'accounts.registration', 'accounts.rmdRequired'] as const),
      ...(['accounts.householdId', 'households.name as householdName'] as const),
    ])
    .execute()
  return rows
}

/** Retirement accounts have one owner; with several, the largest share decides, then the order of entry. */
async function readOwners(book: Book, accountIds: readonly string[]) {
  const rows = await book
    .selectFrom('account_owners')
    .innerJoin('persons', 'persons.id', 'account_owners.personId')
    .where('account_owners.accountId', 'in', accountIds)
    .where('account_owners.endedOn', 'is', null)
    .where('persons.mergedIntoId', 'is', null)
    .orderBy('account_owners.id')
    .select([
      ...(['account_owners.accountId', 'account_owners.householdId', 'account_owners.percent'] as const),
      ...(['persons.id', 'persons.firstName', 'persons.lastName', 'persons.bornOn', 'persons.diedOn'] as const),
    ])
    .execute()
  const spouseOf = await readSpouses(book, [...new Set(rows.map(({ householdId }) => householdId))])
  return [...groupBy(rows, ({ accountId }) => accountId).values()].flatMap((shares) => {
    const [row] = [...shares].sort((a, b) => compareAmounts(b.percent, a.percent))
    if (row === undefined) return []
    const { accountId, householdId, id, bornOn, diedOn } = row
    const owner: DistributionOwner = { id, name: fullName(row), bornOn, diedOn, spouseId: spouseOf(householdId, id) }
    return [{ accountId, householdId, owner }]
  })
}

/** Head and spouse of a household are each other's. */
async function readSpouses(book: Book, householdIds: readonly string[]) {
  const rows =
    householdIds.length === 0
      ? []
      : await book
          .selectFrom('household_members')
          .where('householdId', 'in', householdIds)
          .where('role', 'in', ['head', 'spouse'])
          .where('toDate', 'is', null)
          .select(['householdId', 'personId'])
          .execute()
  const couples = groupBy(rows, ({ householdId }) => householdId)
  return (householdId: string, personId: string): string | null => {
    const couple = couples.get(householdId) ?? []
    if (!couple.some((member) => member.personId === personId)) return null
    return couple.find((member) => member.personId !== personId)?.personId ?? null
  }
}

/** What was distributed from each account in a year. What was reversed is left out, and its reversal with it. */
async function readTaken(book: Book, accountIds: readonly string[], year: number): Promise<Map<string, string>> {
  const rows = await book
    .selectFrom('transactions')
    .where('accountId', 'in', accountIds)
    .where('tradedOn', '>=', `${year}-01-01`)
    .where('tradedOn', '<=', `${year}-12-31`)
    .where('status', '!=', 'reversed')
    .where('type', 'in', [...countsTowardsMinimum])
    .select(['accountId', 'netAmount'])
    .execute()
  return new Map(
    [...groupBy(rows, ({ accountId }) => accountId)].map(([accountId, payments]) => [
      accountId,
      subtract('0', sumOf(payments.map(({ netAmount }) => netAmount))),
    ]),
  )
}

/** The person who alone is the primary beneficiary of an account. */
async function readSoleBeneficiaries(book: Book, accountIds: readonly string[]) {
  const rows = await book
    .selectFrom('beneficiaries')
    .leftJoin('persons', 'persons.id', 'beneficiaries.personId')
    .where('beneficiaries.accountId', 'in', accountIds)
    .where('beneficiaries.class', '=', 'primary')
    .where('beneficiaries.endedOn', 'is', null)
    .select(['beneficiaries.accountId', 'persons.id', 'persons.bornOn'])
    .execute()
  return new Map(
    [...groupBy(rows, ({ accountId }) => accountId)].flatMap(([accountId, all]) => {
      const [only] = all
      return all.length === 1 && only !== undefined && only.id !== null
        ? [[accountId, { id: only.id, bornOn: only.bornOn }] as const]
        : []
    }),
  )
}
