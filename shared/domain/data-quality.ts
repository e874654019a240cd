import { addMonths } from './dates.ts'
import { formatCount } from './format.ts'

/** What is counted of one household; every figure but `people` and `accounts` says how many lack something. */
export interface QualityFacts {
  /** Living people who belong to the household today. */
  readonly people: number
  readonly peopleWithoutBirthDate: number
  readonly peopleWithoutTaxNumber: number
  readonly peopleWithoutContact: number
  readonly peopleWithoutAddress: number
  readonly peopleWithoutCitizenship: number
  readonly expiredIds: number
  /** Accounts that are neither closed nor only planned. */
  readonly accounts: number
  readonly accountsWithoutBeneficiary: number
  readonly hasPrimaryPerson: boolean
  readonly missingProfileFields: number
  /** `YYYY-MM-DD`; null where it was never confirmed. */
  readonly profileConfirmedOn: string | null
  readonly nextReviewOn: string | null
  readonly hasSignedAgreement: boolean
  readonly hasDeliveredSummary: boolean
  readonly isRetail: boolean
}

/** Where on the household's page something is put right. */
export type FixPlace = 'people' | 'accounts' | 'profile' | 'documents' | 'review'

export interface QualityGap {
  readonly id: string
  /** `2 people without a date of birth`. */
  readonly title: string
  readonly fixIn: FixPlace
}

export interface DataQuality {
  /** 0 to 100; 100 only where nothing is missing. */
  readonly score: number
  readonly gaps: readonly QualityGap[]
}

/** How the list of households is narrowed by it: a score below the number. */
export const qualityLimits = { any: 101, below_100: 100, below_80: 80, below_60: 60 } as const

export type QualityLimit = keyof typeof qualityLimits

interface QualityRule {
  readonly id: string
  readonly fixIn: FixPlace
  /** How much it counts beside the others. */
  readonly weight: number
  /** Whether the rule says anything about this household. */
  readonly applies?: (facts: QualityFacts) => boolean
  /** @returns what is missing in words; null where nothing is. */
  readonly gap: (facts: QualityFacts, today: string) => string | null
}

/** A profile holds for a year: the firm's policy, as in the checks before a meeting. */
const PROFILE_MONTHS = 12

const hasPeople = ({ people }: QualityFacts) => people > 0
const counted = (count: number, one: string, many: string, lacks: string) =>
  count === 0 ? null : `${formatCount(count, one, many)} ${lacks}`
const people = (count: number, lacks: string) => counted(count, 'person', 'people', lacks)

/**
 * The one list of what a household's data should hold, in the order in which gaps are shown. Identity and tax data first,
 * since accounts are opened with them (31 CFR 1023.220(a)(2)(i) is where custodians take theirs from), then what
 * advice rests on, then the papers of the relationship (17 CFR 275.204-2(a)(10) and (a)(14)).
 */
export const qualityRules: readonly QualityRule[] = [
  {
    id: 'primary_person',
    fixIn: 'people',
    weight: 2,
    gap: ({ hasPrimaryPerson }) => (hasPrimaryPerson ? null : 'No primary person'),
  },
  {
    id: 'birth_dates',
    fixIn: 'people',
    weight: 3,
    applies: hasPeople,
    gap: (facts) => people(facts.peopleWithoutBirthDate, 'without a date of birth'),
  },
  {
    id: 'tax_numbers',
    fixIn: 'people',
    weight: 3,
    applies: hasPeople,
    gap: (facts) => people(facts.peopleWithoutTaxNumber, 'without a social security number or tax id'),
  },
  {
    id: 'contact',
    fixIn: 'people',
    weight: 2,
    applies: hasPeople,
    gap: (facts) => people(facts.peopleWithoutContact, 'without e-mail or phone'),
  },
  {
    id: 'addresses',
    fixIn: 'people',
    weight: 2,
    applies: hasPeople,
    gap: (facts) => people(facts.peopleWithoutAddress, 'without a full address'),
  },
  {
    id: 'citizenship',
    fixIn: 'people',
    weight: 1,
    applies: hasPeople,
    gap: (facts) => people(facts.peopleWithoutCitizenship, 'without citizenship or tax residency'),
  },
  {
    id: 'expired_ids',
    fixIn: 'people',
    weight: 1,
    applies: hasPeople,
    gap: (facts) => people(facts.expiredIds, 'with an expired ID'),
  },
  {
    id: 'beneficiaries',
    fixIn: 'accounts',
    weight: 3,
    applies: ({ accounts }) => accounts > 0,
    gap: (facts) => counted(facts.accountsWithoutBeneficiary, 'account', 'accounts', 'without a primary beneficiary'),
  },
  {
    id: 'profile',
    fixIn: 'profile',
    weight: 3,
    gap: ({ missingProfileFields }) =>
      missingProfileFields === 0 ? null : `${formatCount(missingProfileFields, 'answer')} missing in the profile`,
  },
  {
    id: 'profile_confirmed',
    fixIn: 'profile',
    weight: 2,
    gap: ({ profileConfirmedOn }, today) => {
      if (profileConfirmedOn === null) return 'Profile never confirmed'
      return addMonths(profileConfirmedOn, PROFILE_MONTHS) < today ? 'Profile not confirmed for a year' : null
    },
  },
  {
    id: 'next_review',
    fixIn: 'review',
    weight: 1,
    gap: ({ nextReviewOn }, today) => {
      if (nextReviewOn === null) return 'No date for the next review'
      return nextReviewOn < today ? 'The review is overdue' : null
    },
  },
  {
    id: 'agreement',
    fixIn: 'documents',
    weight: 3,
    gap: ({ hasSignedAgreement }) => (hasSignedAgreement ? null : 'No signed advisory agreement'),
  },
  {
    id: 'summary',
    fixIn: 'documents',
    weight: 2,
    // A relationship summary is owed to retail investors (17 CFR 275.204-5).
    applies: ({ isRetail }) => isRetail,
    gap: ({ hasDeliveredSummary }) => (hasDeliveredSummary ? null : 'No relationship summary (Form CRS) delivered'),
  },
]

/** Judges a household's data by the rules that apply to it. @param today `YYYY-MM-DD`. */
export function judgeQuality(facts: QualityFacts, today: string): DataQuality {
  let whole = 0
  let met = 0
  const gaps: QualityGap[] = []
  for (const { id, fixIn, weight, applies, gap } of qualityRules) {
    if (applies?.(facts) === false) continue
    const title = gap(facts, today)
    whole += weight
    if (title === null) met += weight
    else gaps.push({ id, title, fixIn })
  }
  return { score: whole === 0 ? 100 : Math.floor((100 * met) / whole), gaps }
}
