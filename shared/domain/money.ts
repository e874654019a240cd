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

/** True when `part` is more than `percent` per cent of a total above zero. Exact, so a share of just 20% is not over 20%. */
export function exceedsShare(part: string, total: string, percent: number): boolean {
  return new Exact(total).greaterThan(0) && new Exact(part).times(100).greaterThan(new Exact(total).times(percent))
}

/**
 * Each part's percentage of their sum, to two places, such that they add up to exactly 100.00: every share is rounded
 * down, and the hundredths left over go to the largest remainders (the earlier part first where they tie).
 *
 * @returns `'0.00'` for every part when the sum is zero, since there is nothing to share out.
 */
export function percentages(parts: readonly string[]): string[] {
  const amounts = parts.map((part) => new Exact(part))
  const total = amounts.reduce((sum, amount) => sum.plus(amount), ZERO)
  if (total.isZero()) return parts.map(() => '0.00')
  const shares = amounts.map((amount) => amount.times(10_000).dividedBy(total))
  const hundredths = shares.map((share) => share.floor())
  const given = hundredths.reduce((sum, share) => sum.plus(share), ZERO)
  const byRemainder = shares
    .map((share, index) => ({ index, remainder: share.minus(share.floor()) }))
    .sort((a, b) => b.remainder.comparedTo(a.remainder) || a.index - b.index)
  const luckyOnes = new Set(byRemainder.slice(0, new Exact(10_000).minus(given).toNumber()).map(({ index }) => index))
  return hundredths.map((share, index) =>
    share
      .plus(luckyOnes.has(index) ? 1 : 0)
      .dividedBy(100)
      .toFixed(2),
  )
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
