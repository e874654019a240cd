import type { NewRow, Transaction } from '#shared/records/index.ts'
import type { RuleProblem } from '#shared/schema/record-rules.ts'
import { compareAmounts, isZero, subtract } from './money.ts'

/** The most that may be said of why; the description has it after a word of its own. */
export const MOST_REASON = 400

export interface ReversalPlan {
  readonly id: string
  /** `YYYY-MM-DD`: the day it is booked on. */
  readonly tradedOn: string
  readonly reason: string
}

/**
 * Why a transaction cannot be reversed at all; null where it can. A reversal is not reversed: a wrong one is followed by
 * the right transaction, entered anew, so that each row is taken back at most once and the history stays readable.
 */
export function whyNotReversible({ type, status }: Pick<Transaction, 'type' | 'status'>): string | null {
  if (type === 'reversal') return 'A reversal is not reversed. Enter the right transaction anew instead.'
  if (status === 'reversed') return 'This transaction was reversed already.'
  if (status === 'pending') return 'This transaction is pending. Once it is posted it can be reversed.'
  return null
}

/** What is wrong with the day of a reversal; null where nothing is. Days are `YYYY-MM-DD`. */
export function reversalDayProblem(day: string, original: Pick<Transaction, 'tradedOn'>, today: string): string | null {
  if (day < original.tradedOn) return 'is before the day of what is taken back'
  return day > today ? 'is in the future' : null
}

/** The row that takes another back: the same account and security, its quantity and amounts with the other sign. */
export function planReversal(original: Transaction, { id, tradedOn, reason }: ReversalPlan): NewRow<'transactions'> {
  const { householdId, accountId, securityId, quantity, price, taxYear } = original
  return {
    ...{ id, householdId, accountId, securityId, type: 'reversal', tradedOn, settledOn: tradedOn },
    ...{ quantity: quantity === null ? null : negated(quantity), price },
    ...{ grossAmount: negated(original.grossAmount), commission: negated(original.commission) },
    ...{ fee: negated(original.fee), netAmount: negated(original.netAmount), taxYear, status: 'posted' },
    ...{ reversesId: original.id, description: `Reversal: ${reason}` },
  }
}

function negated(amount: string): string {
  return isZero(amount) ? amount : subtract('0', amount)
}

/** What the right transaction has of the one it stands for: it is the same trade, of the same security. */
export const keptOfReversed = [
  ...(['householdId', 'securityId', 'status', 'reversesId', 'recommendedBy', 'placedBy'] as const),
  ...(['isDiscretionary', 'broker', 'affirmedAt'] as const),
] as const satisfies readonly (keyof Transaction)[]

export type EnteredTransaction = Omit<NewRow<'transactions'>, 'id' | (typeof keptOfReversed)[number]>

/** What is wrong with a transaction as it was entered by hand. A feed may know better; a person adds up. */
export function enteredProblems({ type, tradedOn, ...amounts }: EnteredTransaction, today: string): RuleProblem[] {
  const net = subtract(subtract(amounts.grossAmount, amounts.commission), amounts.fee)
  return [
    ...(type === 'reversal' ? [{ field: 'type', message: 'is made by reversing a transaction' }] : []),
    ...(tradedOn > today ? [{ field: 'tradedOn', message: 'is in the future' }] : []),
    ...(compareAmounts(net, amounts.netAmount) === 0
      ? []
      : [{ field: 'netAmount', message: `is not gross less commission and fee, which is ${net}` }]),
  ]
}

/** The row that stands in place of one that was reversed. Whether it was affirmed is for the broker to say anew. */
export function planRight(original: Transaction, entered: EnteredTransaction, id: string): NewRow<'transactions'> {
  const { householdId, securityId, recommendedBy, placedBy, isDiscretionary, broker } = original
  return {
    ...entered,
    ...{ id, householdId, securityId, recommendedBy, placedBy, isDiscretionary, broker },
    ...{ affirmedAt: null, status: 'posted', reversesId: null },
  }
}
