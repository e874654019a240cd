import { checkAuthorities, checkBeneficiaries, checkDistributions, checkIdentification } from './client-checks.ts'
import { compareDays, daysBetween } from './dates.ts'
import { formatCount, formatDay } from './format.ts'
import type { MeetingCheck, MeetingFacts } from './meeting-facts.ts'
import { checkConcentration, checkIdleCash, checkPriceDates, checkReconciliation } from './portfolio-checks.ts'

const PROFILE_DAYS = 365

/**
 * What ought to be settled or known before sitting down with a client: things to settle first, then things to know,
 * each in the order of the list below. Every detail names the figure it rests on.
 */
export function checkBeforeMeeting(facts: MeetingFacts): MeetingCheck[] {
  const checks = [
    ...checkProfile(facts),
    ...checkBeneficiaries(facts),
    ...checkDistributions(facts),
    ...checkIdentification(facts),
    ...checkAuthorities(facts),
    ...checkReconciliation(facts),
    ...checkPriceDates(facts),
    ...checkConcentration(facts),
    ...checkIdleCash(facts),
    ...checkTasks(facts),
  ]
  return [
    ...checks.filter(({ severity }) => severity === 'attention'),
    ...checks.filter(({ severity }) => severity === 'notice'),
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
      detail: `Overdue the longest: “${oldest.title}”, due ${formatDay(oldest.dueOn)}.`,
    },
  ]
}
