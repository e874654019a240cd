import { accounts } from '#shared/records/accounts.ts'
import type { Account, FeeSchedule, FeeTier } from '#shared/records/index.ts'
import { type Counting, counts } from './counted-accounts.ts'
import { addDays, addMonths } from './dates.ts'
import { groupBy } from './group.ts'
import { labelOf } from './labels.ts'
import { compareAmounts, multiply, quotient, roundAmount, shareOut, subtract, sumOf } from './money.ts'

/** How a fee follows from a value: rates in basis points a year, tier by tier. */
export interface FeeTerms extends Pick<FeeSchedule, 'method' | 'yearlyMinimum'> {
  /** Those in force, in any order; the first begins at nothing. */
  readonly tiers: readonly Pick<FeeTier, 'fromAmount' | 'rate'>[]
}

/** One tier, and what of a value lies in it. Amounts are exact; `fee` is of a year. */
export interface TierPart {
  readonly fromAmount: string
  /** Null for the last tier, which has no end. */
  readonly toAmount: string | null
  readonly rate: string
  readonly amount: string
  readonly fee: string
}

export interface YearlyFee {
  /** Exact, the minimum considered. */
  readonly fee: string
  readonly parts: readonly TierPart[]
  /** True where the tiers make less than the minimum. */
  readonly isMinimum: boolean
}

/**
 * The fee of a year on a value. `marginal`: what lies in a tier is charged at the tier's rate, so that the fee never
 * jumps. `whole`: everything is charged at the rate of the tier that the value has reached.
 *
 * @param value not below zero.
 */
export function yearlyFee(value: string, { method, yearlyMinimum, tiers }: FeeTerms): YearlyFee {
  const ordered = [...tiers].sort((a, b) => compareAmounts(a.fromAmount, b.fromAmount))
  const parts = ordered.map(({ fromAmount, rate }, index): TierPart => {
    const toAmount = ordered[index + 1]?.fromAmount ?? null
    const reached = compareAmounts(value, fromAmount) >= 0
    const filled = toAmount !== null && compareAmounts(value, toAmount) >= 0
    const inTier = filled ? subtract(toAmount, fromAmount) : subtract(value, fromAmount)
    const whole = reached && !filled ? value : '0.00'
    const amount = method === 'whole' ? whole : reached ? inTier : '0.00'
    return { fromAmount, toAmount, rate, amount, fee: multiply(multiply(amount, rate), '0.0001') }
  })
  const fee = sumOf(parts.map((part) => part.fee))
  const isMinimum = yearlyMinimum !== null && compareAmounts(fee, yearlyMinimum) < 0
  return { fee: isMinimum ? yearlyMinimum : fee, parts, isMinimum }
}

/** A quarter of the year's fee, rounded half to even to cents. */
export function quarterOf(fee: string): string {
  return roundAmount(multiply(fee, '0.25'), 2)
}

/** An account as the billing of a quarter looks at it. */
export interface BilledAccount extends Pick<Account, 'id' | 'name' | 'status' | 'feeBasis' | 'billing'> {
  readonly counting: Counting
  /** The account's own schedule, else the household's; null where neither has one. */
  readonly schedule: (Pick<FeeSchedule, 'id' | 'name'> & FeeTerms) | null
  /** What it was worth on the day of valuation; null where the book does not know. */
  readonly value: string | null
}

/** Accounts that are charged together by one schedule: its breakpoints apply to what they are worth together. */
export interface FeeGroup<A extends BilledAccount = BilledAccount> {
  readonly schedule: NonNullable<BilledAccount['schedule']>
  /** Null where one of the accounts’ values is not known, since then the tier is not either. */
  readonly total: string | null
  readonly yearly: YearlyFee | null
  readonly quarterly: string | null
  /** The quarter's fee, four times, in basis points of the total, to two places. */
  readonly effectiveRate: string | null
  /** `due` in cents; those of all accounts make `quarterly`. */
  readonly accounts: readonly (A & { readonly due: string | null })[]
}

/** An account that no fee is reckoned for. `mayBeCharged`: it has a fee, agreed otherwise than on assets. */
export type LeftOut<A extends BilledAccount = BilledAccount> = A & {
  readonly reason: string
  readonly mayBeCharged: boolean
}

/**
 * What a household owes for a quarter: accounts of one schedule together, the fee shared out among them by value, to
 * the cent. An account that owes something (a margin balance) counts nothing. Money that came or went within the quarter is
 * not prorated.
 */
export function householdFees<A extends BilledAccount>(
  billed: readonly A[],
): { readonly groups: FeeGroup<A>[]; readonly leftOut: LeftOut<A>[] } {
  const judged = billed.map((account) => ({ account, exclusion: exclusionOf(account) }))
  const charged = judged.filter(({ exclusion }) => exclusion === null).map(({ account }) => account)
  return {
    groups: [...groupBy(charged, ({ schedule }) => schedule?.id ?? '').values()].flatMap(chargeGroup),
    leftOut: judged.flatMap(({ account, exclusion }) => (exclusion === null ? [] : [{ ...account, ...exclusion }])),
  }
}

function chargeGroup<A extends BilledAccount>(accounts: readonly A[]): FeeGroup<A>[] {
  const schedule = accounts[0]?.schedule
  if (schedule === undefined || schedule === null) return []
  const values = accounts.map(({ value }) => (value === null || compareAmounts(value, '0') > 0 ? value : '0.00'))
  const known = values.filter((value) => value !== null)
  if (known.length < values.length) {
    const none = { total: null, yearly: null, quarterly: null, effectiveRate: null }
    return [{ schedule, ...none, accounts: accounts.map((account) => ({ ...account, due: null })) }]
  }
  const total = sumOf(known)
  // Without anything to charge on there is no minimum either: nobody is under management.
  const isNothing = compareAmounts(total, '0') === 0
  const yearly = yearlyFee(total, isNothing ? { ...schedule, yearlyMinimum: null } : schedule)
  const quarterly = quarterOf(yearly.fee)
  const shares = shareOut(quarterly, known)
  return [
    {
      ...{ schedule, total, yearly, quarterly },
      effectiveRate: quotient(multiply(quarterly, '40000'), total, 2),
      accounts: accounts.map((account, index) => ({ ...account, due: shares[index] ?? '0.00' })),
    },
  ]
}

type Exclusion = Pick<LeftOut, 'reason' | 'mayBeCharged'>

/** Why no fee is reckoned for an account; null where one is. */
function exclusionOf({ status, counting, feeBasis, schedule }: BilledAccount): Exclusion | null {
  const not = (reason: string) => ({ reason, mayBeCharged: false })
  if (counting === 'closed') return { reason: 'It is closed.', mayBeCharged: true }
  if (status === 'prospective' || status === 'pending') return not('It is not open yet.')
  if (!counts(counting)) return not('Its owners are not counted in the household’s totals.')
  if (counting !== 'managed') return not('The firm does not manage it.')
  if (feeBasis === 'none') return not('No fee was agreed.')
  const open = (reason: string) => ({ reason, mayBeCharged: true })
  if (feeBasis !== 'tiered' && feeBasis !== 'flat_bps') {
    return open(`Its fee (${labelOf(accounts, 'feeBasis', feeBasis).toLowerCase()}) does not follow from assets.`)
  }
  if (schedule === null) return open('Neither it nor the household has a fee schedule.')
  if (schedule.tiers.length === 0) return open(`${schedule.name} has no tiers in force on that day.`)
  if (feeBasis === 'flat_bps' && schedule.tiers.length > 1) {
    return open(`Its fee is flat, and ${schedule.name} has tiers: give it a flat schedule of its own.`)
  }
  return null
}

/** What was charged may differ by so much from what is due, for values that custodians round: the firm's own threshold. */
export const FEE_TOLERANCE = '1.00'

/**
 * What was charged beside what is due. `not_reckoned`: nothing says what is due. `not_due`: charged where no fee was
 * agreed, or to an account that the firm does not bill.
 */
export type FeeState = 'agrees' | 'over' | 'under' | 'not_charged' | 'not_due' | 'not_reckoned'

/** Judges one account's quarter. @param due null where it is not known; `mayBeCharged` then says whether a fee may be. */
export function judgeCharge(charged: string, due: string | null, mayBeCharged: boolean): FeeState {
  if (due === null) {
    if (mayBeCharged) return 'not_reckoned'
    return compareAmounts(charged, '0') === 0 ? 'agrees' : 'not_due'
  }
  const difference = subtract(charged, due)
  const isNear = compareAmounts(difference, FEE_TOLERANCE) <= 0 && compareAmounts(difference, `-${FEE_TOLERANCE}`) >= 0
  if (isNear) return 'agrees'
  if (compareAmounts(charged, '0') === 0) return 'not_charged'
  return difference.startsWith('-') ? 'under' : 'over'
}

/** A quarter as fees see it. Days are `YYYY-MM-DD`. */
export interface Quarter {
  /** `2026 Q4`. */
  readonly name: string
  readonly startsOn: string
  readonly endsOn: string
  /** The last day before it: what is charged in the quarter, in advance or in arrears, is reckoned on that day's value. */
  readonly valuedOn: string
}

/** The quarter that a day lies in, or one some quarters before. */
export function quarterWith(day: string, before = 0): Quarter {
  const month = Number(day.slice(5, 7)) - 1
  const startsOn = addMonths(`${day.slice(0, 5)}${pad(month - (month % 3) + 1)}-01`, -3 * before)
  return {
    name: `${startsOn.slice(0, 4)} Q${(Number(startsOn.slice(5, 7)) + 2) / 3}`,
    startsOn,
    endsOn: addDays(addMonths(startsOn, 3), -1),
    valuedOn: addDays(startsOn, -1),
  }
}

/** The days that a fee charged in a quarter is for: those of the quarter, or in arrears of the one before. */
export function coveredDays(quarter: Quarter, billing: Account['billing']): { from: string; to: string } {
  const { startsOn, endsOn } = billing === 'advance' ? quarter : quarterWith(quarter.startsOn, 1)
  return { from: startsOn, to: endsOn }
}

function pad(number: number): string {
  return String(number).padStart(2, '0')
}
