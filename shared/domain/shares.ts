import { Decimal } from 'decimal.js'
import { compareAmounts, subtract, sumOf } from './money.ts'

/** Places that a share is kept with: numeric(12,6). */
const PLACES = 6

/** What is wrong with one share, as text; null where nothing is. */
export function shareProblem(percent: string): string | null {
  if (!/^\d{1,3}(\.\d+)?$/.test(percent)) return 'is not a share such as 50 or 33.333333'
  if (new Decimal(percent).decimalPlaces() > PLACES) return `has more than ${PLACES} places`
  if (compareAmounts(percent, '0') === 0) return 'is nothing; leave the line out instead'
  return compareAmounts(percent, '100') > 0 ? 'is more than 100' : null
}

/**
 * Whether shares make a whole, exactly, as the database asks (`app.require_whole`).
 *
 * @returns a sentence that says what is missing or too much; null for a whole, and for no shares at all.
 */
export function wholeProblem(percents: readonly string[]): string | null {
  if (percents.length === 0) return null
  const total = sumOf(percents)
  const order = compareAmounts(total, '100')
  if (order === 0) return null
  const rest =
    order < 0 ? `${plain(subtract('100', total))} is missing` : `${plain(subtract(total, '100'))} is too much`
  return `The shares make ${plain(total)}% and not 100%: ${rest}.`
}

/** `33.50` → `33.5`, `100.00` → `100`. */
function plain(amount: string): string {
  return new Decimal(amount).toFixed()
}
