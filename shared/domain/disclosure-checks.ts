import { disclosures as disclosureRecord } from '#shared/records/disclosures.ts'
import type { Disclosure, Household } from '#shared/records/index.ts'
import { addDays } from './dates.ts'
import { formatDay } from './format.ts'
import { labelOf } from './labels.ts'
import type { MeetingCheck, MeetingFacts } from './meeting-facts.ts'

/**
 * What a client has to have been given before or at the time of the contract: Form ADV Part 2A and 2B (17 CFR
 * 275.204-3(b)(1), (b)(3)), the privacy notice (17 CFR 248.4(a)), and Form CRS where they are a retail investor (17 CFR
 * 275.204-5(b)(1)).
 */
const DUE_AT_CONTRACT: readonly Disclosure['kind'][] = ['adv_2a', 'adv_2b', 'privacy_notice']
const DUE_TO_RETAIL: readonly Disclosure['kind'][] = ['crs']

/**
 * The updated brochure is due each year within 120 days of the end of the firm's fiscal year where it changed materially
 * (17 CFR 275.204-3(b)(2)); longer than a year and those days, no delivery can be that year's.
 */
const BROCHURE_DAYS = 365 + 120

const SERVED: ReadonlySet<Household['status']> = new Set(['onboarding', 'active'])

/** Disclosures that a client has no record of having got, and a brochure that is a year's cycle old. */
export function checkDisclosures({ household, disclosures, today }: MeetingFacts): MeetingCheck[] {
  if (household.status !== 'prospect' && !SERVED.has(household.status)) return []
  const due = household.retailInvestor ? [...DUE_TO_RETAIL, ...DUE_AT_CONTRACT] : DUE_AT_CONTRACT
  const missing = due.filter((kind) => !disclosures.some((one) => one.kind === kind))
  return [
    ...(missing.length === 0 ? [] : [notDelivered(missing, household.status)]),
    ...oldBrochure(disclosures, today),
  ]
}

function notDelivered(missing: readonly Disclosure['kind'][], status: Household['status']): MeetingCheck {
  const names = missing.map((kind) => labelOf(disclosureRecord, 'kind', kind)).join(', ')
  const isProspect = status === 'prospect'
  return {
    severity: isProspect ? 'notice' : 'attention',
    title: isProspect ? 'Disclosures to deliver' : 'Disclosure not delivered',
    detail: isProspect
      ? `No delivery is recorded of ${names}. Hand them over before or when an agreement is signed.`
      : `No delivery is recorded of ${names}. Deliver it now, and record how.`,
  }
}

function oldBrochure(disclosures: MeetingFacts['disclosures'], today: string): MeetingCheck[] {
  const days = disclosures.filter(({ kind }) => kind === 'adv_2a').map(({ deliveredOn }) => deliveredOn)
  const last = days.sort().at(-1)
  if (last === undefined || last >= addDays(today, -BROCHURE_DAYS)) return []
  return [
    {
      severity: 'notice',
      title: 'Brochure delivered long ago',
      detail: `Form ADV 2A was last delivered on ${formatDay(last)}. Ask compliance whether a newer one is due.`,
    },
  ]
}
