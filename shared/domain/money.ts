import { Decimal } from 'decimal.js'

/** Enough digits for any sum of numeric(24,8) values to be exact; the library's default of 20 would round silently. */
const Exact = Decimal.clone({ precision: 64, rounding: Decimal.ROUND_HALF_EVEN })

const ZERO = new Exact(0)

/** The exact sum of decimals, with at least two places: `['1', '2.5']` → `'3.50'`. An empty list is `'0.00'`. */
export function sumOf(values: Iterable<string>): string {
  let total = ZERO
  for (const value of values) total = total.plus(value)
  return asMoney(total)
}

/** `minuend − subtrahend`, exact, with at least two places. */
export function subtract(minuend: string, subtrahend: string): string {
  return asMoney(new Exact(minuend).minus(subtrahend))
}

/** `left × right`, exact: nothing is rounded, so round where money is meant. */
export function multiply(left: string, right: string): string {
  return new Exact(left).times(right).toFixed()
}

/** Negative when `left` is the smaller, positive when it is the larger, 0 when they are the same amount. */
export function compareAmounts(left: string, right: string): number {
  return new Exact(left).comparedTo(right)
}

/** True for `'0'`, `'0.00'`, `'-0.0'`. */
export function isZero(value: string): boolean {
  return new Exact(value).isZero()
}

/** Rounds half to even to a number of places: `('2.345', 2)` → `'2.34'`. */
export function roundAmount(value: string, places: number): string {
  return new Exact(value).toFixed(places)
}

/** `part` as a percentage of `total`, rounded half to even to one place; `'0.0'` when the total is zero. */
export function percentOf(part: string, total: string): string {
  if (isZero(total)) return '0.0'
  return new Exact(part).times(100).dividedBy(total).toFixed(1)
}

/** `left ÷ right`, rounded half to even to a number of places; null where there is nothing to divide by. */
export function quotient(left: string, right: string, places: number): string | null {
  return isZero(right) ? null : new Exact(left).dividedBy(right).toFixed(places)
}

/** True when `part` is more than `percent` per cent of a total above zero. Exact, so a share of just 20% is not over 20%. */
export function exceedsShare(part: string, total: string, percent: number): boolean {
  return new Exact(total).greaterThan(0) && new Exact(part).times(100).greaterThan(new Exact(total).times(percent))
}

/**
 * Rounds amounts such that they still add up to their sum, itself rounded half to even: every one is rounded down, and
 * the units of the last place left over go to the largest remainders (the earlier one first where they tie).
 */
export function roundTogether(amounts: readonly string[], places: number): string[] {
  const exact = amounts.map((amount) => new Exact(amount))
  const down = exact.map((amount) => amount.toDecimalPlaces(places, Decimal.ROUND_FLOOR))
  const wanted = exact.reduce((sum, amount) => sum.plus(amount), ZERO).toDecimalPlaces(places)
  const given = down.reduce((sum, amount) => sum.plus(amount), ZERO)
  const unit = new Exact(10).pow(-places)
  const byRemainder = exact
    .map((amount, index) => ({ index, remainder: amount.minus(down[index] ?? ZERO) }))
    .sort((a, b) => b.remainder.comparedTo(a.remainder) || a.index - b.index)
  const left = wanted.minus(given).dividedBy(unit).toNumber()
  const luckyOnes = new Set(byRemainder.slice(0, left).map(({ index }) => index))
  return down.map((amount, index) => amount.plus(luckyOnes.has(index) ? unit : ZERO).toFixed(places))
}

/** Shares an amount out in proportion to parts, in cents, such that nothing is lost. Nothing where the parts make nothing. */
export function shareOut(amount: string, parts: readonly string[]): string[] {
  const total = parts.reduce((sum, part) => sum.plus(part), ZERO)
  if (total.isZero()) return parts.map(() => '0.00')
  return roundTogether(
    parts.map((part) => new Exact(amount).times(part).dividedBy(total).toFixed()),
    2,
  )
}

/**
 * Each part's percentage of their sum, to two places, such that they add up to exactly 100.00.
 *
 * @returns `'0.00'` for every part when the sum is zero, since there is nothing to share out.
 */
export function percentages(parts: readonly string[]): string[] {
  return shareOut('100', parts)
}

/**
 * True when percentages are meant to be the whole: they total 100, give or take the half millionth that each loses or
 * gains by being kept to six places (three thirds are kept as 99.999999).
 */
export function totalHundred(percents: readonly string[]): boolean {
  const total = percents.reduce((sum, percent) => sum.plus(percent), ZERO)
  return total.minus(100).abs().lessThanOrEqualTo(new Exact('0.0000005').times(percents.length))
}

function asMoney(amount: Decimal): string {
  return amount.toFixed(Math.max(2, amount.decimalPlaces()))
}
