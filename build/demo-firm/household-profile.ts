import type { Household } from '#shared/records/index.ts'
import { addDays, addYears, laterOf } from './calendar.ts'
import type { HouseholdContext } from './household-context.ts'
import { nearMeeting } from './meeting-slots.ts'
import { cities, type NamePool, namePools } from './name-list.ts'

/** What kind of household it is; everything else follows from this. */
export interface Profile {
  readonly type: Household['type']
  readonly status: Household['status']
  /** Investable wealth, in whole dollars. */
  readonly wealth: number
  readonly tier: Household['serviceTier']
  readonly cadence: Household['reviewCadence']
  readonly pool: NamePool
  readonly surname: string
  readonly place: (typeof cities)[number]
  readonly clientSince: string | null
  readonly terminatedOn: string | null
  readonly headAge: number
}

/** Draws a household's profile; those with a meeting soon are clients in good standing, or about to become clients. */
export function drawProfile(context: HouseholdContext): Profile {
  const { dice, today } = context
  const type = dice.weighted({ individual: 22, couple: 33, family: 35, multigenerational: 10 })
  const status = drawStatus(context)
  const wealth = drawWealth(context)
  const isClient = status !== 'prospect' && status !== 'onboarding'
  const headAge = drawHeadAge(context, type)
  const since = addDays(today, -Math.min(dice.integer(400, 6500), (headAge - 22) * 365))
  return {
    ...{ type, status, wealth, tier: tierOf(wealth), cadence: cadenceOf(wealth), headAge },
    ...drawSurname(context),
    place: dice.pick(cities),
    clientSince: isClient ? since : status === 'onboarding' ? addDays(today, -dice.integer(5, 40)) : null,
    terminatedOn: status === 'terminated' ? addDays(today, -dice.integer(40, 350)) : null,
  }
}

function drawHeadAge({ dice }: HouseholdContext, type: Profile['type']): number {
  if (type === 'individual') return dice.integer(29, 90)
  if (type === 'couple') return dice.integer(33, 86)
  return dice.chance(0.7) ? dice.integer(34, 60) : dice.integer(61, 80)
}

function drawStatus(context: HouseholdContext): Profile['status'] {
  const meeting = nearMeeting(context.ordinal, context.bookSize)
  const drawn = context.dice.weighted<Profile['status']>({
    ...{ active: 85, onboarding: 3, prospect: 4, inactive: 3, terminated: 3, estate: 2 },
  })
  if (meeting === null) return drawn
  return meeting === 5 ? 'prospect' : meeting === 9 ? 'onboarding' : 'active'
}

const wealthBands = {
  modest: [90_000, 480_000],
  comfortable: [480_000, 1_500_000],
  affluent: [1_500_000, 5_000_000],
  wealthy: [5_000_000, 24_000_000],
  dynastic: [24_000_000, 85_000_000],
} as const

function drawWealth({ dice }: HouseholdContext): number {
  const [least, most] =
    wealthBands[dice.weighted({ modest: 27, comfortable: 37, affluent: 24, wealthy: 10, dynastic: 2 })]
  return dice.integer(least, most)
}

function tierOf(wealth: number): Profile['tier'] {
  if (wealth >= 5_000_000) return 'platinum'
  if (wealth >= 1_500_000) return 'gold'
  return wealth >= 480_000 ? 'silver' : 'bronze'
}

function cadenceOf(wealth: number): Profile['cadence'] {
  if (wealth >= 5_000_000) return 'quarterly'
  return wealth >= 1_500_000 ? 'semiannual' : 'annual'
}

/** Takes surnames in turn through the pools, so that a small book has few namesakes. */
function drawSurname({ dice, ordinal, adviser }: HouseholdContext): Pick<Profile, 'pool' | 'surname'> {
  const turn = ordinal + Number(adviser.id.slice(-1)) * 5
  const pool = namePools[turn % namePools.length] ?? dice.pick(namePools)
  const round = Math.floor(turn / namePools.length)
  const own = pool.surnames[round % pool.surnames.length] ?? dice.pick(pool.surnames)
  const isSecondRound = round >= pool.surnames.length
  const partner = dice.pick(dice.pick(namePools).surnames)
  return { pool, surname: isSecondRound || dice.chance(0.04) ? joinSurnames(own, partner) : own }
}

function joinSurnames(first: string, second: string): string {
  return first === second ? first : `${first}-${second}`
}

const risks = ['conservative', 'moderately_conservative', 'moderate', 'moderately_aggressive', 'aggressive'] as const
const objectives = ['preservation', 'income', 'growth_and_income', 'growth', 'aggressive_growth'] as const

/** What the client has told the adviser: aims, risk, means. Prospects have told nothing yet. */
export function investmentProfile({ dice, today, adviser }: HouseholdContext, profile: Profile): Partial<Household> {
  if (profile.status === 'prospect') return {}
  const age = profile.headAge
  const boldness = Math.max(0, Math.min(4, Math.round((78 - age) / 12) + dice.integer(-1, 1)))
  const capacity = Math.max(0, Math.min(4, boldness + dice.integer(-1, 1)))
  const confirmedDaysAgo = Number(dice.weighted({ 20: 20, 140: 40, 300: 18, 420: 12, 760: 6 }))
  const drawn = addDays(profile.terminatedOn ?? today, -confirmedDaysAgo - dice.integer(0, 60))
  const confirmedOn = laterOf(drawn, profile.clientSince ?? drawn)
  return {
    ...{ objective: objectives[boldness], riskTolerance: risks[boldness], riskCapacity: risks[capacity] },
    horizon:
      age < 58 ? 'over_10_years' : age < 70 ? 'from_6_to_10_years' : age < 82 ? 'from_3_to_5_years' : 'under_3_years',
    liquidity: dice.weighted({ low: 4, medium: 4, high: age > 68 ? 4 : 1 }),
    incomeBand:
      profile.wealth > 5_000_000 ? 'from_500k_to_1m' : dice.pick(['under_100k', 'from_100k_to_500k'] as const),
    netWorthBand: bandOf(profile.wealth * 1.6),
    liquidNetWorthBand: bandOf(profile.wealth),
    taxBracket: dice.pick(['22.000000', '24.000000', '32.000000', '35.000000', '37.000000']),
    ...(dice.chance(0.04) ? {} : { profileConfirmedOn: confirmedOn, profileConfirmedBy: adviser.id }),
  }
}

function bandOf(amount: number): NonNullable<Household['netWorthBand']> {
  if (amount >= 25_000_000) return 'over_25m'
  if (amount >= 5_000_000) return 'from_5m_to_25m'
  if (amount >= 1_000_000) return 'from_1m_to_5m'
  if (amount >= 500_000) return 'from_500k_to_1m'
  return amount >= 100_000 ? 'from_100k_to_500k' : 'under_100k'
}

/** A birthday of somebody of an age today. */
export function birthday({ dice, today }: HouseholdContext, age: number): string {
  return addDays(addYears(today, -age), -dice.integer(1, 360))
}
