import { addDays, addMonths, daysBetween } from './dates.ts'

export type RepeatUnit = 'days' | 'weeks' | 'months' | 'years'

/** How a task comes again. */
export interface RepeatRule {
  /** 1 or more. */
  readonly every: number
  readonly unit: RepeatUnit
  /** Counted from the day a task was due, or from the day it was done. */
  readonly from: 'schedule' | 'completion'
  /** A day of the series, from which a schedule is counted. */
  readonly anchorOn: string | null
}

/** The fields of a task that say how it comes again. */
export interface RepeatFields {
  readonly repeatEvery: number | null
  readonly repeatUnit: RepeatUnit | null
  readonly repeatFrom: 'schedule' | 'completion' | null
  readonly repeatAnchorOn: string | null
}

/** @returns null for a task that does not come again. */
export function repeatRuleOf(task: RepeatFields): RepeatRule | null {
  const { repeatEvery: every, repeatUnit: unit, repeatFrom: from, repeatAnchorOn: anchorOn } = task
  return every === null || unit === null || from === null ? null : { every, unit, from, anchorOn }
}

/**
 * When the next task of a series is due.
 *
 * On schedule, that is the first day of the series after the day this one was due and the day it was done: what was put
 * off keeps the series where it was, and what was missed meanwhile is not made up for. Days are counted from the
 * beginning of the series, so that the 31st is the last day of shorter months and the 31st again after them, and
 * 29 February comes back in leap years.
 *
 * @param dueOn when this one was due; null where it had no day.
 * @param doneOn the day on which it was done.
 */
export function nextDueDay(rule: RepeatRule, dueOn: string | null, doneOn: string): string {
  if (rule.from === 'completion') return dayOfSeries(rule, doneOn, 1)
  const anchor = rule.anchorOn ?? dueOn ?? doneOn
  const after = dueOn !== null && dueOn > doneOn ? dueOn : doneOn
  let step = firstGuess(rule, anchor, after)
  while (dayOfSeries(rule, anchor, step) <= after) step += 1
  return dayOfSeries(rule, anchor, step)
}

const LONGEST_DAYS: Readonly<Record<RepeatUnit, number>> = { days: 1, weeks: 7, months: 31, years: 366 }

/** Never too far, so that a daily series of years ago is not counted day by day. */
function firstGuess({ every, unit }: RepeatRule, anchor: string, after: string): number {
  return Math.max(1, Math.floor(daysBetween(anchor, after) / (LONGEST_DAYS[unit] * every)))
}

function dayOfSeries({ every, unit }: RepeatRule, anchor: string, step: number): string {
  const count = every * step
  if (unit === 'days') return addDays(anchor, count)
  if (unit === 'weeks') return addDays(anchor, count * 7)
  return addMonths(anchor, unit === 'months' ? count : count * 12)
}
