import { Decimal } from 'decimal.js'
import { countingOf, uncountedAccounts } from '#shared/domain/counted-accounts.ts'
import { type BilledAccount, householdFees, type Quarter, quarterWith } from '#shared/domain/fees.ts'
import { inForceOn } from '#shared/domain/in-force.ts'
import { type PriceOn, valueOn } from '#shared/domain/value-history.ts'
import type { Account, FeeSchedule, FeeTier, Transaction } from '#shared/records/index.ts'
import { toMoney, toQuantity, toRatio } from './amounts.ts'
import { addDays, addYears, instantAt } from './calendar.ts'
import { DEMO_USERS } from './demo-users.ts'
import type { HouseholdContext } from './household-context.ts'
import { closeOn, type Market } from './market.ts'

const schedules = {
  standard: {
    name: 'Harbour standard',
    method: 'marginal',
    yearlyMinimum: '1500',
    tiers: [
      [0, 100],
      [1_000_000, 80],
      [5_000_000, 55],
      [10_000_000, 40],
    ],
  },
  founders: {
    name: 'Harbour founders',
    method: 'whole',
    yearlyMinimum: null,
    tiers: [
      [0, 95],
      [500_000, 85],
      [2_000_000, 70],
    ],
  },
  flat: { name: 'Harbour flat 75', method: 'marginal', yearlyMinimum: null, tiers: [[0, 75]] },
} as const

export type FeeScheduleName = keyof typeof schedules

/** The firm's fee schedules and their tiers, as the households' fees are made by them. */
export interface DemoFees {
  readonly rows: readonly FeeSchedule[]
  readonly tiers: readonly FeeTier[]
  readonly ids: Readonly<Record<FeeScheduleName, string>>
}

/** The firm's schedules; the standard one became cheaper for the largest two years ago. */
export function feeScheduleRows(today: string, nextId: () => string): DemoFees {
  const author = DEMO_USERS.find(({ role }) => role === 'operations')?.id ?? null
  const begun = `${addYears(today, -4).slice(0, 4)}-01-01`
  const since = `${addYears(today, -2).slice(0, 4)}-01-01`
  const common = (day: string) => {
    const at = instantAt(day, 9 * 60)
    return { id: nextId(), version: 1, createdAt: at, createdBy: author, updatedAt: at, updatedBy: author }
  }
  const rows: FeeSchedule[] = []
  const tiers: FeeTier[] = []
  const ids = { standard: '', founders: '', flat: '' }
  for (const key of Object.keys(schedules) as FeeScheduleName[]) {
    const { name, method, yearlyMinimum, tiers: table } = schedules[key]
    const least = yearlyMinimum === null ? null : toMoney(yearlyMinimum)
    const row = { ...common(begun), name, method, yearlyMinimum: least, endedOn: null }
    rows.push(row)
    ids[key] = row.id
    for (const inForceFrom of key === 'standard' ? [begun, since] : [begun]) {
      for (const [from, rate] of inForceFrom === begun ? table.slice(0, 3) : table) {
        const figures = { fromAmount: toMoney(from), rate: toRatio(rate) }
        tiers.push({ ...common(inForceFrom), feeScheduleId: row.id, inForceFrom, ...figures })
      }
    }
  }
  return { rows, tiers, ids }
}

/** Who is charged by which: most by the standard, some of the first clients by their own; who is no client by none. */
export function scheduleOfHousehold({ fees, ordinal }: HouseholdContext, status: string): string | null {
  if (status === 'prospect') return null
  return ordinal % 9 === 4 ? fees.ids.founders : fees.ids.standard
}

/** A flat fee is agreed for the account alone. */
export function scheduleOfAccount({ fees }: HouseholdContext, feeBasis: Account['feeBasis']): string | null {
  return feeBasis === 'flat_bps' ? fees.ids.flat : null
}

/**
 * Makes the fees of the last year what the agreements say: histories are told account by account, and a household is
 * charged as a whole. What is charged less, or more, stays in the account's money.
 */
export function settleFees(context: HouseholdContext, householdScheduleId: string | null): void {
  const firstPriced = addDays(addYears(context.today, -1), 8)
  for (const before of [3, 2, 1, 0]) {
    const quarter = quarterWith(context.today, before)
    if (quarter.valuedOn < firstPriced) continue
    const { groups } = householdFees(billedAccounts(context, householdScheduleId, quarter))
    for (const { id, due } of groups.flatMap(({ accounts }) => accounts)) {
      if (due !== null) settleAccount(context, id, quarter, due)
    }
  }
}

function billedAccounts(
  context: HouseholdContext,
  householdScheduleId: string | null,
  quarter: Quarter,
): BilledAccount[] {
  const { rows, fees, today } = context
  const uncounted = uncountedAccounts(rows.account_owners, rows.household_members, today)
  return rows.accounts.map((account) => {
    const id = account.feeScheduleId ?? householdScheduleId
    const schedule = fees.rows.find((row) => row.id === id)
    const tiers = inForceOn(
      fees.tiers.filter(({ feeScheduleId }) => feeScheduleId === id),
      quarter.valuedOn,
    )
    return {
      ...account,
      counting: countingOf(account, uncounted),
      schedule: schedule === undefined ? null : { ...schedule, tiers },
      value: valueOfAccount(context, account.id, quarter.valuedOn),
    }
  })
}

function valueOfAccount({ rows, market }: HouseholdContext, accountId: string, day: string): string | null {
  const held = rows.positions.filter((position) => position.accountId === accountId)
  const later = rows.transactions.filter((row) => row.accountId === accountId && row.tradedOn > day)
  const movements = later.map((row) => ({ ...row, reversedType: null }))
  return held.length === 0 ? '0.00' : valueOn(held, movements, day, pricesOf(market))
}

function pricesOf(market: Market): PriceOn {
  return (securityId, day) => {
    if (securityId === market.cash.id) return '1'
    const listing = market.listings.find(({ id }) => id === securityId)
    const index = market.days.findLastIndex((open) => open <= day)
    return listing === undefined || index < 0 ? null : toQuantity(closeOn(listing, index))
  }
}

/** Where a fee was charged once, and the account's money allows it. */
function settleAccount({ rows, market }: HouseholdContext, accountId: string, quarter: Quarter, due: string): void {
  const charged = rows.transactions.filter((row) => isFee(row, accountId, quarter))
  const [fee] = charged
  const cash = rows.positions.find((row) => row.accountId === accountId && row.securityId === market.cash.id)
  if (fee === undefined || charged.length > 1 || cash === undefined) return
  const kept = new Decimal(cash.quantity).minus(fee.netAmount).minus(due)
  if (kept.isNegative()) return
  cash.quantity = toQuantity(kept)
  cash.marketValue = toMoney(kept)
  cash.costBasis = toMoney(kept)
  fee.grossAmount = toMoney(new Decimal(due).negated())
  fee.netAmount = fee.grossAmount
}

function isFee(row: Transaction, accountId: string, { startsOn, endsOn }: Quarter): boolean {
  return (
    row.accountId === accountId && row.type === 'advisory_fee' && row.tradedOn >= startsOn && row.tradedOn <= endsOn
  )
}
