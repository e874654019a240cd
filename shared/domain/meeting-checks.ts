import { checkAuthorities, checkBeneficiaries, checkDistributions, checkIdentification } from './client-checks.ts'
import { compareDays, daysBetween } from './dates.ts'
import { checkDisclosures } from './disclosure-checks.ts'
import { formatCount, formatDay } from './format.ts'
import type { MeetingCheck, MeetingFacts } from './meeting-facts.ts'
import { checkConcentration, checkIdleCash, checkPriceDates, checkReconciliation } from './portfolio-checks.ts'
import { checkTarget } from './target-checks.ts'

/** How long a client's profile holds, in days. */
export const PROFILE_DAYS = 365

type Check = (facts: MeetingFacts) => MeetingCheck[]

/** Every check, in the order in which what they find is shown. A new one is a line here and what it needs in the facts. */
const checks: readonly Check[] = [
  checkProfile,
  checkDisclosures,
  checkBeneficiaries,
  checkDistributions,
  checkIdentification,
  checkAuthorities,
  checkReconciliation,
  checkPriceDates,
  checkTarget,
  checkConcentration,
  checkIdleCash,
  checkTasks,
]

/**
 * What ought to be settled or known before sitting down with a client: things to settle first, then things to know,
 * each in the order of the list above. Every detail names the figure it rests on, and what to do.
 */
export function checkBeforeMeeting(facts: MeetingFacts): MeetingCheck[] {
  const found = checks.flatMap((check) => check(facts))
  return [
    ...found.filter(({ severity }) => severity === 'attention'),
    ...found.filter(({ severity }) => severity === 'notice'),
  ]
}

/** A profile holds for a year: the firm's policy. Anti-money-laundering rules set no date yet (FinCEN, delayed to 2028). */
function checkProfile({ household, today }: MeetingFacts): MeetingCheck[] {
  const confirmedOn = household.profileConfirmedOn
  if (confirmedOn === null) {
    return [
      {
        severity: 'attention',
        title: 'Profile never confirmed',
        detail: 'Objectives, risk, and horizon were never confirmed with the client. Go through them in this meeting.',
      },
    ]
  }
  const days = daysBetween(confirmedOn, today)
  if (days <= PROFILE_DAYS) return []
  return [
    {
      severity: 'attention',
      title: 'Profile out of date',
      detail: `The profile was last confirmed on ${formatDay(confirmedOn)}, ${days} days ago. Confirm it in this meeting.`,
    },
  ]
}

function checkTasks({ openTasks, today }: MeetingFacts): MeetingCheck[] {
  const overdue = openTasks
    .filter(({ dueOn }) => dueOn !== null && dueOn < today)
    .sort((a, b) => compareDays(a.dueOn, b.dueOn))
  const [oldest] = overdue
  if (oldest === undefined || oldest.dueOn === null) return []
  return [
    {
      severity: 'notice',
      title: formatCount(overdue.length, 'overdue task'),
      detail: `Overdue the longest: “${oldest.title}”, due ${formatDay(oldest.dueOn)}. Settle it, or say when it will be.`,
    },
  ]
}
