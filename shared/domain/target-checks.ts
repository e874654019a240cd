import type { Allocation, AllocationRow } from './allocation.ts'
import { formatMoney, formatPercent, formatQuantity } from './format.ts'
import type { MeetingCheck, MeetingFacts } from './meeting-facts.ts'
import { isZero, sumOf } from './money.ts'
import { describeStale } from './portfolio-checks.ts'
import type { RollUpPosition } from './roll-ups.ts'

/** A position beside a target. */
export interface TargetPosition extends RollUpPosition {
  /** Held in an account that the firm does not manage. */
  readonly isManaged: boolean
  /** False where this laptop does not know the security, which then counts as “Other”. */
  readonly isKnown: boolean
}

/** Classes outside their band, the household beside its own target. */
export function checkTarget({ target }: MeetingFacts): MeetingCheck[] {
  if (target === null || target.allocation.outside === 0) return []
  const { model, allocation } = target
  const outside = allocation.rows.filter(({ state }) => state !== 'within').map(describeRow)
  return [
    {
      severity: 'notice',
      title: 'Allocation outside its band',
      detail: `Beside the target ${model}: ${outside.join('; ')}. Moving ${formatMoney(allocation.turnover)} brings every class back to its target.`,
    },
  ]
}

/** `US equity is 55.10% (target 40% ± 5)`. */
export function describeRow({ label, actual, target, tolerance, state }: AllocationRow): string {
  if (state === 'not_in_model') return `${label} is ${actual}%, which the model has nothing of`
  const band = tolerance === null ? '' : ` ± ${formatQuantity(tolerance)}`
  return `${label} is ${actual}% (target ${formatPercent(target)}${band})`
}

/** What has to be known to read a comparison rightly, each in a sentence; in the order of weight. */
export function targetNotes({ rows }: Allocation, positions: readonly TargetPosition[], today: string): string[] {
  const missing = rows.filter(({ marketValue }) => isZero(marketValue)).map(({ label }) => label)
  const elsewhere = positions.filter(({ isManaged }) => !isManaged)
  const unknown = positions.filter(({ isKnown }) => !isKnown)
  return [
    describeStale(positions, today),
    missing.length === 0 ? null : `Nothing is held of ${missing.join(', ')}.`,
    elsewhere.length === 0
      ? null
      : `${formatMoney(sumOf(elsewhere.map(({ marketValue }) => marketValue)))} lies in accounts that the firm does not manage: it counts here and cannot be moved by the firm.`,
    unknown.length === 0
      ? null
      : `What this laptop does not know the security of counts as Other: ${formatMoney(sumOf(unknown.map(({ marketValue }) => marketValue)))}.`,
  ].filter((note) => note !== null)
}
