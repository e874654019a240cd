import { Decimal } from 'decimal.js'
import type { Account, Person, Transaction } from '#shared/records/index.ts'
import { yearOf } from './dates.ts'
import { compareAmounts, subtract, sumOf } from './money.ts'

const Exact = Decimal.clone({ precision: 64, rounding: Decimal.ROUND_HALF_EVEN })

/** The Uniform Lifetime Table by age from 72: 26 CFR 1.401(a)(9)-9(c), Publication 590-B appendix B, table III; 120 and over is 2.0. */
const UNIFORM_LIFETIME = [
  ...['27.4', '26.5', '25.5', '24.6', '23.7', '22.9', '22.0', '21.1', '20.2', '19.4', '18.5', '17.7', '16.8', '16.0'],
  ...['15.2', '14.4', '13.7', '12.9', '12.2', '11.5', '10.8', '10.1', '9.5', '8.9', '8.4', '7.8', '7.3', '6.8', '6.4'],
  ...['6.0', '5.6', '5.2', '4.9', '4.6', '4.3', '4.1', '3.9', '3.7', '3.5', '3.4', '3.3', '3.1', '3.0', '2.9', '2.8'],
  ...['2.7', '2.5', '2.3', '2.0'],
] as const

/** The years a balance is spread over at an age reached in the year. @throws RangeError below 72. */
export function lifetimeFactor(age: number): string {
  const factor = UNIFORM_LIFETIME[Math.min(age, 120) - 72]
  if (factor === undefined) throw new RangeError(`the Uniform Lifetime Table begins at 72, not ${age}`)
  return factor
}

/**
 * The age from whose year on distributions are due: 73, or 75 for those born in 1960 or later (26 USC 401(a)(9)(C)(v),
 * SECURE 2.0 Act §107). Those born before 1951 have long begun, at 72 or at 70½.
 */
export function applicableAge(bornOn: string): number {
  if (yearOf(bornOn) <= 1950) return 72
  return yearOf(bornOn) >= 1960 ? 75 : 73
}

/** IRAs of one owner are reckoned apart and may be taken from any one of them (26 CFR 1.408-8); each plan stands alone. */
const AGGREGATED: ReadonlySet<Account['registration']> = new Set(['traditional_ira', 'rollover_ira', 'sep', 'simple'])
const PLANS: ReadonlySet<Account['registration']> = new Set(['plan_401k', 'solo_401k', 'plan_403b', 'plan_457b'])
const INHERITED: ReadonlySet<Account['registration']> = new Set(['inherited_ira', 'inherited_roth'])

/** What counts towards the minimum. Tax withheld is part of what was distributed. */
export const countsTowardsMinimum: ReadonlySet<Transaction['type']> = new Set([
  ...(['rmd', 'qcd', 'distribution', 'tax_withheld'] as const),
])

export interface DistributionAccount extends Pick<Account, 'id' | 'name' | 'registration' | 'rmdRequired'> {
  /** At the end of the year before; null where the book cannot tell. */
  readonly balance: string | null
  /** What was distributed this year, as a positive amount. */
  readonly taken: string
  /** The one primary beneficiary, where that is one person. */
  readonly soleBeneficiary: Pick<Person, 'id' | 'bornOn'> | null
}

export interface DistributionOwner extends Pick<Person, 'id' | 'bornOn' | 'diedOn'> {
  readonly name: string
  /** The husband or wife, where the household says who it is. */
  readonly spouseId: string | null
}

export type DistributionStatus = 'met' | 'partly' | 'not_taken' | 'not_known'

/** What one owner must take from IRAs together, or from one plan. */
export interface MinimumDistribution {
  readonly key: string
  readonly ownerName: string
  /** Reached this year. */
  readonly age: number | null
  readonly accounts: readonly DistributionAccount[]
  readonly balance: string | null
  readonly factor: string | null
  readonly required: string | null
  readonly taken: string
  /** Still to be taken; zero where more was. Null where the minimum is not known. */
  readonly left: string | null
  readonly dueOn: string
  readonly status: DistributionStatus
  readonly notes: readonly string[]
}

/**
 * The minimum distributions of one owner in a year: each balance at the end of the year before, divided by the factor of
 * the age reached, in cents. Of a first year it may wait until 1 April of the next (Publication 590-B). What the book
 * cannot reckon (an inherited account, a much younger spouse, a missing balance) is listed with the reason.
 */
export function minimumDistributions(
  owner: DistributionOwner,
  accounts: readonly DistributionAccount[],
  year: number,
): MinimumDistribution[] {
  if (owner.diedOn !== null && yearOf(owner.diedOn) < year) return []
  const age = owner.bornOn === null ? null : year - yearOf(owner.bornOn)
  const isOfAge = owner.bornOn !== null && age !== null && age >= applicableAge(owner.bornOn)
  const iras = accounts.filter(({ registration }) => isOfAge && AGGREGATED.has(registration))
  // A plan of the employer one still works for may wait (26 USC 401(a)(9)(C)(i)): there the account's own mark decides.
  const plans = accounts.filter(({ registration, rmdRequired }) => isOfAge && rmdRequired && PLANS.has(registration))
  const inherited = accounts.filter(({ registration, rmdRequired }) => rmdRequired && INHERITED.has(registration))
  const groups = [...(iras.length === 0 ? [] : [iras]), ...plans.map((plan) => [plan])]
  return [
    ...(age === null ? [] : groups.map((group) => reckon(owner, group, age, year))),
    ...inherited.map((account) => inheritedOne(owner, account, age, year)),
  ]
}

function reckon(
  owner: DistributionOwner,
  group: readonly DistributionAccount[],
  age: number,
  year: number,
): MinimumDistribution {
  const factor = lifetimeFactor(age)
  const balances = group.flatMap(({ balance }) => balance ?? [])
  const isKnown = balances.length === group.length
  const required = isKnown ? sumOf(balances.map((balance) => minimumOf(balance, factor))) : null
  const isFirst = owner.bornOn !== null && age === applicableAge(owner.bornOn)
  return {
    ...settle(owner, group, required),
    age,
    ...{ balance: isKnown ? sumOf(balances) : null, factor, required },
    dueOn: isFirst ? `${year + 1}-04-01` : `${year}-12-31`,
    notes: notesOn(owner, group, isFirst, year),
  }
}

/** A balance below zero owes nothing. */
function minimumOf(balance: string, factor: string): string {
  return Decimal.max(0, new Exact(balance).dividedBy(factor)).toFixed(2, Decimal.ROUND_HALF_EVEN)
}

function settle(owner: DistributionOwner, group: readonly DistributionAccount[], required: string | null) {
  const taken = sumOf(group.map((account) => account.taken))
  const missing = required === null ? null : subtract(required, taken)
  const left = missing !== null && compareAmounts(missing, '0') < 0 ? '0.00' : missing
  return {
    key: group.map(({ id }) => id).join(' '),
    ownerName: owner.name,
    accounts: group,
    ...{ taken, left, status: statusOf(taken, left) },
  }
}

function statusOf(taken: string, left: string | null): DistributionStatus {
  if (left === null) return 'not_known'
  if (compareAmounts(left, '0') === 0) return 'met'
  return compareAmounts(taken, '0') > 0 ? 'partly' : 'not_taken'
}

function notesOn(
  owner: DistributionOwner,
  group: readonly DistributionAccount[],
  isFirst: boolean,
  year: number,
): string[] {
  return [
    ...(isFirst
      ? [`First year: it may wait until 1 April ${year + 1}, and that of ${year + 1} is then due as well.`]
      : []),
    ...group.flatMap(({ name, balance }) =>
      balance === null
        ? [`The book cannot value ${name} at the end of ${year - 1}; ask the custodian for that balance.`]
        : [],
    ),
    ...group.flatMap(({ name, soleBeneficiary }) =>
      isMuchYounger(owner, soleBeneficiary)
        ? [
            `The husband or wife is sole beneficiary of ${name} and more than ten years younger: the joint table asks for less than this.`,
          ]
        : [],
    ),
    ...(owner.diedOn === null ? [] : ['The owner died this year; what was not taken falls to the beneficiaries.']),
  ]
}

/** Such a spouse has the joint table (Publication 590-B, table II), by calendar years. */
function isMuchYounger({ bornOn, spouseId }: DistributionOwner, sole: DistributionAccount['soleBeneficiary']): boolean {
  if (sole === null || sole.id !== spouseId || sole.bornOn === null || bornOn === null) return false
  return yearOf(sole.bornOn) - yearOf(bornOn) > 10
}

function inheritedOne(
  owner: DistributionOwner,
  account: DistributionAccount,
  age: number | null,
  year: number,
): MinimumDistribution {
  return {
    ...settle(owner, [account], null),
    age,
    ...{ balance: account.balance, factor: null, required: null, dueOn: `${year}-12-31` },
    notes: [
      'Inherited: what is due depends on whose it was, when they died, and who inherited; the book does not have that. It may have to be empty after ten years.',
    ],
  }
}
