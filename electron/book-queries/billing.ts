import { countingOf } from '#shared/domain/counted-accounts.ts'
import type { BilledAccount, FeeTerms, Quarter } from '#shared/domain/fees.ts'
import { groupBy } from '#shared/domain/group.ts'
import { inForceOn } from '#shared/domain/in-force.ts'
import { subtract, sumOf } from '#shared/domain/money.ts'
import type { Book } from './book.ts'
import { findUncountedAccounts } from './counted-accounts.ts'
import { readBalancesOn } from './year-end-balances.ts'

/** An account with what was charged to it in the quarter. */
export interface ChargedAccount extends BilledAccount {
  readonly householdId: string
  readonly householdName: string
  readonly charged: string
}

/**
 * The accounts of a household, or of the whole book, as the billing of a quarter looks at them: with the schedule in force
 * and the value on the day of valuation, and what was charged. What was reversed is no charge, nor is its reversal.
 */
export async function readBilling(
  book: Book,
  householdId: string | null,
  quarter: Quarter,
  today: string,
): Promise<ChargedAccount[]> {
  const [accounts, members, schedules, charged] = await Promise.all([
    readAccounts(book, householdId),
    readMemberships(book, householdId),
    readSchedules(book, quarter.valuedOn),
    readCharges(book, householdId, quarter),
  ])
  const uncounted = await findUncountedAccounts(book, members, today)
  const counted = accounts.map((account) => ({ ...account, counting: countingOf(account, uncounted) }))
  const managed = counted.filter(({ counting }) => counting === 'managed').map(({ id }) => id)
  const worthOf = await readValues(book, managed, quarter.valuedOn)
  return counted.map(({ ownScheduleId, householdScheduleId, ...account }) => ({
    ...account,
    schedule: schedules.get(ownScheduleId ?? householdScheduleId ?? '') ?? null,
    value: worthOf(account.id),
    charged: charged.get(account.id) ?? '0.00',
  }))
}

async function readAccounts(book: Book, householdId: string | null) {
  return book
    .selectFrom('accounts')
    .innerJoin('households', 'households.id', 'accounts.householdId')
    .$if(householdId !== null, (query) => query.where('accounts.householdId', '=', householdId as string))
    .orderBy('households.name')
    .orderBy('accounts.name')
    .select([
      ...(['accounts.id', 'accounts.name', 'accounts.status', 'accounts.management', 'accounts.feeBasis'] as const),
      ...(['accounts.billing', 'accounts.householdId', 'accounts.feeScheduleId as ownScheduleId'] as const),
      ...(['households.name as householdName', 'households.feeScheduleId as householdScheduleId'] as const),
    ])
    .execute()
}

async function readMemberships(book: Book, householdId: string | null) {
  return book
    .selectFrom('household_members')
    .$if(householdId !== null, (query) => query.where('householdId', '=', householdId as string))
    .select(['householdId', 'personId', 'toDate', 'inRollUp'])
    .execute()
}

/** The firm's schedules with the tiers of a day. */
async function readSchedules(book: Book, day: string) {
  const [schedules, tiers] = await Promise.all([
    book.selectFrom('fee_schedules').select(['id', 'name', 'method', 'yearlyMinimum']).execute(),
    book.selectFrom('fee_tiers').select(['feeScheduleId', 'inForceFrom', 'fromAmount', 'rate']).execute(),
  ])
  const tiersOf = groupBy(tiers, ({ feeScheduleId }) => feeScheduleId)
  return new Map(
    schedules.map((schedule): [string, typeof schedule & FeeTerms] => [
      schedule.id,
      { ...schedule, tiers: inForceOn(tiersOf.get(schedule.id) ?? [], day) },
    ]),
  )
}

/** What was charged in the quarter, by account. */
async function readCharges(book: Book, householdId: string | null, { startsOn, endsOn }: Quarter) {
  const rows = await book
    .selectFrom('transactions')
    .$if(householdId !== null, (query) => query.where('householdId', '=', householdId as string))
    .where('tradedOn', '>=', startsOn)
    .where('tradedOn', '<=', endsOn)
    .where('type', '=', 'advisory_fee')
    .where('status', '!=', 'reversed')
    .select(['accountId', 'netAmount'])
    .execute()
  return new Map(
    [...groupBy(rows, ({ accountId }) => accountId)].map(([accountId, fees]) => [
      accountId,
      subtract('0', sumOf(fees.map(({ netAmount }) => netAmount))),
    ]),
  )
}

/** The accounts' values at the end of a day; an account that never held anything was worth nothing. */
async function readValues(book: Book, accountIds: readonly string[], day: string) {
  if (accountIds.length === 0) return () => null
  const [balances, held] = await Promise.all([
    readBalancesOn(book, accountIds, day),
    book.selectFrom('positions').where('accountId', 'in', accountIds).select('accountId').distinct().execute(),
  ])
  const known = new Set(held.map(({ accountId }) => accountId))
  return (accountId: string) => (known.has(accountId) ? (balances.get(accountId) ?? null) : '0.00')
}
